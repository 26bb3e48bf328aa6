"""The settings that a frame names are those of its own step, and its changes those made so far."""

from __future__ import annotations

import dataclasses

from rnn_core import advance, change, observe, start
from rnn_core.frames.frame import ChangeMade, Surroundings, from_bytes, to_bytes
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_names import describe_clamp
from rnn_core.settings.table import Change
from tests.playing.small_run import small


def test_the_settings_that_a_view_asks_for_are_those_of_the_step() -> None:
    run = advance(start(small()), 3)
    changes = Change(3, "gradient_of", "trained"), Change(3, "loss_at", "every"), Change(4, "loss_at", "last")
    run = dataclasses.replace(run, config=run.config.replace(changes=changes))
    frame = observe(run)
    assert (frame.seed, frame.loss_at, frame.gradient_of) == (run.config.seed, "every", "trained")
    assert all(lane.asked_since == 3 for lane in frame.lanes)


def test_changes_are_told_in_words_up_to_where_the_run_stands() -> None:
    run = advance(start(small()), 3)
    run = advance(change(run, "learning_rate", 0.5), 2)
    run = advance(change(run, "clamps", (Clamp("forget_gate", 0.0),), "lstm"), 1)
    run = advance(change(run, "watched", 2), 1)
    to_come = Change(20, "clip_norm", 2.0)
    run = dataclasses.replace(run, config=run.config.replace(changes=(*run.config.changes, to_come)))
    made = (
        ChangeMade(3, ":learning_rate", "learning rate 0.5"),
        ChangeMade(5, "lstm:clamps", f"LSTM: {describe_clamp(Clamp('forget_gate', 0.0))}"),
    )
    frame = observe(run)
    assert frame.changes == made
    assert from_bytes(to_bytes(frame)).changes == made
    assert len(observe(run, Surroundings(newest_step=20)).changes) == 3
