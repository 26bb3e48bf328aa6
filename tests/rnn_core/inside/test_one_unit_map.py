"""The map of one unit against the equations in NumPy, and where it meets the diagonal against closed forms."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import ask
from rnn_core.inside.one_unit_map import OneUnitMap, _fixed_points
from rnn_core.inside.question import QuestionError
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import next_state
from tests.playing.small_run import small


@pytest.fixture(scope="module")
def latch() -> Run:
    return fresh(small(task="latch", hidden_size=1, initialisation="glorot"))


@pytest.mark.parametrize("lane", ["rnn", "gru"])
def test_the_map_is_one_timestep_of_the_equations_and_its_slope_their_derivative(latch: Run, lane: str) -> None:
    found = ask(latch, OneUnitMap(lane, (0.0, 1.0), 1.5)).arrays
    each = next(each for each in latch.lanes if each.id == lane)
    (layer,) = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, np.float64)[0], each.state.weights).layers
    before, step = found["before"].astype(np.float64), 1e-6
    assert (before[0], before[-1]) == (-1.5, 1.5)
    for n, x in enumerate((0.0, 1.0)):

        def after(h: float, x: float = x, layer: Any = layer) -> float:
            return float(next_state(lane, layer, np.array([h]), np.array([x]))[0])

        np.testing.assert_allclose(found["after"][n], [after(h) for h in before], atol=1e-6)
        slopes = [(after(h + step) - after(h - step)) / (2 * step) for h in before]
        np.testing.assert_allclose(found["slope"][n], slopes, atol=1e-5)


def test_a_bistable_unit_has_two_stable_places_and_an_unstable_one_between() -> None:
    before = np.linspace(-1, 1, 401, dtype=np.float32)
    after = np.tanh(2 * before)
    (places, slopes) = _fixed_points(before, after, 2 * (1 - after**2))
    # h = tanh(2 h) has its outer solutions at ±0.9575.
    np.testing.assert_allclose(places, [-0.9575, 0, 0.9575], atol=1e-4)
    assert (np.abs(slopes) < 1).tolist() == [True, False, True]


def test_places_at_the_ends_of_the_grid_count_like_others() -> None:
    before = np.linspace(-1, 1, 401, dtype=np.float32)
    after = np.tanh(np.float32(20) * before)
    # In float32 tanh 20 is 1.
    places, slopes = _fixed_points(before, after, 20 * (1 - after**2))
    np.testing.assert_array_equal(places, [-1, 0, 1])
    np.testing.assert_array_equal(slopes, [0, 20, 0])


@pytest.mark.parametrize(("after", "places"), [(lambda h: h + 2, 0), (lambda h: h, 0), (lambda h: -h, 1)])
def test_maps_without_a_place_of_their_own_have_none(after: Any, places: int) -> None:
    before = np.linspace(-1, 1, 401, dtype=np.float32)
    assert _fixed_points(before, after(before), np.ones_like(before)).shape == (2, places)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (OneUnitMap("lstm", (0.0,)), r"two numbers, c and h"),
        (OneUnitMap("rnn", ()), r"0 inputs were given\. Use 1 to 3\."),
        (OneUnitMap("rnn", (0.0,) * 4), r"4 inputs were given"),
        (OneUnitMap("elman", (0.0,)), r"'elman' is not a lane"),
    ],
)
def test_what_has_no_such_map_is_said(latch: Run, question: OneUnitMap, sentence: str) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(latch, question)


def test_more_units_have_no_map() -> None:
    run = fresh(small(lanes=lanes_of("rnn")))
    with pytest.raises(QuestionError, match=r"this lane has 1 of 4\. Use the hidden size 1\."):
        ask(run, OneUnitMap("rnn", ((0.5, 0.0),)))
