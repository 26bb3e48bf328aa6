"""The unit that counts: found among others by its values alone."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import RunConfig, observe, start
from rnn_core.frames.counter import counters
from rnn_core.frames.frame import from_bytes, to_bytes
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks import counting

N = 6
COUNT = np.array([0, *range(1, N + 1), *range(N - 1, -1, -1), np.nan, np.nan], np.float32)


def cell(counting_unit: int, sign: float = 1.0) -> np.ndarray:
    """One layer of four units, of which one counts, beside noise, a constant and what saturates."""
    random = np.random.default_rng(0)
    states = random.normal(size=(len(COUNT), 4)).astype(np.float32)
    states[:, 0] = 3.0
    states[:, counting_unit] = np.nan_to_num(sign * 0.9 * COUNT + 0.4, nan=99.0)
    return states[None]


@pytest.mark.parametrize(("unit", "sign"), [(1, 1.0), (2, -1.0), (3, 1.0)])
def test_the_unit_that_goes_with_the_count_is_found_whatever_its_sign_and_padding(unit: int, sign: float) -> None:
    (found,) = counters(cell(unit, sign), COUNT)
    assert found is not None
    assert found.unit == unit
    assert found.correlation == pytest.approx(sign, abs=1e-6)


def test_no_unit_is_said_to_count_where_none_does_nor_in_a_task_without_a_count() -> None:
    still = np.zeros((2, len(COUNT), 3), np.float32)
    assert counters(still, COUNT) == (None, None)
    assert counters(cell(1)[..., :1], COUNT) == (None,)
    assert counters(cell(1), None) == ()


def test_a_tasks_count_is_how_many_more_as_than_bs_have_come() -> None:
    task = counting.build(9)
    assert task.counts is not None
    np.testing.assert_array_equal(task.counts[:, 2], [0, 1, 2, 3, 2, 1, 0, np.nan, np.nan])


def test_a_frame_carries_it_for_lanes_with_a_cell_state() -> None:
    shape = {"hidden_size": 2, "num_seeds": 1, "batch_size": 2, "lanes": lanes_of("lstm")}
    frame = observe(start(RunConfig(task="counting", sequence_length=7, watched=2, **shape)))
    assert len(frame.lanes[0].counters) == 1
    assert from_bytes(to_bytes(frame)).lanes[0].counters == frame.lanes[0].counters
