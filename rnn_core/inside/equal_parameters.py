"""Sizes at which the lanes of a run have as many weights as one another, so that a race between them is fair.

The number of a network's weights is a polynomial of second degree in its hidden size H, whatever its cell, its depth
and its heads: three sizes determine it. A budget of weights as in Chung et al. (2014), "Empirical evaluation of gated
recurrent neural networks on sequence modeling", section 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import jax
import numpy as np

from rnn_core.inside.question import Answer, GivenUp, QuestionError
from rnn_core.network.initialisation import Initialisation
from rnn_core.training import networks
from rnn_core.training.run import LaneRun, Run

NEAR = 0.02
"""By how much of the largest the numbers of weights may differ and still count as equal."""
WANTED = 16
"""Sizes up to so many units away from the one that was asked for are tried for a better fit."""
KNOWN = (1, 2, 3)


@dataclass(frozen=True)
class EqualParameters:
    """Hidden sizes of all lanes with equally many weights; the largest cell has about `hidden_size` units.

    The largest cell is the one with most weights at that size. No lane has more than `most` units. The answer's words:
    `sizes` and `parameters` by lane (trained weights, readout included), and `spread`, by which part of the largest
    number the numbers of weights differ: at most `NEAR` where there are such sizes near by, else as little as can be.
    """

    hidden_size: int
    most: int = 256

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        if not 1 <= self.hidden_size <= self.most:
            raise QuestionError(f"{self.hidden_size} is not a hidden size here. Use 1 to {self.most}.")
        counts = []
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            counts.append(weights_by_size(each, self.most))
        sizes, spread = equal_sizes(counts, self.hidden_size)
        ids = [each.id for each in run.lanes]
        weights = [int(own[size - 1]) for own, size in zip(counts, sizes, strict=True)]
        words = {"sizes": dict(zip(ids, sizes, strict=True)), "parameters": dict(zip(ids, weights, strict=True))}
        return Answer(words | {"spread": spread})


def weights_by_size(each: LaneRun, most: int) -> np.ndarray:
    """The trained weights of a lane's network with 1, 2, … `most` units `[most]`."""
    points = [_trained_weights(each, size) for size in KNOWN]
    constant, linear, square = np.linalg.solve(np.vander(KNOWN, increasing=True), points)
    sizes = np.arange(1, most + 1)
    found: np.ndarray = np.rint(constant + linear * sizes + square * sizes**2).astype(int)
    return found


def equal_sizes(counts: Sequence[np.ndarray], wanted: int) -> tuple[list[int], float]:
    """A size for each lane from its numbers of weights by size, and by which part of the largest they differ.

    Among the sizes of the largest cell that let all lanes come within `NEAR`, the one nearest to `wanted`.
    """
    largest = max(range(len(counts)), key=lambda lane: counts[lane][wanted - 1])
    tried = []
    for size in range(max(wanted - WANTED, 1), min(wanted + WANTED, len(counts[largest])) + 1):
        budget = counts[largest][size - 1]
        sizes = [int(np.argmin(np.abs(own - budget))) + 1 for own in counts]
        numbers = [int(own[found - 1]) for own, found in zip(counts, sizes, strict=True)]
        tried.append((1 - min(numbers) / max(numbers), abs(size - wanted), sizes))
    near = [each for each in tried if each[0] <= NEAR]
    spread, _, sizes = min(near, key=lambda each: (each[1], each[0])) if near else min(tried)
    return sizes, spread


def _trained_weights(each: LaneRun, hidden_size: int) -> int:
    table = None if each.spec.input == "one_hot" else _table(each)
    spec = replace(each.spec, hidden_size=hidden_size + each.spec.cell.further_units())
    drawn = networks.draw(spec, Initialisation(), 0, table or (None, None))
    frozen = networks.table_of(drawn).size if spec.input in networks.FROZEN else 0
    return sum(leaf.size for leaf in jax.tree.leaves(drawn)) - frozen - networks.num_fixed(spec)


def _table(each: LaneRun) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The vectors of the lane's first seed: of the encoder's (or only) symbols, and of the decoder's."""
    weights = each.state.weights
    own = None if weights.embedding is None else np.asarray(weights.embedding)[0]
    if weights.encoder is None:
        return own, None
    return (None if weights.encoder.embedding is None else np.asarray(weights.encoder.embedding)[0]), own
