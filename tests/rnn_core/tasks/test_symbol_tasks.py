"""Tasks of symbols and bits, each checked against its definition read off the sequences."""

from __future__ import annotations

import math
import types

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks import latch, noise_free, parity, prefix_parity, recall, temporal_order
from rnn_core.tasks.task import Batch, Task
from tests.playing.drawn import drawn


def spelled(task: Task, batch: Batch) -> list[str]:
    """Every sequence as a word of its symbols."""
    symbols = np.asarray(task.input_labels)[batch.inputs]
    return ["".join(column) for column in symbols.T]


def shares(symbols: np.ndarray, of: range) -> np.ndarray:
    """How often each of these symbols is among `symbols`."""
    return (symbols[:, None] == np.array(of)).mean(axis=0)


@given(sequence_length=st.sampled_from([10, 50]), seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_temporal_order_by_reading(sequence_length: int, seed: int) -> None:
    task = temporal_order.build(sequence_length)
    batch, ranges = drawn(task, seed, batch_size=16), temporal_order.ranges(sequence_length)
    for b, word in enumerate(spelled(task, batch)):
        assert (word[0], word[-1]) == ("B", "E")
        assert set(word[1:-1]) <= set("abcdXY")
        positions = [t for t, symbol in enumerate(word) if symbol in "XY"]
        assert len(positions) == 2
        assert all(low <= t <= high for t, (low, high) in zip(positions, ranges, strict=True))
        order = word[positions[0]] + word[positions[1]]
        assert {task.output_labels[int(answer)] for answer in batch.targets[:, b, 0]} == {order}


def test_temporal_order_fits_every_length() -> None:
    for sequence_length in range(10, 513):
        (first_low, first_high), (second_low, second_high) = temporal_order.ranges(sequence_length)
        assert 0 < first_low <= first_high < second_low <= second_high < sequence_length - 1
        assert 0.1 * sequence_length - 1 < first_low <= first_high <= 0.2 * sequence_length
        assert 0.5 * sequence_length - 1 < second_low <= second_high <= 0.6 * sequence_length


def test_temporal_order_says_the_timesteps_it_uses() -> None:
    task = temporal_order.build(50)
    words = spelled(task, drawn(task, 1, batch_size=4000))
    halves = (range(20), range(20, 50))
    used = [sorted({t + 1 for word in words for t in half if word[t] in "XY"}) for half in halves]
    assert used == [list(range(6, 12)), list(range(26, 32))]
    assert "timestep from 6 to 11 and another at one from 26 to 31" in task.definition


def test_classes_and_distractors_are_even() -> None:
    order = drawn(temporal_order.build(50), 2, batch_size=20_000)
    np.testing.assert_allclose(np.bincount(np.asarray(order.targets[0, :, 0], int)) / 20_000, 1 / 4, atol=0.015)
    np.testing.assert_allclose(shares(order.inputs[17], range(4)), 1 / 4, atol=0.015)
    memory = drawn(recall.build(40), 2, batch_size=20_000)
    np.testing.assert_allclose(shares(memory.inputs[0], range(4)), 1 / 4, atol=0.015)
    for t in (1, 16, 39):
        np.testing.assert_allclose(shares(memory.inputs[t], range(4, 8)), 1 / 4, atol=0.015)


@given(sequence_length=st.sampled_from([2, 40]), seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_recall_asks_for_the_first_symbol_which_never_comes_again(sequence_length: int, seed: int) -> None:
    task = recall.build(sequence_length)
    batch = drawn(task, seed, batch_size=16)
    for b, word in enumerate(spelled(task, batch)):
        assert word[0] in task.output_labels
        assert not set(word[1:]) & set(task.output_labels)
        assert {task.output_labels[int(answer)] for answer in batch.targets[:, b, 0]} == {word[0]}


def test_distractors_say_nothing_about_the_answer_or_each_other() -> None:
    memory = drawn(recall.build(40), 3, batch_size=20_000)
    answer = np.asarray(memory.targets[0, :, 0], int)
    for t in (1, 15, 16, 17, 19):
        joint = np.zeros((4, 4))
        np.add.at(joint, (answer, memory.inputs[t] - 4), 1 / 20_000)
        np.testing.assert_allclose(joint, 1 / 16, atol=0.008)


@pytest.mark.parametrize(("module", "zero"), [(parity, -1.0), (prefix_parity, 0.0)])
@given(sequence_length=st.sampled_from([2, 40]), seed=st.integers(0, 1000))
@settings(max_examples=20)
def test_parity_is_that_of_the_ones_so_far(
    module: types.ModuleType, zero: float, sequence_length: int, seed: int
) -> None:
    task = module.build(sequence_length)
    batch = drawn(task, seed, batch_size=16)
    assert set(np.unique(batch.inputs)) <= {zero, 1.0}
    for b in range(16):
        ones = 0
        for t in range(sequence_length):
            ones += int(batch.inputs[t, b, 0] == 1)
            assert task.output_labels[int(batch.targets[t, b, 0])] == ("odd" if ones % 2 else "even")


@pytest.mark.parametrize("sequence_length", [2, 11])
def test_without_noise_the_same_symbols_follow_whatever_came_first(sequence_length: int) -> None:
    task = noise_free.build(sequence_length)
    batch = drawn(task, 7, batch_size=64)
    words = spelled(task, batch)
    assert {word[1:] for word in words} == {"wxyzwxyzwxyz"[: sequence_length - 1]}
    assert {word[0] for word in words} == {"A", "B", "C", "D"}
    for b, word in enumerate(words):
        assert {task.output_labels[int(answer)] for answer in batch.targets[:, b, 0]} == {word[0]}


@pytest.mark.parametrize("sequence_length", [2, 11])
def test_a_latch_is_asked_for_its_first_number_and_all_others_are_0(sequence_length: int) -> None:
    task = latch.build(sequence_length)
    batch = drawn(task, 7, batch_size=64)
    assert set(batch.inputs[0, :, 0]) == {0.0, 1.0}
    assert not batch.inputs[1:].any()
    for b in range(64):
        assert {task.output_labels[int(answer)] for answer in batch.targets[:, b, 0]} == {f"{batch.inputs[0, b, 0]:g}"}


@pytest.mark.parametrize(
    ("task", "classes"),
    [
        (parity.build(40), 2),
        (latch.build(20), 2),
        (recall.build(40), 4),
        (noise_free.build(40), 4),
        (temporal_order.build(50), 4),
    ],
)
def test_a_guesser_scores_the_baseline(task: Task, classes: int) -> None:
    (baseline,) = task.baselines
    assert baseline.value == pytest.approx(math.log(classes), rel=1e-12)
    answers = np.asarray(drawn(task, 4, batch_size=20_000).targets[-1, :, 0], int)
    frequencies = np.bincount(answers, minlength=classes) / len(answers)
    entropy = -np.sum(frequencies * np.log(frequencies))
    assert entropy == pytest.approx(baseline.value, abs=0.002), "no constant answer can do better than guessing"
