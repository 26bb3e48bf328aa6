"""Normalising, cutting and joining."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks.translation.vocabulary import END, START, UNKNOWN, vocabulary
from rnn_core.tasks.translation.writing import CHARACTERS, DATE, ENGLISH, FRENCH, NUMBER, normalised


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("L’eau", "l'eau"),
        ("L'eau", "l'eau"),
        ("c\N{COMBINING CEDILLA}a", "ça"),
        ("e\N{COMBINING ACUTE ACCENT}té", "été"),
        ("Où\N{NO-BREAK SPACE}est-il\N{NARROW NO-BREAK SPACE}?", "où est-il ?"),
        ("  two \t words\u2009", "two words"),
        ("“quoted” – soft\N{SOFT HYPHEN}ly", '"quoted" - softly'),
        ("I AM", "i am"),
        ("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "i\N{COMBINING DOT ABOVE}"),
    ],
)
def test_one_way_to_write_everything(written: str, known: str) -> None:
    assert normalised(written) == known


@pytest.mark.parametrize(
    ("writing", "shown", "tokens"),
    [
        (ENGLISH, "don't go, well-known man!", ("don't", "go", ",", "well-known", "man", "!")),
        (ENGLISH, "the end (of it).", ("the", "end", "(", "of", "it", ")", ".")),
        (FRENCH, "l'eau n'est pas là.", ("l'", "eau", "n'", "est", "pas", "là", ".")),
        (FRENCH, "où est-il aujourd'hui ?", ("où", "est-il", "aujourd'hui", "?")),
        (FRENCH, "qu'il s'arrête !", ("qu'", "il", "s'", "arrête", "!")),
        (FRENCH, "नमस्ते दुनिया !", ("नमस्ते", "दुनिया", "!")),
        (FRENCH, "می\N{ZERO WIDTH NON-JOINER}خواهم", ("می\N{ZERO WIDTH NON-JOINER}خواهم",)),
        (DATE, "friday, june 7, 2024", ("friday", ",", "june", "7", ",", "2", "0", "2", "4")),
        (DATE, "07.06.2024", ("0", "7", ".", "0", "6", ".", "2", "0", "2", "4")),
        (DATE, "vendredi 17 août 2024", ("vendredi", "1", "7", "août", "2", "0", "2", "4")),
        (NUMBER, "one thousand, one hundred and ninety-seven",
         ("one", "thousand", ",", "one", "hundred", "and", "ninety", "seven")),
        (NUMBER, "soixante et onze", ("soixante", "et", "onze")),
        (NUMBER, "deux cent quatre-vingt-dix-sept", ("deux", "cent", "quatre", "vingt", "dix", "sept")),
        (NUMBER, "97 and seven . 5", ("97", "and", "seven", ".", "5")),
        (CHARACTERS, "2024-06-07", tuple("2024-06-07")),
    ],
)  # fmt: skip
def test_cut_and_joined_by_hand(writing, shown: str, tokens: tuple[str, ...]) -> None:
    assert writing.split(shown) == tokens
    assert writing.join(tokens) == shown


def test_both_apostrophes_and_capitals_give_the_same_tokens() -> None:
    assert FRENCH.split("L’Homme n’aime pas L’Eau") == FRENCH.split("l'homme n'aime pas l'eau")


@given(st.text(max_size=40))
@settings(max_examples=30)
def test_any_text_can_be_cut(text: str) -> None:
    for writing in (ENGLISH, FRENCH, DATE, NUMBER, CHARACTERS):
        assert all(writing.split(text)) or not writing.split(text)


def test_a_vocabulary_counts_and_reads_what_it_does_not_know() -> None:
    known = vocabulary([("a", "b"), ("b", "c"), ("b", "a")], (UNKNOWN, START, END), fewest=2)
    assert known.tokens == (UNKNOWN, START, END, "b", "a")
    assert known.encode(("b", "c", "zebra")) == [3, 0, 0]
    assert known.unknown(("zebra", "b", "c", "zebra")) == ("zebra", "c")
    assert known.decode([1, 3, 0, 2, 4]) == ("b", UNKNOWN)
    assert vocabulary([("a",)], (UNKNOWN, END)).marks == (UNKNOWN, END)
