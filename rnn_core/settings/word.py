"""The setting of a task that spells one word: its letters, what counts as one, and what may be spelled."""

from __future__ import annotations

import unicodedata
from typing import Any

from rnn_core.settings.setting import Setting

FEWEST, MOST = 2, 12
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
LONGEST_LETTER = 8
"""Code points of one letter: with more than seven marks on it, it is no writing but a stack of marks."""


def composed(text: str) -> str:
    """`text` with accents put together with their letters (Unicode's form NFC) and without white space around it."""
    return unicodedata.normalize("NFC", text.strip())


def letters(word: str) -> tuple[str, ...]:
    """`word` cut into what a reader calls letters: a character together with the marks on it.

    After the extended grapheme clusters of Unicode's Annex 29, as far as Python's own tables reach: marks of every
    kind, joiners, skin tones and flags. Other rules of that annex (Hangul in parts, prefixed marks) do not occur in
    words in the form NFC, or cut a letter in two, which is then learned as two.
    """
    found: list[str] = []
    for character in word:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return tuple(found)


def _continues(letter: str, character: str) -> bool:
    """Whether `character` belongs to the `letter` before it."""
    if unicodedata.category(character).startswith("M") or character in JOINERS or ord(character) in _SKIN_TONES:
        return True
    if letter[-1] == JOINERS[0] and not unicodedata.category(character).startswith("L"):
        # A joined picture; between letters a joiner only changes their shape.
        return True
    return len(letter) == 1 and ord(letter) in _FLAG_LETTERS and ord(character) in _FLAG_LETTERS


class WordSetting(Setting):
    """The row for `RunConfig.word`."""

    @property
    def allowed(self) -> str:
        """What is allowed, for error sentences."""
        return f"{FEWEST} to {MOST} letters of any script without spaces, at least two of them different"

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is a word in the form NFC that has something to predict."""
        if not isinstance(value, str) or value != composed(value):
            raise self.error(value)
        found = letters(value)
        if not FEWEST <= len(found) <= MOST or len(set(found)) < 2 or not all(map(_can_be_seen, found)):
            raise self.error(value)

    def parse(self, written: str) -> str:
        """`written` with its accents composed."""
        return composed(written)


def _can_be_seen(letter: str) -> bool:
    """Whether `letter` begins with something that can be seen alone and has nothing invisible but joiners behind it."""
    base, marks = letter[0], letter[1:]
    kinds = {unicodedata.category(mark)[0] for mark in marks if mark not in JOINERS}
    return unicodedata.category(base)[0] in "LNPS" and not kinds & {"C", "Z"} and len(letter) <= LONGEST_LETTER


WORD = WordSetting(
    "word",
    "word",
    "Word",
    "The word that the networks learn to spell, 2 to 12 letters of any script.",
    "text",
    noun="a word to spell",
)
