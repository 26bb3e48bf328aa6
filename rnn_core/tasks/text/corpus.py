"""A text as numbers: its symbols, the part to train on and the part to test on.

The symbols are those of the training part. Beyond the 255 most frequent ones all further symbols become one, `OTHER`; a
symbol of the test part that the training part lacks becomes `OTHER` too, or is left out where there is no `OTHER`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8

from rnn_core.errors import UserError

MOST_SYMBOLS = 255
OTHER = "\N{REPLACEMENT CHARACTER}"
LINE_END = "\n"

CODE_POINTS = 0x110000
SIGNS = {
    "\n": "↵",
    " ": "␣",
    "\t": "⇥",
    "\r": "␍",
    "\f": "␌",
    "\N{NO-BREAK SPACE}": "⍽",
    "\N{NARROW NO-BREAK SPACE}": "⎵",
}
"""One sign for each character that is blank by itself and common in texts."""


class TextError(UserError):
    """A text that cannot be learned from."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """`train` and `test` hold indices into `symbols`; `left_out` counts the test characters that were dropped."""

    symbols: tuple[str, ...]
    train: UInt8[np.ndarray, " N"]
    test: UInt8[np.ndarray, " M"]
    left_out: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The symbols as something visible: a space is ␣, a line's end ↵."""
        return tuple(map(visible, self.symbols))

    @property
    def beginning(self) -> str:
        """The symbol after which a text begins: a line's end, or the first symbol of a text that has no line's end."""
        return LINE_END if LINE_END in self.symbols else self.symbols[0]

    def encode(self, text: str) -> UInt8[np.ndarray, " N"]:
        """The numbers of the symbols of `text`, all of which are known."""
        return np.array([self.symbols.index(symbol) for symbol in text], np.uint8)

    def decode(self, codes: UInt8[np.ndarray, " N"]) -> str:
        """The text that `codes` stands for."""
        return "".join(self.symbols[code] for code in codes)


def visible(symbol: str) -> str:
    """`symbol` as one sign to be seen: ␣ for a space, ↵ for a line's end."""
    return SIGNS.get(symbol, symbol)


def named(symbol: str) -> str:
    """A symbol or a word as a sentence names it.

    That is a sign to be seen, or the Unicode number and name of a character that has no look alone.
    """
    sign = visible(symbol)
    if len(sign) > 1 or unicodedata.category(sign)[0] not in "CMZ":
        return sign
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '').lower()}".strip()


def corpus(train: str, test: str) -> Corpus:
    """Number the symbols of `train` by their Unicode order, and translate both parts."""
    train_points, test_points = code_points(train), code_points(test)
    counts = np.bincount(train_points, minlength=CODE_POINTS)
    by_frequency = np.argsort(-counts, kind="stable")[: int(np.count_nonzero(counts))]
    kept = np.sort(by_frequency[:MOST_SYMBOLS])
    symbols = tuple(chr(point) for point in kept)
    table = np.full(CODE_POINTS, -1, np.int16)
    if len(by_frequency) > MOST_SYMBOLS:
        symbols += (OTHER,)
        table[:] = MOST_SYMBOLS
    table[kept] = np.arange(len(kept))
    test_codes = table[test_points]
    known = test_codes >= 0
    return Corpus(
        symbols,
        table[train_points].astype(np.uint8),
        test_codes[known].astype(np.uint8),
        int(np.count_nonzero(~known)),
    )


def code_points(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """The Unicode number of every character; each is less than `CODE_POINTS`."""
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)
