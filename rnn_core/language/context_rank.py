"""How well vectors tell a word that stands nearby from words that do not: its mean rank among 50.

For each pair of a centre and a true context from text that was not trained on, 49 other words are drawn from the noise
distribution of Word2Vec, and all 50 are put in the order of their score. Rank 1 is best; chance gives 25.5. The pairs
are drawn as in training, frequent words thinned out, so that frequency alone says little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from rnn_core.language.word_pairs import WordCorpus, one_epoch

CANDIDATES = 50
CHANCE = (CANDIDATES + 1) / 2
MOST_PAIRS = 2000


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Pairs that were not trained on: each centre, and 50 candidates, of which the first is the true context."""

    centres: Int[np.ndarray, " N"]
    candidates: Int[np.ndarray, "N 50"]

    def mean_rank(self, centre: Float[np.ndarray, "V D"], context: Float[np.ndarray, "V D"]) -> float:
        """The mean rank of the true context, by the product of its vector in `context` with the centre's."""
        return mean_rank(np.einsum("nd,nkd->nk", centre[self.centres], context[self.candidates]))

    def mean_rank_by_frequency(self, counts: Int[np.ndarray, " V"]) -> float:
        """The same for who does not look at the centre and takes frequent words first."""
        return mean_rank(counts[self.candidates].astype(np.float64))


def mean_rank(scores: Float[np.ndarray, "N K"]) -> float:
    """The mean rank of the first of K scores, 1 for the highest; equal scores share their ranks."""
    others, true = scores[:, 1:], scores[:, :1]
    return float((1 + (others > true).sum(axis=1) + 0.5 * (others == true).sum(axis=1)).mean())


def held_out(corpus: WordCorpus, window: int, kept: Float[np.ndarray, " V"], seed: int) -> HeldOut | None:
    """At most 2,000 pairs of the test part of `corpus`; None when it has none."""
    draws = np.random.default_rng([seed, 7])
    pairs = one_epoch(corpus.test, kept, window, draws)
    if len(pairs) == 0:
        return None
    centres, true = pairs.centres[:MOST_PAIRS], pairs.contexts[:MOST_PAIRS]
    others = draws.choice(len(corpus.words), (len(centres), CANDIDATES - 1), p=corpus.noise)
    return HeldOut(centres, np.concatenate([true[:, None], others], axis=1))
