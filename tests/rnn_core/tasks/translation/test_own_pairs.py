"""Pairs that somebody brings: every sentence a bad file gets, and what is said about lines that are not used."""

from __future__ import annotations

import re

import pytest

from rnn_core.tasks.text import TextError
from rnn_core.tasks.translation.own_pairs import MOST_PAIRS, check_pairs, own_pairs

GOOD = "\n".join(f"the number {n}\tle nombre {n}" for n in range(40))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The text is empty"),
        (b"\x89PNG\0\0", "binary file"),
        (b"caf\xe9\tcaf\xe9", "byte 4 (hexadecimal E9, in line 1)"),
        ("hello\nworld", "No line of the text has a tab, so it holds no pair of sentences. Write one pair a line"),
        ("hello\tbonjour", "The text has 1 English sentence that can be used. That is too few"),
        ("hello\tbonjour\nHello\tsalut\n" * 40, "The text has 1 English sentence that can be used"),
        ("hello\t\n" * 40, "Use at least 10 different ones. 40 lines with an empty sentence are not used."),
        ("\n".join(f"word{n}\toui" for n in range(40)), "nothing can be tested. Use pairs with more different"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_from(text: bytes | str, sentence: str) -> None:
    with pytest.raises(TextError, match=re.escape(sentence)) as caught:
        check_pairs(text)
    assert str(caught.value).endswith(".")


def test_a_good_file_is_used_whole() -> None:
    pairs = own_pairs(check_pairs(GOOD))
    assert (len(pairs.train), len(pairs.test)) == (36, 4)
    assert pairs.left_out == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("no tab here", "1 line without a tab is not used."),
        ("no tab here\nnor here", "2 lines without a tab are not used."),
        ("\tseul\nalone\t", "2 lines with an empty sentence are not used."),
        ("hello\tbonjour\tCC-BY 2.0 tatoeba.org #1", "1 line has further columns, which are ignored."),
        ("word " * 21 + "\tmot", "1 line with a sentence of more than 20 words and marks is not used."),
    ],
)
def test_what_is_not_used_is_said(lines: str, said: str) -> None:
    pairs = own_pairs(check_pairs(f"{GOOD}\n{lines}\n"))
    assert pairs.left_out == (said,)


def test_the_layout_that_everybody_downloads() -> None:
    text = "\n".join(f"Go {n}.\tVa\N{NARROW NO-BREAK SPACE}{n}\N{NO-BREAK SPACE}!\tCC-BY 2.0 #{n}" for n in range(30))
    pairs = own_pairs(check_pairs(text.replace("\n", "\r\n")))
    assert len(pairs.train) == 27
    assert pairs.train[0].references[0][0] == "va"
    assert pairs.train[0].references[0][-1] == "!"
    assert pairs.left_out == ("30 lines have further columns, which are ignored.",)


def test_both_apostrophes_are_one() -> None:
    lines = [f"it{mark}s {n}\tc{mark}est {n}" for n, mark in enumerate("'’" * 20)]
    pairs = own_pairs(check_pairs("\n".join(lines)))
    assert {pair.source[0] for pair in pairs.train} == {"it's"}
    assert {pair.references[0][:2] for pair in pairs.train} == {("c'", "est")}


def test_fifty_thousand_pairs_and_no_more() -> None:
    text = "\n".join(f"a{n % 997} b{n}\tc{n % 991} d{n}" for n in range(MOST_PAIRS + 5))
    pairs = own_pairs(check_pairs(text))
    assert len(pairs.train) == MOST_PAIRS * 9 // 10
    assert len(pairs.source.tokens) <= 3000
    assert len(pairs.target.tokens) <= 3000
    assert pairs.left_out == (
        "5 lines after the first 50,000 pairs are not used.",
        "English words that training shows once are read as unknown.",
        "Only the 2,997 most frequent target words are known; the others are ⟨unknown⟩.",
    )


def test_several_translations_of_one_sentence_all_count() -> None:
    text = "\n".join(f"hello {n}\tbonjour {n}\nhello {n}\tsalut {n}" for n in range(30))
    pairs = own_pairs(check_pairs(text))
    assert {len(pair.references) for pair in pairs.train + pairs.test} == {2}
    assert len(pairs.examples) == 2 * len(pairs.train)
