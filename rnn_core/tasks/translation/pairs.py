"""Sentences with their translations: a part to train on, a part held out, and the vocabulary of each language.

The split comes before anything else and goes by the source sentence, so that no source of the test was trained on. A
test source with a target that the training part has too is left out: the answer would be in the book already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rnn_core.tasks.translation.vocabulary import END, MOST_TOKENS, START, UNKNOWN, Vocabulary, vocabulary
from rnn_core.tasks.translation.writing import Tokens, Writing

HELD_OUT = 0.1
TESTED = 256
WATCHED = 32


class Pair(NamedTuple):
    """A source sentence and every translation that counts as right; the first one is what a network is shown."""

    source: Tokens
    references: tuple[Tokens, ...]


@dataclass(frozen=True, eq=False)
class Pairs:
    """A rung's sentences. `split` says in words what was held out, `left_out` what is not used, a sentence each.

    `test` has at most 256 pairs. Its first 32 run from the shortest source to the longest.
    """

    train: tuple[Pair, ...]
    test: tuple[Pair, ...]
    source_writing: Writing
    target_writing: Writing
    source: Vocabulary
    target: Vocabulary
    split: str
    left_out: tuple[str, ...] = ()

    @cached_property
    def examples(self) -> tuple[tuple[Tokens, Tokens], ...]:
        """What is trained on: every training source with each of its translations."""
        return tuple((source, target) for source, references in self.train for target in references)

    @property
    def longest_source(self) -> int:
        """Tokens of the longest source of both parts."""
        return max(len(pair.source) for pair in self.train + self.test)

    @property
    def longest_target(self) -> int:
        """Tokens of the longest target that a network is shown."""
        targets = [target for _, target in self.examples] + [pair.references[0] for pair in self.test]
        return max(map(len, targets))


def gather(pairs: Iterable[tuple[Tokens, Tokens]]) -> list[Pair]:
    """One `Pair` for each source, in the order of their first appearance; a reference that comes twice counts once."""
    found: dict[Tokens, dict[Tokens, None]] = {}
    for source, target in pairs:
        found.setdefault(source, {})[target] = None
    return [Pair(source, tuple(references)) for source, references in found.items()]


def share(key: str) -> float:
    """A number from 0 to 1 that depends on `key` alone: the same on every machine, spread evenly over many keys."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) / 2**64


def by_source(pairs: list[Pair]) -> Callable[[Pair], bool]:
    """The test of whether a pair is held out: the tenth of the sources whose hash is smallest, at least one."""
    shares = sorted(share(" ".join(pair.source)) for pair in pairs)
    limit = shares[max(round(HELD_OUT * len(pairs)), 1) - 1]
    return lambda pair: share(" ".join(pair.source)) <= limit


def divide(
    pairs: Iterable[Pair],
    held_out: Callable[[Pair], bool],
    *,
    source: Writing,
    target: Writing,
    split: str,
    fewest: int = 1,
    left_out: tuple[str, ...] = (),
) -> Pairs:
    """The pairs split by `held_out`, with the vocabularies of the training part.

    A source word is known when the training part has it `fewest` times. Raises `ValueError` where a part stays empty.
    """
    parts: tuple[list[Pair], list[Pair]] = ([], [])
    for pair in pairs:
        parts[held_out(pair)].append(pair)
    train, test = parts
    known = {target for pair in train for target in pair.references}
    unseen = [pair for pair in test if known.isdisjoint(pair.references)]
    if not train or not unseen:
        raise ValueError(f"{len(train)} pairs to train on and {len(unseen)} to test on")
    if len(unseen) < len(test):
        known_already = f"{len(test) - len(unseen):,} held-out sentences are not tested"
        left_out += (f"{known_already}, because their translation is in the training part.",)
    words = (
        vocabulary((pair.source for pair in train), (UNKNOWN, END), fewest),
        vocabulary((sentence for pair in train for sentence in pair.references), (UNKNOWN, START, END)),
    )
    for side, each in zip(("source", "target"), words, strict=True):
        if len(each.tokens) == MOST_TOKENS:
            frequent = f"{MOST_TOKENS - len(each.marks):,} most frequent {side} words"
            left_out += (f"Only the {frequent} are known; the others are {UNKNOWN}.",)
    return Pairs(tuple(train), _watchable(unseen), source, target, *words, split, left_out)


def _watchable(test: list[Pair]) -> tuple[Pair, ...]:
    """At most `TESTED` pairs in the order of their hashes; before them `WATCHED` of these, by their length."""
    kept = sorted(test, key=lambda pair: share("test " + " ".join(pair.source)))[:TESTED]
    by_length = sorted(range(len(kept)), key=lambda n: (len(kept[n].source), n))
    count = min(WATCHED, len(kept))
    first = [by_length[round(n * (len(kept) - 1) / max(count - 1, 1))] for n in range(count)]
    return tuple(kept[n] for n in [*first, *sorted(set(range(len(kept))) - set(first))])
