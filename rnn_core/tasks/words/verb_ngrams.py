"""What counting says of the verb: an n-gram looks at the n - 1 words before it and at nothing else.

Witten & Bell 1991, interpolated, as in `rnn_core.tasks.text.ngrams`, for two symbols, is and are: with N(h) occurrences
of the words h before the verb, followed by K(h) of its two forms,

    P(are | h) = (N(h are) + K(h) · P(are | h')) / (N(h) + K(h)),        h' = h without its first word,

down to P(are) = 1/2. Words that never came together leave P(are | h') as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int, Int64

from rnn_core.tasks.words.symbols import HOLE


@dataclass(frozen=True)
class VerbNgrams:
    """For every context size, its contexts in rising order and how often each came, in all and before *are*."""

    contexts: tuple[Int64[np.ndarray, " _"], ...]
    seen: tuple[Int64[np.ndarray, " _"], ...]
    plural_seen: tuple[Int64[np.ndarray, " _"], ...]
    num_symbols: int
    sentences: int

    def plural(self, symbols: Int[np.ndarray, "T B"]) -> Float64[np.ndarray, " B"]:
        """P(are) after each sentence, by the largest n."""
        probability = np.full(symbols.shape[1], 0.5)
        for size, (known, seen, plural) in enumerate(zip(self.contexts, self.seen, self.plural_seen, strict=True)):
            context = _context(symbols, size, self.num_symbols)
            place = np.minimum(np.searchsorted(known, context), len(known) - 1)
            found = known[place] == context
            total, are = seen[place], plural[place]
            kinds = (are > 0).astype(int) + (are < total)
            interpolated = (are + kinds * probability) / (total + kinds)
            probability = np.where(found, interpolated, probability)
        return probability


def counted(
    symbols: Int[np.ndarray, "T B"], plural: Int[np.ndarray, " B"], num_symbols: int, orders: int
) -> VerbNgrams:
    """Counted in these sentences, whose verb is *are* where `plural` is 1, for n up to `orders`."""
    contexts, seen, plural_seen = [], [], []
    for size in range(orders):
        known, which = np.unique(_context(symbols, size, num_symbols), return_inverse=True)
        contexts.append(known)
        seen.append(np.bincount(which))
        plural_seen.append(np.bincount(which, weights=plural).astype(np.int64))
    return VerbNgrams(tuple(contexts), tuple(seen), tuple(plural_seen), num_symbols, symbols.shape[1])


def _context(symbols: Int[np.ndarray, "T B"], size: int, num_symbols: int) -> Int64[np.ndarray, " B"]:
    """The last `size` words of each sentence as one number; what lies before its first word counts as a word too."""
    length: Int[np.ndarray, " B"] = (symbols != HOLE).sum(axis=0)
    columns = np.arange(symbols.shape[1])
    number = np.zeros(symbols.shape[1], np.int64)
    for back in range(size, 0, -1):
        place = length - back
        inside: Bool[np.ndarray, " B"] = place >= 0
        number = number * (num_symbols + 1) + np.where(inside, symbols[np.maximum(place, 0), columns] + 1, 0)
    return number
