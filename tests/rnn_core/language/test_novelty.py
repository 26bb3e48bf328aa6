"""Invented words and copied passages against a search that tries everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import GivenUp, Run, TextNovelty, ask
from rnn_core.inside.question import QuestionError
from rnn_core.language import novelty
from rnn_core.language.passages import passage_index
from tests.playing.small_run import reading

FEW = st.binary(max_size=60).map(lambda data: bytes(each % 3 for each in data))


def longest_by_trying(text: bytes, passage: bytes) -> int:
    return next(n for n in range(len(passage), -1, -1) if passage[:n] in text)


@given(FEW, FEW)
def test_the_longest_copy_is_that_of_a_search_through_everything(text: bytes, passage: bytes) -> None:
    index = passage_index(np.frombuffer(text, np.uint8))
    assert index is not None
    length, place = index.longest_copy(passage)
    assert length == longest_by_trying(text, passage)
    assert text[place : place + length] == passage[:length]


@pytest.mark.parametrize("text", [b"a" * 200, b"ab" * 100, bytes(range(256)) * 2, b""])
def test_places_stand_in_the_order_of_what_follows(text: bytes) -> None:
    index = passage_index(np.frombuffer(text, np.uint8))
    assert index is not None
    assert list(index.places) == sorted(range(len(text)), key=lambda place: text[place:])


def test_a_long_text_with_long_repetitions() -> None:
    random = np.random.default_rng(0)
    part = random.integers(0, 5, 700).astype(np.uint8)
    codes = np.concatenate([random.integers(0, 5, 20_000).astype(np.uint8), part, [9], part]).astype(np.uint8)
    index = passage_index(codes)
    assert index is not None
    text = codes.tobytes()
    for begin in random.integers(0, len(text), 50):
        passage = text[begin : begin + 650] + b"\x07"
        assert index.longest_copy(passage)[0] == min(650, len(text) - begin)


@pytest.fixture(scope="module")
def run() -> Run:
    """Its training text is "to be, or not to be: that is the question. ", again and again."""
    return reading(0)


def test_a_vowel_sign_ends_no_word() -> None:
    assert [word for word, _, _ in novelty.words("नमस्ते, दुनिया 2x")] == ["नमस्ते", "दुनिया", "x"]


def test_words_that_the_training_text_lacks_are_marked(run: Run) -> None:
    text = "be questing TO bee that is thequestion no"
    (found,) = ask(run, TextNovelty((text,), "to ")).words["texts"]
    assert [text[first:last] for first, last in found["invented"]] == ["questing", "bee", "thequestion"]
    assert found["words"] == 7, "the last one may be cut"
    assert found["share"] == pytest.approx(3 / 7)


def test_a_word_that_begins_in_the_prompt_counts_whole(run: Run) -> None:
    first, second = ask(run, TextNovelty(("at is ", "ey is "), "to be th")).words["texts"]
    assert first["invented"] == []
    assert second["invented"] == [[0, 2]]


def test_copies_are_those_of_a_search_through_everything(run: Run) -> None:
    train = run.task.text.decode(run.task.text.train)
    text = "the bees or not to be: that; the question. to be, or nothing"
    (found,) = ask(run, TextNovelty((text,))).words["texts"]
    parts = [(i, j) for i in range(len(text)) for j in range(i + 1, len(text) + 1) if text[i:j] in train]
    every = [(j - i, i, j) for i, j in parts if text[i:j] == text[i:j].strip()]
    assert found["longest"] == max(every)[0]
    assert found["copies"][0] == [max(every)[1], max(every)[2]]
    for begin, end in found["copies"]:
        assert text[begin:end] in train
        # What stands beside a copy is no part of one, or a blank.
        assert end == len(text) or text[end] == " " or text[begin : end + 1] not in train
        assert begin == 0 or text[begin - 1] == " " or text[begin - 1 : end] not in train


def test_blanks_alone_are_no_copy(run: Run) -> None:
    (found,) = ask(run, TextNovelty((" " * 30 + "x",))).words["texts"]
    assert (found["longest"], found["copies"]) == (0, [])


def test_unread_text_is_measured_in_the_same_way(run: Run) -> None:
    unread = ask(run, TextNovelty(("to be " * 5,))).words["unread"]
    assert unread == {"share": pytest.approx(0, abs=0.02), "longest": 29, "piece": 30}, (
        "the test repeats the training text; a blank at an end does not count"
    )
    longer = ask(run, TextNovelty(("to be " * 600,))).words["unread"]
    assert longer["piece"] == len(run.task.text.test), "there is no more of it"


def test_the_index_is_built_once_and_can_be_given_up(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(run, TextNovelty(("to be",)))
    monkeypatch.setattr(novelty, "passage_index", lambda *_: pytest.fail("built again"))
    ask(run, TextNovelty(("or not",)))
    monkeypatch.undo()
    novelty._READINGS.clear()
    with pytest.raises(GivenUp):
        ask(run, TextNovelty(("or not",)), lambda: False)
    asked = iter([True, False])
    with pytest.raises(GivenUp):
        ask(run, TextNovelty(("or not",)), lambda: next(asked))


def test_nothing_and_too_much_are_refused(run: Run) -> None:
    for texts in (("",), ("a",) * 13, ("a" * 4001,)):
        with pytest.raises(QuestionError, match="Use at most"):
            ask(run, TextNovelty(texts))
