"""A text as numbers: its symbols, the part to train on and the part to test on.

The symbols are those of the training part. Beyond the 255 most frequent ones all further symbols become one, `OTHER`; a
symbol of the test part that the training part lacks becomes `OTHER` too, or is left out where there is no `OTHER`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8

from rnn_core.errors import UserError

MOST_SYMBOLS = 255
OTHER = "\N{REPLACEMENT CHARACTER}"
LINE_END = "\n"

CODE_POINTS = 0x110000
_VISIBLE = {"\n": "↵", " ": "␣", "\t": "⇥", "\r": "␍", "\f": "␌"}


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

    def code_of(self, symbol: str) -> int:
        """The number of `symbol`; of the first symbol where the text has none such."""
        return self.symbols.index(symbol) if symbol in self.symbols else 0

    def decode(self, codes: UInt8[np.ndarray, " N"]) -> str:
        """The text that `codes` stands for."""
        return "".join(self.symbols[code] for code in codes)


def visible(symbol: str) -> str:
    """`symbol` as something to be seen: ␣ for a space, ↵ for a line's end."""
    return _VISIBLE.get(symbol, symbol)


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
