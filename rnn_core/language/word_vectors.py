"""Vectors of words: the nearest ones, analogies, GloVe's, and a random control.

GloVe: Pennington, Socher & Manning 2014, of Wikipedia and newspapers. Similar means by cosine throughout.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int
from safetensors.numpy import load_file

from rnn_core.errors import UserError

GLOVE_FILE = Path(__file__).parents[2] / "assets" / "embeddings" / "glove-6b-50d-20k.safetensors"
GLOVE_SIZE = 50

_PARTS = re.compile(r"[^\W_]+")
_LONGEST_QUOTED = 30


class UnknownWords(UserError):
    """Words that have no vector here."""


@dataclass(frozen=True)
class Near:
    """A word that is near another: the word and its cosine."""

    word: str
    cosine: float


@dataclass(frozen=True)
class Analogy:
    """What is to `c` as `b` is to `a`: the words nearest to b − a + c, of vectors of length 1.

    `answers` leave out the three words of the question, as is the custom; `unrestricted` is the nearest word where they
    may be an answer too, which often is one of them.
    """

    answers: tuple[Near, ...]
    unrestricted: Near


@dataclass(frozen=True, eq=False)
class WordVectors:
    """One vector for each word; the most frequent word first. Nobody alters `table`."""

    words: tuple[str, ...]
    table: Float[np.ndarray, "V D"]

    def __post_init__(self) -> None:
        if len(self.words) != len(self.table):
            raise ValueError(f"{len(self.words)} words, but {len(self.table)} vectors.")

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def unit(self) -> Float[np.ndarray, "V D"]:
        """The vectors at length 1; one of length 0 stays as it is."""
        lengths = np.linalg.norm(self.table, axis=1, keepdims=True)
        return (self.table / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def rows(self, words: Sequence[str]) -> Int[np.ndarray, " N"]:
        """The rows of `words`; raises `UnknownWords`, which names those without one.

        Neither capitals nor the kind of apostrophe matter, unless they make another word here.
        """
        found = [self._row(word) for word in words]
        unknown = [word for word, row in zip(words, found, strict=True) if row < 0]
        if unknown:
            named = ", ".join(f"“{word[:_LONGEST_QUOTED]}”" for word in dict.fromkeys(unknown))
            raise UnknownWords(f"No vector here for {named}. Use other words: {len(self.words):,} are known.")
        return np.array(found, np.int64)

    def known(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of `words` that have a vector."""
        return tuple(word for word in words if self._row(word) >= 0)

    def spelled(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` as they are written here, each once; one without a vector stays as it is."""
        rows = [(self._row(word), word) for word in words]
        return tuple(dict.fromkeys(self.words[row] if row >= 0 else word for row, word in rows))

    def neighbours(self, word: str, count: int, among: int | None = None) -> tuple[Near, ...]:
        """The `count` words nearest to `word`, itself left out, nearest first; raises `UnknownWords`.

        They are sought among the `among` most frequent words, or among all.
        """
        (row,) = self.rows([word])
        return self._nearest(self.unit[:among] @ self.unit[row], count, without=[int(row)])

    def analogy(self, a: str, b: str, c: str, count: int) -> Analogy:
        """`a` is to `b` as `c` is to what? Raises `UnknownWords`. Source: 3CosAdd, Mikolov, Yih & Zweig 2013."""
        asked = self.rows([a, b, c])
        of_a, of_b, of_c = self.unit[asked]
        wanted = of_b - of_a + of_c
        cosines = self.unit @ (wanted / max(float(np.linalg.norm(wanted)), 1e-12))
        (free,) = self._nearest(cosines, 1)
        return Analogy(self._nearest(cosines, count, without=list(map(int, asked))), free)

    def random_control(self, seed: int) -> WordVectors:
        """Normal random numbers in the place of these vectors: as many words, as many dimensions."""
        return _random(self.words, self.table.shape[1], seed)

    def _row(self, word: str) -> int:
        """The row of `word`, -1 where it has none."""
        lower = word.lower()
        return next((self.index[form] for form in (word, lower, lower.replace("’", "'")) if form in self.index), -1)

    def _nearest(self, cosines: Float[np.ndarray, " V"], count: int, without: Sequence[int] = ()) -> tuple[Near, ...]:
        cosines = cosines.copy()
        left_out = {row for row in without if row < len(cosines)}
        cosines[list(left_out)] = -np.inf
        count = min(count, len(cosines) - len(left_out))
        # Stable: of two equally near words the more frequent one comes first.
        nearest = np.argsort(-cosines, kind="stable")[:count]
        return tuple(Near(self.words[row], float(cosines[row])) for row in nearest)


@lru_cache(maxsize=4)
def _random(words: tuple[str, ...], size: int, seed: int) -> WordVectors:
    # Drawn again for every look at vectors that are being trained: the same for all of them.
    return WordVectors(words, np.random.default_rng(seed).standard_normal((len(words), size), np.float32))


@lru_cache(maxsize=1)
def glove() -> WordVectors:
    """GloVe's vectors of the 20,000 most frequent words, read once: 4 MB."""
    held = load_file(GLOVE_FILE)
    table = held["vectors"].astype(np.float32)
    table.flags.writeable = False
    return WordVectors(tuple(held["words"].tobytes().decode().split("\n")), table)


def glove_rows(words: Sequence[str], seed: int) -> Float[np.ndarray, "V 50"]:
    """GloVe's vectors for a vocabulary, float32; the same for the same word and seed, whatever else is in it.

    A word that GloVe lacks has the mean of its parts (twenty-one: twenty, one), as far as they are known, and a word
    without any known part a random vector: normal, with the mean and the standard deviation of GloVe's in each
    dimension. `known_share` says how many need no such help.
    """
    known = glove()
    mean, spread = _moments()
    rows = np.empty((len(words), GLOVE_SIZE), np.float32)
    for place, word in enumerate(words):
        lower = word.lower()
        row = known.index.get(lower)
        parts = [known.index[part] for part in _PARTS.findall(lower) if part in known.index]
        if row is not None:
            rows[place] = known.table[row]
        elif parts:
            rows[place] = known.table[parts].mean(axis=0)
        else:
            digest = hashlib.sha256(f"{seed} {word}".encode("utf-8", "surrogatepass")).digest()
            noise = np.random.default_rng(list(digest)).standard_normal(GLOVE_SIZE)
            rows[place] = mean + spread * noise
    return rows


def known_share(words: Sequence[str]) -> float:
    """The share of `words` that GloVe itself has a vector for."""
    return len(glove().known(words)) / max(len(words), 1)


@lru_cache(maxsize=1)
def _moments() -> tuple[Float[np.ndarray, " D"], Float[np.ndarray, " D"]]:
    table = glove().table
    return table.mean(axis=0), table.std(axis=0)
