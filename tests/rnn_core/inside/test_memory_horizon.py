"""The memory horizon: each place is the run that its settings say, kept as words it is taken up where it stood."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rnn_core.inside.memory_horizon import (
    LAGS,
    LEARNED,
    SEEDS,
    Horizon,
    HorizonSettings,
    advance,
    from_bytes,
    learned,
    to_bytes,
)
from rnn_core.settings.lane_config import CELLS
from rnn_core.tasks import build
from rnn_core.training.run import advance as advance_run
from rnn_core.training.run import start
from rnn_core.training.solving import solved_at

SETTINGS = HorizonSettings("recall", steps=70, hidden_size=4)
ALL: Any = (50, 50, 100, 150)
HALF: Any = (50, None, 100, None)


def grid(*found: Any) -> Horizon:
    return Horizon(SETTINGS, found)


def test_a_place_is_trained_to_its_budget_and_found_as_its_run_says() -> None:
    moments = [advance(grid())]
    while not moments[-1].found:
        moments.append(advance(moments[-1]))
    # Begun, 50 steps, and the 20 that are left of the budget.
    assert [15 * each.progress for each in moments] == pytest.approx([0, 50 / 70, 1])
    assert SETTINGS.places[0] == ("rnn", 5)
    run = advance_run(start(SETTINGS.config("rnn", 5)), 70)
    assert run.task.sequence_length == 6
    assert moments[-1].found[0] == tuple(solved_at(run.task, run.lanes[0].curves, -1))
    assert len(moments[-1].found[0]) == SEEDS
    assert (moments[0].size > 0, moments[-1].size) == (True, 0)
    full = grid(*[ALL] * 15)
    assert full.done
    assert advance(full) is full


def test_the_longest_lag_is_the_last_before_the_first_that_was_not_learned() -> None:
    assert (learned(ALL), learned(HALF), learned((50, 50, None, 50))) == (True, False, True)
    assert LEARNED == 3
    # The RNN at 5, 10 and 20, the LSTM and the GRU at 5 and 10.
    found = grid(ALL, ALL, HALF, HALF, ALL, ALL, ALL)
    assert [found.longest(cell) for cell in CELLS] == [5, 10, None]
    assert (found.at("gru", 5), found.at("rnn", 20), found.at("lstm", 20)) == (HALF, ALL, None)
    assert grid().longest("rnn") is None


def test_what_is_done_is_kept_and_what_is_another_grid_is_not_taken() -> None:
    data = to_bytes(grid(ALL, HALF))
    again = from_bytes(data, SETTINGS)
    assert again is not None
    assert (again.found, again.settings, again.run) == ((ALL, HALF), SETTINGS, None)
    assert from_bytes(data, HorizonSettings("recall", steps=71, hidden_size=4)) is None
    words = json.loads(data)
    for damaged in (
        b"",
        b"[]",
        data[:-9],
        json.dumps(words | {"machine": "another"}).encode(),
        json.dumps(words | {"found": [[50, 50]]}).encode(),
        json.dumps(words | {"found": [list(ALL)] * 16}).encode(),
        json.dumps(words | {"found": [["x"] * 4]}).encode(),
    ):
        assert from_bytes(damaged, SETTINGS) is None


def test_every_task_of_the_grid_can_be_solved_at_its_shortest_lag() -> None:
    for task, lags in LAGS.items():
        assert list(lags) == sorted(set(lags))
        built = build(HorizonSettings(task).config("rnn", lags[0]))
        assert built.solved is not None
        assert built.sequence_length - 1 == lags[0]
