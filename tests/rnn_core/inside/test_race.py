"""A race: when each seed solved the task, who lost, what the band is, and how long a step takes."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from rnn_core import ask
from rnn_core.inside.question import Answer
from rnn_core.inside.race import ROUNDS, Race, Result, loser, spread_over_seeds
from rnn_core.training.curves import Curves
from rnn_core.training.run import Run, fresh
from tests.playing.small_run import small


def raced(**losses: list[list[float]]) -> Run:
    """A small run after some tests, with these test losses `[S, Q]` of its lanes."""
    run = fresh(small())
    empty = Curves.empty(2)
    lanes = []
    for each in run.lanes:
        found = np.float32(losses[each.id])
        none = np.full_like(found, np.nan)
        curves = dataclasses.replace(empty, task_loss=found, task_accuracy=none, test=found, accuracy=none)
        lanes.append(dataclasses.replace(each, curves=curves))
    steps = 50 * (len(losses["rnn"][0]) - 1)
    return dataclasses.replace(run, step=steps, lanes=tuple(lanes))


def race(**losses: list[list[float]]) -> Answer:
    return ask(raced(**losses), Race())


NEVER: Any = [[0.2, 0.2, 0.2], [0.2, 0.2, 0.15]]
ONE: Any = [[0.2, 0.009, 0.2], [0.2, 0.2, 0.2]]
BOTH: Any = [[0.2, 0.009, 0.001], [0.2, 0.2, 0.009]]


def test_every_seed_has_its_own_step_at_which_it_solved_the_task() -> None:
    answer = race(rnn=NEVER, lstm=ONE, gru=BOTH)
    assert answer.words["solved_at"] == {"rnn": [None, None], "lstm": [50, None], "gru": [50, 100]}
    assert (answer.words["metric"], answer.words["threshold"]) == ("loss", 0.01)
    assert answer.words["seeds"] == [0, 1]
    np.testing.assert_array_equal(answer.arrays["steps"], [0, 50, 100])
    np.testing.assert_array_equal(answer.arrays["gru.value"], np.float32(BOTH))
    assert Result.of([50, None, 200]) == Result(2, 3, 125)
    assert Result.of([None]) == Result(0, 1, None)


def test_the_loser_is_the_lane_that_fewest_seeds_solved_it_in() -> None:
    assert loser(race(rnn=NEVER, lstm=ONE, gru=BOTH)) == "rnn"
    assert loser(race(rnn=BOTH, lstm=BOTH, gru=ONE)) == "gru"
    # Of two that solved equally many, the one that stands worse.
    assert loser(race(rnn=NEVER, lstm=[[0.2, 0.2, 0.3]] * 2, gru=BOTH)) == "lstm"


def test_the_band_is_over_seeds_and_one_that_has_no_number_does_not_count() -> None:
    values = np.float32([[1, np.nan, np.nan], [2, 4, np.nan], [3, 6, np.inf]])
    found = spread_over_seeds(values)
    np.testing.assert_allclose(found[:, 0], [1.2, 2, 2.8], rtol=1e-6)
    np.testing.assert_allclose(found[:, 1], [4.2, 5, 5.8], rtol=1e-6)
    assert np.isnan(found[:, 2]).all()


def test_time_is_measured_lane_by_lane_when_it_is_asked_for() -> None:
    run = fresh(small())
    found = ask(run, Race(timed=True)).arrays
    for each in run.lanes:
        assert found[f"{each.id}.seconds"].shape == (ROUNDS,)
        assert np.all(found[f"{each.id}.seconds"] > 0)
    assert not [name for name in ask(run, Race()).arrays if name.endswith("seconds")]
