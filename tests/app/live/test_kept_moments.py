"""Of a run's moments a fixed number is kept, dense near now and sparse further back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.live.engine import Moment
from app.live.kept_moments import before, kept, nearest

MOST = 40


@dataclass(frozen=True)
class Dated:
    step: int


steps = st.lists(st.integers(1, 200), min_size=1, max_size=300)


@given(gaps=steps, most=st.integers(3, 12))
def test_a_fixed_number_is_kept_the_first_and_the_last_among_them(gaps: list[int], most: int) -> None:
    found: tuple[Moment, ...] = (Dated(0),)
    for step in np.cumsum(gaps).tolist():
        found = kept(found, Dated(step), most)
        assert len(found) <= most
        assert [each.step for each in found] == sorted({each.step for each in found})
        assert (found[0].step, found[-1].step) == (0, step)


def test_the_near_past_is_dense_and_the_far_past_sparse() -> None:
    found: tuple[Moment, ...] = ()
    for step in range(0, 20_001, 5):
        found = kept(found, Dated(step), MOST)
    gaps = np.diff([each.step for each in found])
    assert len(found) == MOST
    assert gaps[-5:].max() <= 50
    assert gaps[:5].min() >= 500
    # Nowhere is a hole larger than a quarter of its age, so that no time of the past is missing.
    ages = 20_000 - np.array([each.step for each in found[:-5]])
    assert (gaps[:-4] / ages).max() < 0.25


def test_a_moment_that_is_kept_already_is_replaced() -> None:
    again = Dated(5)
    assert kept((Dated(0), Dated(5)), again, 5)[1] is again


def test_the_nearest_moment_and_the_one_before() -> None:
    moments = tuple(map(Dated, (0, 10, 20, 50)))
    assert [nearest(moments, step).step for step in (-3, 4, 5, 14, 16, 36, 99)] == [0, 0, 10, 10, 20, 50, 50]
    assert [before(moments, step).step for step in (0, 9, 10, 49, 99)] == [0, 0, 10, 20, 50]
