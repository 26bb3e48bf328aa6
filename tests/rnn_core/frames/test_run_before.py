"""What a new run shows of the one whose place it takes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rnn_core import RunConfig, advance, change, load_run, moment_of, observe, run_before, save_run, start, to_bytes
from rnn_core.frames.frame import Surroundings, from_bytes
from rnn_core.frames.run_before import comparable, difference
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.table import Change
from tests.playing.small_run import small

SMALL = small(lanes=lanes_of("rnn", "gru"))


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (RunConfig(forget_bias=0.0), "LSTM forget bias 0"),
        (RunConfig(forget_bias=0.0, sequence_length=20), "T = 20, LSTM forget bias 0"),
        (RunConfig(optimizer="sgd"), "SGD"),
        (RunConfig(changes=(Change(7, "learning_rate", 0.5),)), "changed: learning rate 0.5 from step 7"),
        (RunConfig(), "the same settings"),
    ],
)
def test_the_difference_is_said_in_words(before: RunConfig, words: str) -> None:
    assert difference(before, RunConfig()) == words


@pytest.mark.parametrize(
    ("settings", "agree"),
    [
        ({"forget_bias": 0.0}, True),
        ({"learning_rate": 0.5}, True),
        ({"task": "parity"}, False),
        ({"loss_at": "every"}, False),
        ({"changes": (Change(7, "loss_at", "every"),)}, False),
        ({"loss_step": 3}, True),
    ],
)
def test_losses_are_compared_only_where_they_mean_the_same(settings: dict[str, object], agree: bool) -> None:
    assert comparable(RunConfig(**settings), RunConfig()) == agree


def test_its_losses_are_those_of_its_first_seed_of_the_lanes_that_both_have_and_survive_a_file() -> None:
    run = advance(change(start(SMALL), "learning_rate", 0.02), 12)
    later = SMALL.replace(lanes=lanes_of("gru"))
    parent = dataclasses.replace(run_before(run, later, "mine"), run="its id")
    assert (parent.name, parent.step, parent.steps.tolist()) == ("mine", 0, list(range(1, 13)))
    assert parent.difference == "Vanilla RNN, GRU, learning rate 0.02"
    assert list(parent.curves) == ["gru"]
    gru = next(each for each in run.lanes if each.id == "gru")
    assert np.array_equal(parent.curves["gru"], gru.curves.train[:1])

    begun = start(later)
    data = to_bytes(observe(begun, Surroundings(parent=parent)))
    shown = from_bytes(data).parent
    assert b"its id" not in data
    assert shown is not None
    assert (shown.difference, shown.run, list(shown.curves)) == (parent.difference, "", ["gru"])
    file = save_run(begun, (moment_of(begun),), name="", saved=1.0, frame=data, parent=parent)
    kept = load_run(file).parent
    assert kept is not None
    assert (kept.difference, kept.run, kept.step) == (parent.difference, "its id", 0)
    assert kept.curves["gru"].tobytes() == parent.curves["gru"].tobytes()


def test_without_anything_to_compare_only_the_difference_is_told() -> None:
    parent = run_before(advance(start(SMALL), 2), SMALL.replace(task="parity"), "")
    assert (parent.steps.size, parent.curves) == (0, {})
    assert parent.difference
