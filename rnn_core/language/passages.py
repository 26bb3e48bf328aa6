"""Where a text occurs in another, long one, found by a suffix array that is built once.

A suffix array (Manber & Myers 1990) lists the places of a text in the order of what stands from there on. What begins
like a given passage is next to where the passage itself would stand, so the longest copy is found by halving.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int32, Int64, UInt8

FIRST = 7
"""Characters that one 64-bit number holds."""


@dataclass(frozen=True, eq=False)
class PassageIndex:
    """A long text, and its places in the order of what follows them."""

    text: bytes
    places: Int32[np.ndarray, " N"]

    def longest_copy(self, passage: bytes) -> tuple[int, int]:
        """The length of the longest beginning of `passage` that stands in the text, and where; (0, 0) for none."""
        found = bisect_left(_Following(self, len(passage)), passage)
        best = (0, 0)
        for neighbour in (found - 1, found):
            if 0 <= neighbour < len(self.places):
                place = int(self.places[neighbour])
                best = max(best, (_same(self.text[place : place + len(passage)], passage), place), key=lambda it: it[0])
        return best


class _Following(Sequence[bytes]):
    """What stands at each place, in order, cut to `length`."""

    def __init__(self, index: PassageIndex, length: int) -> None:
        self._index, self._length = index, length

    def __len__(self) -> int:
        return len(self._index.places)

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        place = int(self._index.places[number])
        return self._index.text[place : place + self._length]


def _same(one: bytes, other: bytes) -> int:
    """How many characters both begin with."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def passage_index(codes: UInt8[np.ndarray, " N"], go_on: Callable[[], bool] = lambda: True) -> PassageIndex | None:
    """The index of a text of character numbers; None when `go_on`, asked on the way, says no.

    Prefix doubling (Larsson & Sadakane 2007): ordered by 7 characters, then 14, 28, …, each time only those places
    that are still alike.
    """
    count = len(codes)
    order = _by_first(codes)
    keys = _packed(codes)[order]
    rank = np.empty(count + 1, np.int64)
    rank[count] = -1
    begins = np.concatenate([[True], keys[1:] != keys[:-1]])
    rank[order] = _group_starts(begins)
    alike, length = _alike(begins), FIRST
    while len(alike):
        if not go_on():
            return None
        # `alike` are positions in `order`. Ranks are positions too, so a group sorts within its own part of `order`.
        members = order[alike]
        own, later = rank[members], rank[np.minimum(members + length, count)]
        sorting = np.lexsort((later, own))
        members, own, later = members[sorting], own[sorting], later[sorting]
        order[alike] = members
        new = np.concatenate([[True], (own[1:] != own[:-1]) | (later[1:] != later[:-1])])
        # Ranks change together: no place may see another's new rank in the same round.
        rank[members] = np.maximum.accumulate(np.where(new, alike, 0))
        still = _alike(new)
        alike, length = alike[still], 2 * length
    return PassageIndex(codes.tobytes(), order.astype(np.int32))


def _packed(codes: UInt8[np.ndarray, " N"]) -> Int64[np.ndarray, " N"]:
    """The next `FIRST` characters at every place as one number; a text that ends early is smaller."""
    padded = np.concatenate([codes.astype(np.int64) + 1, np.zeros(FIRST, np.int64)])
    packed = np.zeros(len(codes), np.int64)
    for offset in range(FIRST):
        packed = packed * 257 + padded[offset : offset + len(codes)]
    return packed


def _by_first(codes: UInt8[np.ndarray, " N"]) -> Int64[np.ndarray, " N"]:
    return np.argsort(_packed(codes)).astype(np.int64)


def _group_starts(begins: np.ndarray) -> Int64[np.ndarray, " N"]:
    """The position at which each one's group begins."""
    return np.maximum.accumulate(np.where(begins, np.arange(len(begins)), 0))


def _alike(begins: np.ndarray) -> Int64[np.ndarray, " M"]:
    """The positions in groups of more than one."""
    return np.flatnonzero(~(begins & np.append(begins[1:], True)))
