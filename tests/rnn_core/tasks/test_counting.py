from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks import counting
from rnn_core.tasks.counting import LEGAL, SYMBOLS
from tests.playing.drawn import drawn


def legal_by_hand(word: str) -> list[set[str]]:
    """What may follow each symbol, by an automaton with a counter."""
    open_count, seen_b, legal = 0, False, []
    for symbol in word:
        if symbol == "a":
            assert not seen_b
            open_count += 1
        elif symbol == "b":
            seen_b = True
            open_count -= 1
            assert open_count >= 0
        if symbol == "S":
            legal.append({"a"})
        elif symbol == "a":
            legal.append({"a", "b"})
        else:
            legal.append({"b"} if open_count else {"end"})
    return legal


def read(inputs: np.ndarray, legal: np.ndarray) -> tuple[str, list[set[str]]]:
    word = "".join(SYMBOLS[i] for i in inputs)
    return word, [{LEGAL[k] for k in np.flatnonzero(row)} for row in legal]


@given(n=st.sampled_from([1, 2, 30]))
@settings(max_examples=15)
def test_one_sequence_and_its_legal_symbols(n: int) -> None:
    inputs, legal = counting.sequence(n)
    word, allowed = read(np.asarray(inputs), np.asarray(legal))
    assert word == "S" + "a" * n + "b" * n
    assert allowed == legal_by_hand(word)


def test_training_lengths_and_padding() -> None:
    task = counting.build(50)
    batch = drawn(task, batch_size=4000)
    lengths = batch.mask.sum(axis=0).astype(int)
    assert set(lengths) == {2 * n + 1 for n in range(1, 13)}
    np.testing.assert_allclose(np.bincount(lengths)[3::2] / 4000, 1 / 12, atol=0.02)
    for b in range(64):
        word, allowed = read(batch.inputs[: lengths[b], b], batch.targets[: lengths[b], b])
        assert word == "S" + "a" * (lengths[b] // 2) + "b" * (lengths[b] // 2)
        assert allowed == legal_by_hand(word)
        assert np.all(batch.inputs[lengths[b] :, b] == -1)
        assert not np.any(batch.targets[lengths[b] :, b])


@pytest.mark.parametrize(
    ("sequence_length", "trained", "tested"), [(3, 1, 1), (24, 11, 11), (25, 12, 12), (50, 12, 24)]
)
def test_test_set_holds_every_length_that_fits(sequence_length: int, trained: int, tested: int) -> None:
    task = counting.build(sequence_length)
    n = (np.asarray(task.test.mask).sum(axis=0).astype(int) - 1) // 2
    assert list(n[:tested]) == list(range(1, tested + 1))
    assert len(set(np.bincount(n)[1:])) == 1
    assert f"n from 1 to {trained}, tested on every n from 1 to {tested}" in task.definition


def test_baseline_is_what_the_present_symbol_alone_allows() -> None:
    # By hand, each sequence weighing the same: S is certain; after an a an a or a b is legal and the end is not; one
    # of the n b's of a sequence is followed by the end. So only b's and the end after a b are uncertain.
    lengths = range(1, 25)
    is_b = np.mean([n / (2 * n + 1) for n in lengths])
    is_last_b = np.mean([1 / (2 * n + 1) for n in lengths])
    p = is_last_b / is_b
    expected = is_b * 2 * -(p * np.log(p) + (1 - p) * np.log(1 - p)) / 3
    assert counting.build(50).baselines[0].value == pytest.approx(expected, rel=1e-5)


def perfect(inputs: np.ndarray, forget_after: int = 10**6) -> np.ndarray:
    """Outputs of a counter that loses track of more than `forget_after` a's."""
    is_a, is_b = inputs == 1, inputs == 2
    a, b = np.cumsum(is_a, axis=0), np.cumsum(is_b, axis=0)
    done = np.minimum(a, forget_after) == b
    legal = np.stack([~is_b, is_a | (is_b & ~done), is_b & done], axis=-1)
    return np.where(legal, 1.0, -1.0)


@pytest.mark.parametrize(("forget_after", "longest"), [(10**6, 40), (17, 17), (1, 1)])
def test_longest_accepted(forget_after: int, longest: int) -> None:
    assert counting.longest_accepted(lambda inputs: perfect(np.asarray(inputs), forget_after), 40) == longest


def test_a_gap_ends_what_is_accepted() -> None:
    def all_but_five(inputs: object) -> np.ndarray:
        outputs = perfect(np.asarray(inputs))
        outputs[3, 4] *= -1  # one wrong step in the sequence with n = 5
        return outputs

    assert counting.longest_accepted(all_but_five, 40) == 4
    assert counting.longest_accepted(lambda inputs: -perfect(np.asarray(inputs)), 40) == 0
