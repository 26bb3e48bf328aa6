"""The states for a typed sequence against the equations in NumPy, and what may be typed."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import GivenUp, StatesOfSequence, advance, ask, lanes_of, start
from rnn_core.inside import states as module
from rnn_core.inside.question import Answer, QuestionError, from_bytes, to_bytes
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import states
from tests.playing.small_run import assert_same_numbers, small

SYMBOLS = ("A", "w", "x", "z", "y")


@pytest.fixture(scope="module")
def recall() -> Run:
    return advance(start(small(task="recall", num_layers=2)), 3)


@pytest.fixture(scope="module")
def adding() -> Run:
    return fresh(small(lanes=lanes_of("rnn")))


def test_states_and_answers_are_those_of_the_equations(recall: Run) -> None:
    answer = ask(recall, StatesOfSequence(SYMBOLS))
    assert answer.words == {"step": 3, "lanes": ["rnn", "lstm", "gru"], "sequence": list(SYMBOLS)}
    xs = np.eye(8)[[recall.task.input_labels.index(symbol) for symbol in SYMBOLS]]
    for each in recall.lanes:
        cell = each.id
        weights = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, np.float64)[0], each.state.weights)
        expected = np.array(states(cell, weights.layers, xs))[:, 1:]
        H = each.spec.hidden_size
        np.testing.assert_allclose(answer.arrays[f"{cell}.hidden"], expected[..., :H], atol=1e-5)
        if cell == "lstm":
            np.testing.assert_allclose(answer.arrays["lstm.cell"], expected[..., H:], atol=1e-5)
        scores = np.exp(expected[-1, :, :H] @ weights.W_o + weights.b_o)
        np.testing.assert_allclose(answer.arrays[f"{cell}.outputs"], scores / scores.sum(1, keepdims=True), atol=1e-5)
    assert answer.arrays["gru.update_gate"].shape == (2, 5, 4)
    assert not [name for name in answer.arrays if "recurrent_candidate" in name]


def test_the_answer_has_the_bytes_of_a_frame_and_cannot_be_altered(recall: Run) -> None:
    answer = ask(recall, StatesOfSequence(SYMBOLS, ("gru",)))
    back: Answer = from_bytes(to_bytes(answer))
    assert back.words == answer.words
    assert answer.size > sum(array.nbytes for array in back.arrays.values())
    assert b'"format":"unrolled-answer/1"' in to_bytes(answer)
    for name, array in answer.arrays.items():
        np.testing.assert_array_equal(array, back.arrays[name])
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_sequences_of_many_lengths_share_compiled_code(recall: Run) -> None:
    ask(recall, StatesOfSequence(SYMBOLS))
    before = module._states.num_compiled()
    for length in range(1, 17):
        answer = ask(recall, StatesOfSequence(("A",) * length))
        assert answer.arrays["rnn.hidden"].shape == (2, length, 4)
    assert module._states.num_compiled() == before


def test_numbers_are_read_one_or_several_at_a_time(adding: Run) -> None:
    answer = ask(adding, StatesOfSequence(((0.5, 1), (0.25, 0.0))))
    assert answer.words["sequence"] == [[0.5, 1], [0.25, 0.0]]
    assert answer.arrays["rnn.outputs"].shape == (2, 1)
    parity = fresh(small(task="parity", lanes=lanes_of("rnn")))
    one, other = (ask(parity, StatesOfSequence(written)) for written in ((1, -1.0), ((1.0,), (-1.0,))))
    np.testing.assert_array_equal(one.arrays["rnn.hidden"], other.arrays["rnn.hidden"])


def test_a_space_may_be_typed_as_a_space() -> None:
    text = fresh(small(task="shakespeare", lanes=lanes_of("rnn")))
    answer = ask(text, StatesOfSequence(tuple("to be\n")))
    assert answer.words["sequence"] == ["t", "o", "␣", "b", "e", "↵"]


@pytest.mark.parametrize(
    ("sequence", "sentence"),
    [
        ((), r"A sequence of 0 elements cannot be read\. Use 1 to 512\."),
        (("A",) * 513, "of 513 elements"),
        (("A", "Q", "?"), r"has \?, Q, which this task does not know\. Use its symbols: A B C D w x y z\."),
        ((1.0,), "has 1.0, which"),
    ],
)
def test_symbols_that_the_task_does_not_know_are_named(recall: Run, sequence: Any, sentence: str) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(recall, StatesOfSequence(sequence))


@pytest.mark.parametrize("element", ["A", 1.0, (1.0,), (1.0, 2.0, 3.0), (1.0, float("nan")), (1.0, float("inf"))])
def test_numbers_that_do_not_fit_are_told_with_their_timestep(adding: Run, element: Any) -> None:
    with pytest.raises(QuestionError, match=r"at timestep 2 cannot be read\. Use 2 numbers there \(value, marker\)"):
        ask(adding, StatesOfSequence(((0.5, 1.0), element)))


def test_it_is_given_up_between_two_lanes_and_changes_nothing(recall: Run) -> None:
    with pytest.raises(GivenUp):
        ask(recall, StatesOfSequence(SYMBOLS), lambda: False)
    assert_same_numbers(recall, advance(start(recall.config), recall.step))
