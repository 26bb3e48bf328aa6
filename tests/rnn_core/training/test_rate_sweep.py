"""A lane at several learning rates: each rate is a run of its own from the same start, and what the sweep says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rnn_core import advance, start
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.rate_sweep import FACTORS, INSTEAD, RateSweep, begin, rates_around, step_on, verdict
from tests.playing.small_run import SEEDS, assert_same_numbers, small

RATES = (0.001, 0.005)


@pytest.fixture(scope="module")
def done() -> RateSweep:
    sweep = begin(small(), "gru", 60, RATES)
    moments = [sweep]
    while not moments[-1].done:
        moments.append(step_on(moments[-1]))
    # They take turns, so that all rates are seen to learn.
    assert [[run.step for run in each.runs] for each in moments] == [[0, 0], [50, 0], [50, 50], [100, 50], [100, 100]]
    assert [each.progress for each in moments] == [0, 0.25, 0.5, 0.75, 1]
    assert step_on(moments[-1]) is moments[-1]
    return moments[-1]


def test_each_rate_is_the_run_that_its_settings_say(done: RateSweep) -> None:
    assert (done.rates, done.steps) == (RATES, 100)
    alone = small(lanes=lanes_of("gru"), learning_rate=RATES[0])
    assert_same_numbers(done.runs[0], advance(start(alone), 100))
    assert done.values.shape == (2, SEEDS)
    assert done.values[0, 0] == done.runs[0].lanes[0].curves.task_loss[0, -1]
    assert not np.array_equal(done.values[0], done.values[1])


def test_the_rates_stand_around_the_runs_own() -> None:
    assert rates_around(5e-3) == (5e-4, 1.5e-3, 5e-3, 1.5e-2, 5e-2)
    assert rates_around(0.0) == rates_around(INSTEAD)
    # The limit of the setting is one rate, not two.
    assert rates_around(1000.0) == (100.0, 300.0, 1000.0)
    assert rates_around(0.0123) == pytest.approx([0.0123 * factor for factor in FACTORS], rel=0.05)


def test_it_is_the_cell_if_no_rate_helps_and_the_rate_if_another_one_does(done: RateSweep) -> None:
    def judged(*losses: float) -> str:
        runs = []
        for run, loss in zip(done.runs, losses, strict=True):
            (lane,) = run.lanes
            curves = dataclasses.replace(lane.curves, task_loss=np.full_like(lane.curves.task_loss, loss))
            runs.append(dataclasses.replace(run, lanes=(dataclasses.replace(lane, curves=curves),)))
        return verdict(dataclasses.replace(done, runs=tuple(runs)), RATES[0])

    assert judged(0.2, 0.2) == "cell"
    assert judged(0.2, 0.001) == "rate"
    assert judged(0.001, 0.001) == "neither"
    assert verdict(begin(small(), "gru", 60, RATES), RATES[0]) == ""
