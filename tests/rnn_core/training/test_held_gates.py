"""Gates held in a run: from a step on, in one lane, in every number that is shown of it; freed, it learns on."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from rnn_core import OneStepJacobians, RunConfig, StatesOfSequence, advance, ask, change, load_run, observe, start
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.link import from_link, to_link
from rnn_core.training import step
from tests.playing.small_run import small
from tests.playing.whole_file import saved

SHUT = (Clamp("forget_gate", 0.0, (1, 3)), Clamp("output_gate", 0.25))
TWO = small(lanes=lanes_of("lstm", "lstm"), optimizer="adamw", num_layers=2)


def gates(frame, lane: int, name: str) -> np.ndarray:
    return frame.lanes[lane].arrays[name]


@pytest.mark.slow
def test_a_gate_is_held_in_its_lane_alone_and_only_what_is_free_learns() -> None:
    run = advance(start(TWO), 3)
    held = advance(change(run, "clamps", SHUT, "lstm2"), 4)
    frame = observe(held)
    assert [lane.differs for lane in frame.lanes] == ["", "f held at 0 (units 1, 3) · o held at 0.25"]
    np.testing.assert_array_equal(gates(frame, 1, "forget_gate")[..., [0, 2]], 0)
    np.testing.assert_allclose(gates(frame, 1, "output_gate"), 0.25, rtol=1e-6)
    assert np.ptp(gates(frame, 0, "output_gate")) > 0.01
    before, after = (each.lanes[1].state.weights.layers[0] for each in (run, held))
    H = TWO.hidden_size
    moved = np.any(np.asarray(before.W_h != after.W_h), axis=(0, 1)).reshape(4, H)
    assert moved.tolist() == [[True] * H, [False, True, False, True], [True] * H, [False] * H]
    # The lane beside it trains as if nothing had been held.
    alone = advance(run, 4)
    np.testing.assert_array_equal(alone.lanes[0].curves.train, held.lanes[0].curves.train)
    assert not np.array_equal(alone.lanes[1].curves.train, held.lanes[1].curves.train)


@pytest.mark.slow
def test_a_gate_set_free_goes_on_learning() -> None:
    run = advance(change(advance(start(TWO), 2), "clamps", SHUT, "lstm"), 2)
    free = advance(change(run, "clamps", (), "lstm"), 2)
    assert [lane.differs for lane in observe(free).lanes] == ["", ""]
    before, after = (each.lanes[0].state.weights.layers[0].W_h for each in (run, free))
    assert np.all(np.any(np.asarray(before != after), axis=(0, 1)))


def test_a_link_and_a_file_give_the_held_run_back_to_the_bit() -> None:
    run = change(advance(start(TWO), 2), "clamps", SHUT, "lstm2")
    run = advance(change(advance(run, 3), "clamps", (), "lstm2"), 1)
    again = advance(start(from_link(to_link(run.config))[0]), 6)
    opened = load_run(saved(run)).run
    for other in (again, opened):
        for one, two in zip(jax.tree.leaves(run.lanes[1].state), jax.tree.leaves(other.lanes[1].state), strict=True):
            np.testing.assert_array_equal(one, two)


def test_holding_compiles_nothing() -> None:
    run = advance(start(TWO), 1)
    compiled = step.train.num_compiled()
    advance(change(run, "clamps", SHUT, "lstm"), 1)
    assert step.train.num_compiled() == compiled


def test_questions_and_contributions_are_of_the_held_network() -> None:
    shut = (Clamp("forget_gate", 0.0), Clamp("input_gate", 0.0), Clamp("output_gate", 0.5))
    run = start(small(lanes=(LaneConfig("lstm", clamps=shut),)))
    frame = observe(run)
    # Nothing enters and nothing is kept, so there is no state, and nothing that the candidate's weights could learn.
    assert not np.any(frame.lanes[0].arrays["hidden"])
    assert not np.any(frame.lanes[0].arrays["contribution"])
    states = ask(run, StatesOfSequence(((0.5, 1.0), (0.25, 0.0))))
    assert not np.any(states.arrays["lstm.hidden"])
    assert not np.any(ask(run, OneStepJacobians("lstm")).arrays["jacobians"])


def test_only_an_lstm_holds_a_forget_gate() -> None:
    config, notices = from_link({"cells": "rnn~hold:f=0"})
    assert config == RunConfig()
    assert notices[0].startswith("'rnn~hold:f=0' is not a list of lanes.")
