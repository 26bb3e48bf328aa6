"""The weights in a frame: with them alone, and the equations, everything else that the frame shows comes out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rnn_core import RunConfig, advance, observe, start
from rnn_core.frames.frame import Frame, Lane, from_bytes, to_bytes
from rnn_core.frames.small_network import MOST_PARAMETERS
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import CELLS, lanes_of
from rnn_core.training.run import change
from tests.playing.numpy_states import states
from tests.playing.small_run import small

SPELLS = RunConfig(task="hello", hidden_size=4, batch_size=1, num_seeds=2, learning_rate=0.01)


def layers_of(lane: Lane) -> list[list[np.ndarray]]:
    """The weights of each layer in the order of the frame's legend, W_x, W_h, b and what comes after."""
    assert lane.weights
    own = [row for row in lane.weights.rows if row.blocks]
    return [[lane.arrays[row.array] for row in own if row.layer == layer] for layer in range(own[-1].layer + 1)]


def softmax(scores: np.ndarray) -> np.ndarray:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def assert_reproduced(frame: Frame) -> None:
    """States and answers of every lane, from the frame's inputs and its weights alone."""
    for lane in frame.lanes:
        found = states(lane.cell, layers_of(lane), frame.inputs)
        size = lane.arrays["hidden"].shape[2]
        for layer, here in enumerate(found):
            np.testing.assert_allclose(np.array(here[1:])[:, :size], lane.arrays["hidden"][layer], atol=2e-6)
        top = np.array(found[-1][1:])[:, :size]
        answers = softmax(top @ lane.arrays["W_o"].astype(np.float64) + lane.arrays["b_o"])
        np.testing.assert_allclose(answers, lane.arrays["outputs"], atol=2e-6)


@pytest.fixture(scope="module")
def spelling() -> Frame:
    return from_bytes(to_bytes(observe(advance(start(SPELLS), 60))))


def test_the_weights_of_all_three_cells_reproduce_states_and_answers(spelling: Frame) -> None:
    assert [lane.cell for lane in spelling.lanes] == list(CELLS)
    assert_reproduced(spelling)


def test_a_weight_that_is_another_is_noticed(spelling: Frame) -> None:
    """The comparison above can fail: one entry changed by a thousandth is seen."""
    lane = spelling.lanes[1]
    other = lane.arrays["W_h.1"].copy()
    other[0, 0] += 1e-3
    wrong = replace(lane, arrays={**lane.arrays, "W_h.1": other})
    with pytest.raises(AssertionError):
        assert_reproduced(replace(spelling, lanes=(wrong,)))


def test_every_parameter_is_there_once_under_the_letter_of_its_equation(spelling: Frame) -> None:
    blocks = {"rnn": ("h",), "lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n")}
    for lane in spelling.lanes:
        assert lane.weights
        assert lane.weights.variant == "standard"
        assert sum(lane.arrays[row.array].size for row in lane.weights.rows) == lane.num_parameters
        letters = ["W_x", "W_h", "b"] + ["b_hn"] * (lane.cell == "gru") + ["W_y", "b_y"]
        assert [row.letter for row in lane.weights.rows] == letters
        assert {row.blocks for row in lane.weights.rows[:3]} == {blocks[lane.cell]}
        assert all(lane.arrays[row.array].dtype == np.float32 for row in lane.weights.rows)
    gru = spelling.lanes[2].weights
    assert gru
    assert gru.rows[3].blocks == ("n",)


def test_layers_have_weights_of_their_own() -> None:
    frame = observe(advance(start(small(num_layers=2, lanes=lanes_of("rnn", "gru"), task="recall")), 3))
    assert_reproduced(frame)
    weights = frame.lanes[0].weights
    assert weights
    assert [row.array for row in weights.rows] == ["W_x.1", "W_h.1", "b.1", "W_x.2", "W_h.2", "b.2", "W_o", "b_o"]


def test_a_held_gate_is_in_the_weights_as_it_counts() -> None:
    run = change(start(SPELLS.replace(lanes=lanes_of("lstm"))), "clamps", (Clamp("forget_gate", 0.25),), "lstm")
    assert_reproduced(observe(run))


def test_a_larger_network_carries_none_and_says_nothing_of_them() -> None:
    frame = observe(start(small(lanes=lanes_of("rnn"), hidden_size=19)))
    (large,) = frame.lanes
    assert large.num_parameters == 438 > MOST_PARAMETERS
    assert large.weights is None
    assert not any(name.startswith(("W_", "b")) for name in large.arrays)
    assert b"weights" not in to_bytes(frame).replace(b"loss_weights", b"")
