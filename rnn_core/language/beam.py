"""Beam search: the sentences that a decoder finds likely, and the tree of what it tried.

At every timestep each sentence under way is continued by every token, and the `width` likeliest of all these go on. A
sentence is finished when it says the end mark. Its score is ln p of the whole sentence, the sum over its tokens, so a
longer sentence pays for its length. Width 1 is greedy decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

Advance = Callable[[Int[np.ndarray, " K"], Int[np.ndarray, " K"]], tuple[np.ndarray, np.ndarray]]
"""Continue the K sentences that were in these rows before by reading these tokens: ln p of every next token `[K, V]`,
and what each sentence attends to `[K, S]`."""


class Node(NamedTuple):
    """One token of one sentence: the node before it (−1 at the beginning), ln p of the token and of all up to it."""

    parent: int
    token: int
    log_p: float
    total: float


@dataclass
class Search:
    """The tree: `nodes` in the order in which they were found, what each attended to, and the `finished` ones."""

    nodes: list[Node] = field(default_factory=list)
    attention: list[Float[np.ndarray, " S"]] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    alive: list[int] = field(default_factory=list)

    def path(self, node: int) -> list[int]:
        """The nodes from the beginning to `node`."""
        found = []
        while node >= 0:
            found.append(node)
            node = self.nodes[node].parent
        return found[::-1]

    def total(self, node: int) -> float:
        """The ln p of the sentence that ends in `node`."""
        return self.nodes[node].total

    @property
    def best(self) -> int:
        """The likeliest finished sentence; where none was finished, the likeliest one under way."""
        return max(self.finished or self.alive, key=self.total)


def search(
    advance: Advance,
    start: int,
    end: int,
    width: int,
    longest: int,
    prefix: Sequence[int] = (),
    between: Callable[[], None] = lambda: None,
) -> Search:
    """At most `longest` tokens, the first of them those of `prefix`; `between` is called before each and may raise.

    The search ends early when no sentence under way is as likely as a finished one: a score only falls.
    """
    tree = Search()
    rows, tokens = np.zeros(width, np.int32), np.full(width, start, np.int32)
    before = [-1]
    for timestep in range(longest):
        between()
        log_p, attention = advance(rows, tokens)
        totals = np.array([tree.total(node) if node >= 0 else 0.0 for node in before])
        candidates = totals[:, None] + log_p[: len(before)]
        if timestep < len(prefix):
            told = candidates[:, prefix[timestep]].copy()
            candidates[:] = -np.inf
            candidates[:, prefix[timestep]] = told
        # Stable, so that of equal scores the first counts, as in argmax.
        order = np.argsort(-candidates, axis=None, kind="stable")[:width]
        likeliest = order[np.isfinite(candidates.ravel()[order])]
        if not len(likeliest):
            # Numbers that broke: what was found before stands.
            break
        tree.alive, chosen = [], []
        for place in likeliest:
            row, token = divmod(int(place), log_p.shape[1])
            tree.nodes.append(Node(before[row], token, float(log_p[row, token]), float(candidates[row, token])))
            tree.attention.append(attention[row])
            node = len(tree.nodes) - 1
            if token == end and timestep >= len(prefix):
                tree.finished.append(node)
            else:
                tree.alive.append(node)
                chosen.append(row)
        if not tree.alive:
            break
        if tree.finished and tree.total(tree.best) >= max(map(tree.total, tree.alive)):
            break
        before = list(tree.alive)
        rows, tokens = np.zeros(width, np.int32), np.full(width, start, np.int32)
        rows[: len(chosen)], tokens[: len(before)] = chosen, [tree.nodes[node].token for node in before]
    return tree
