from __future__ import annotations

from dataclasses import replace

import pytest

from rnn_core.frames.frame import Lane
from rnn_core.frames.result import result
from rnn_core.frames.standing import Kind, Standing
from tests.playing.moment import moment


def lanes(*stands: tuple[Kind, int]) -> list[Lane]:
    """The lanes of a small frame (two seeds each), with these kinds of standing and numbers of solved seeds."""
    return [
        replace(lane, standing=Standing(kind, "words"), num_solved=solved, status="training", differs="")
        for lane, (kind, solved) in zip(moment().lanes, stands, strict=True)
    ]


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ([("guessing", 0), ("solved", 2), ("solved", 2)], "The RNN guesses; the LSTM and the GRU solve it."),
        (
            [("guessing", 0), ("learning", 1), ("solved", 2)],
            "The RNN guesses; the LSTM solves it with 1 of 2 seeds; the GRU solves it.",
        ),
        ([("guessing", 0), ("guessing", 0), ("guessing", 0)], "The RNN, the LSTM and the GRU guess."),
        (
            [("worse", 0), ("learning", 0), ("worse", 0)],
            "The RNN and the GRU do worse than guessing; the LSTM is learning.",
        ),
        ([("worse", 0), ("", 0), ("learning", 0)], "The RNN does worse than guessing; the GRU is learning."),
        ([("learning", 0), ("learning", 0), ("", 0)], "The RNN and the LSTM are learning."),
        ([("", 0), ("", 0), ("solved", 1)], "The GRU solves it with 1 of 2 seeds."),
        ([("solved", 1), ("learning", 1), ("", 0)], "The RNN and the LSTM solve it with 1 of 2 seeds."),
        ([("", 0), ("", 0), ("", 0)], ""),
    ],
)
def test_lanes_that_do_the_same_are_told_together(stands: list[tuple[Kind, int]], said: str) -> None:
    assert result(lanes(*stands)) == said


@pytest.mark.parametrize("words", ["not trained yet", "not tested yet"])
def test_before_the_first_test_the_headline_says_what_the_lanes_say(words: str) -> None:
    untested = [replace(lane, standing=Standing("untested", words)) for lane in lanes(*[("", 0)] * 3)]
    assert result(untested) == f"{words.capitalize()}."
    broken = replace(untested[0], standing=Standing("diverged", "training broke"), status="diverged")
    assert result([broken, *untested[1:]]) == "The RNN broke down; the LSTM and the GRU are not tested yet."


def test_what_a_baseline_knows_is_told_of_each_lane() -> None:
    rnn, lstm, gru = lanes(("known", 0), ("known", 0), ("known", 0))
    rnn = replace(rnn, standing=Standing("known", "knows only the first number"))
    lstm, gru = (replace(lane, standing=Standing("known", "like a 2-gram")) for lane in (lstm, gru))
    expected = "The RNN knows only the first number; the LSTM is like a 2-gram; the GRU is like a 2-gram."
    assert result([rnn, lstm, gru]) == expected


def test_a_lane_that_broke_down_says_so_even_if_a_seed_had_solved_it() -> None:
    rnn, lstm, gru = lanes(("diverged", 1), ("solved", 2), ("", 0))
    assert result([replace(rnn, status="diverged"), lstm, gru]) == "The RNN broke down; the LSTM solves it."


def test_lanes_of_one_cell_are_told_apart() -> None:
    first, second, _ = lanes(("guessing", 0), ("solved", 1), ("", 0))
    first, second = replace(first, short="LSTM"), replace(second, short="LSTM 2")
    assert result([first, second]) == "The LSTM guesses; the LSTM 2 solves it with 1 of 2 seeds."
    first, second = replace(first, differs="forget bias 0"), replace(second, short="LSTM", differs="forget bias 1")
    expected = "The LSTM (forget bias 0) guesses; the LSTM (forget bias 1) solves it with 1 of 2 seeds."
    assert result([first, second]) == expected
