"""How a sentence is cut into tokens and put together again.

A sentence is normalised first: Unicode NFC, every kind of space one plain space, ’ becomes ', “ ” become ", dashes
become -, invisible characters go, and everything is lower case, on both sides. So "I" is "i", and a capital letter
makes no word unknown.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rnn_core.tasks.text.marks import MARKS

Tokens = tuple[str, ...]

_SAME = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
    }
)
_NO_SPACE_BEFORE = frozenset(".,)]}…%")
_NO_SPACE_AFTER = frozenset("([{")
_ENGLISH_MARKS = frozenset("!?;:")
"""Marks that stand close to the word in English; French leaves a space before them."""

_WORD = rf"\w[\w{MARKS}]*"
_ENGLISH = re.compile(rf"{_WORD}(?:['-]{_WORD})*|\S")
_FRENCH = re.compile(rf"aujourd'hui|{_WORD}(?:-{_WORD})*'(?=\w)|{_WORD}(?:-{_WORD})*|\S")
_DATE = re.compile(r"\d|[^\W\d]+|\S")
_NUMBER = re.compile(r"[^\W\d]+|\d+|[^\s\w-]")
_HYPHENATED = """
one two three four five six seven eight nine twenty thirty forty fifty sixty seventy eighty ninety
un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize
vingt vingts trente quarante cinquante soixante
"""
_BELOW_HUNDRED = frozenset(_HYPHENATED.split())


@dataclass(frozen=True)
class Writing:
    """`split` cuts a sentence into tokens, `join` writes tokens as a sentence: `split(join(tokens)) == tokens`.

    `token` is what one token is, in a word. `bleu` names sacrebleu's way to cut the same sentence for BLEU.
    """

    split: Callable[[str], Tokens]
    join: Callable[[Tokens], str]
    token: Literal["word", "character"] = "word"
    bleu: Literal["13a", "char"] = "13a"


def normalised(sentence: str) -> str:
    """`sentence` as the networks know it; see the top of this file."""
    text = unicodedata.normalize("NFC", sentence.translate(_SAME)).lower()
    return " ".join(unicodedata.normalize("NFC", text).split())


def _splitter(pattern: re.Pattern[str]) -> Callable[[str], Tokens]:
    # Interned: a token that comes a thousand times is kept once.
    return lambda sentence: tuple(map(sys.intern, pattern.findall(normalised(sentence))))


def _join_words(tokens: Tokens, close: frozenset[str], elides: bool) -> str:
    text = ""
    for token in tokens:
        apart = text and token not in close and text[-1] not in _NO_SPACE_AFTER
        if elides and len(text) > 1 and text.endswith("'") and text[-2].isalnum() and token[0].isalnum():
            apart = ""
        text += f" {token}" if apart else token
    return text


def _join_english(tokens: Tokens) -> str:
    return _join_words(tokens, _NO_SPACE_BEFORE | _ENGLISH_MARKS, elides=False)


def _join_french(tokens: Tokens) -> str:
    return _join_words(tokens, _NO_SPACE_BEFORE, elides=True)


def _join_date(tokens: Tokens) -> str:
    """Digits stand together, and so do what separates them: 6/7/24 and 07.06.2024."""
    text = ""
    for token in tokens:
        close = (
            token in {",", ".", "/", "-"} or not text or text[-1] in "./-" or (text[-1].isdigit() and token.isdigit())
        )
        text += token if close else f" {token}"
    return text


def _join_number(tokens: Tokens) -> str:
    """A hyphen stands between two words below a hundred: ninety-seven, quatre-vingt-dix-sept."""
    text, before = "", ""
    for token in tokens:
        hyphen = before in _BELOW_HUNDRED and token in _BELOW_HUNDRED
        text += token if not text or token == "," else f"{'-' if hyphen else ' '}{token}"
        before = token
    return text


ENGLISH = Writing(_splitter(_ENGLISH), _join_english)
"""Words and punctuation marks. don't and well-known are one token."""
FRENCH = Writing(_splitter(_FRENCH), _join_french)
"""Words and punctuation marks; what elision shortens is a token of its own: l' eau. aujourd'hui is one token."""
DATE = Writing(_splitter(_DATE), _join_date)
"""Words, single digits and marks, so that an unseen year is made of known tokens."""
NUMBER = Writing(_splitter(_NUMBER), _join_number)
"""The words of a number. Hyphens go, and come back when the tokens are joined."""
CHARACTERS = Writing(lambda sentence: tuple(normalised(sentence)), "".join, "character", "char")
"""Single characters."""
