"""The next letter of a word: read off by hand for "hello", and for words of other scripts."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import RunConfig, advance, start
from rnn_core.settings.setting import SettingError
from rnn_core.tasks import hello
from rnn_core.tasks.openings import OPENINGS, opened
from tests.playing.drawn import drawn


def test_hello_is_the_example_of_the_textbook() -> None:
    task = hello.build("hello")
    assert task.input_labels == task.output_labels == ("h", "e", "l", "o")
    assert np.asarray(task.test.inputs)[:, 0].tolist() == [0, 1, 2, 2]
    assert np.asarray(task.test.targets)[:, 0, 0].tolist() == [1, 2, 2, 3]
    assert np.asarray(task.test.mask).tolist() == [[1], [1], [1], [1]]
    assert (task.sequence_length, task.loss_at) == (4, "every")


def test_every_row_of_every_batch_is_the_word() -> None:
    task = hello.build("hello")
    for step, size in ((0, 1), (7, 3)):
        batch = drawn(task, seed=5, step=step, batch_size=size)
        for part, whole in zip(batch[:3], task.test[:3], strict=True):
            assert part.shape[1] == size
            np.testing.assert_array_equal(part, np.repeat(np.asarray(whole), size, axis=1))


@pytest.mark.parametrize(
    ("word", "loss", "right"),
    [
        ("hello", 2 / 4 * math.log(2), 3 / 4),  # l → l, l → o
        ("mississippi", (6 * math.log(2) + 3 * math.log(3) - 2 * math.log(2)) / 10, 6 / 10),
        ("abab", 0.0, 1.0),
        ("anna", 2 / 3 * math.log(2), 2 / 3),
        ("aab", math.log(2), 1 / 2),
    ],
)
def test_what_the_present_letter_alone_allows(word: str, loss: float, right: float) -> None:
    """Worked out by hand; in mississippi s is followed by s, i, s, i, p by p, i, and i by s, s, p."""
    assert hello.without_memory(tuple(word)) == pytest.approx((loss, right))
    lines = {line.label: line for line in hello.build(word).baselines}
    assert lines.pop(f"guesses: 1 in {len(set(word))} right").value == pytest.approx(math.log(len(set(word))))
    assert [line.value for line in lines.values()] == pytest.approx([loss] if loss else [])


@given(st.text("abc", min_size=2, max_size=12), st.integers(0, 2**32 - 1))
def test_no_answer_that_looks_at_the_present_letter_alone_does_better(word: str, seed: int) -> None:
    """Against answers drawn at random, and against the shares counted one place after the other."""
    best, _ = hello.without_memory(tuple(word))
    table = np.random.default_rng(seed).dirichlet(np.ones(3), size=3)
    codes = ["abc".index(letter) for letter in word]
    pairs = list(itertools.pairwise(codes))
    assert best <= -np.mean([np.log(table[pair]) for pair in pairs]) + 1e-12
    counted = np.zeros((3, 3))
    for pair in pairs:
        counted[pair] += 1
    shares = counted / np.maximum(counted.sum(axis=1, keepdims=True), 1)
    assert best == pytest.approx(-np.mean([np.log(shares[pair]) for pair in pairs]), abs=1e-12)


@pytest.mark.parametrize(
    ("word", "symbols"),
    [
        ("été", ("é", "t")),
        ("привет", ("п", "р", "и", "в", "е", "т")),
        ("नमस्ते", ("न", "म", "स्", "ते")),
        ("שָׁלוֹם", ("שָׁ", "ל", "וֹ", "ם")),
        ("你好你们", ("你", "好", "们")),
        ("👩‍🔬👍🏽👍", ("👩‍🔬", "👍🏽", "👍")),
        ("🇫🇷🇬🇧", ("🇫🇷", "🇬🇧")),
    ],
)
def test_a_letter_is_what_a_reader_calls_one(word: str, symbols: tuple[str, ...]) -> None:
    assert hello.build(word).input_labels == symbols


@pytest.mark.parametrize(
    "word",
    [
        "",
        "a",
        "aaaa",
        "abcdefghijklm",
        "two words",
        "tab\t",
        "e\u0301te\u0301",
        "\u0301ab",
        "a\u202eb",
        "a" + 20 * "\u0301" + "b",
    ],
)
def test_what_is_no_word_is_refused_with_what_is_allowed(word: str) -> None:
    with pytest.raises(SettingError, match=r"is not a word to spell\. Use 2 to 12 letters of any script"):
        RunConfig(word=word)


def test_below_the_loss_that_counts_as_solved_every_right_letter_has_more_than_nine_tenths() -> None:
    """The worst case: all of the loss falls on one letter."""
    solved = hello.build("hello").solved
    assert solved is not None
    assert math.exp(-4 * solved.threshold) == pytest.approx(0.9)


@pytest.mark.slow
def test_within_250_steps_all_three_cells_tell_the_two_ls_apart() -> None:
    """What the task opens with says so."""
    assert "Within 250 steps all three cells" in OPENINGS["hello"].seen
    run = advance(start(opened("hello", RunConfig(num_seeds=8))), 250)
    for lane in run.lanes:
        assert run.task.solved is not None
        assert (lane.curves.task_loss[:, -1] < run.task.solved.threshold).all(), lane.id
