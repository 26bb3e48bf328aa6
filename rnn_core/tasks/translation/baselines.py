"""What translating without learning anything would score: three ways to answer, and two lines for the loss.

All of them know the training part alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from jaxtyping import Int, Int16, Int32

from rnn_core.tasks.task import Baseline
from rnn_core.tasks.translation.pairs import Pairs
from rnn_core.tasks.translation.scoring import Scores, score
from rnn_core.tasks.translation.vocabulary import END
from rnn_core.tasks.translation.writing import Tokens

COPY = "copies the source"
MOST_FREQUENT = "always the most frequent translation"
NEAREST = "the translation of the most similar training sentence"


_scored: WeakKeyDictionary[Pairs, dict[str, Scores]] = WeakKeyDictionary()


def baseline_scores(pairs: Pairs, between: Callable[[], None] = lambda: None) -> dict[str, Scores]:
    """The scores of each baseline on the test set, by its name; worked out once for each `pairs`.

    `between` is called between parts of the work and may raise, if nobody wants the answer any more.
    """
    if pairs not in _scored:
        answers = {
            COPY: [pair.source for pair in pairs.test],
            MOST_FREQUENT: [most_frequent(pairs)] * len(pairs.test),
            NEAREST: nearest(pairs, between),
        }
        _scored[pairs] = {name: score(each, pairs.test, pairs.target_writing) for name, each in answers.items()}
    return _scored[pairs]


def most_frequent(pairs: Pairs) -> Tokens:
    """The target that training shows most often; of several, the first."""
    return Counter(target for _, target in pairs.examples).most_common(1)[0][0]


def nearest(pairs: Pairs, between: Callable[[], None] = lambda: None) -> list[Tokens]:
    """For each test source the first target of the training source with the smallest edit distance.

    The distance counts tokens put in, taken out or exchanged (Levenshtein 1966). Of several sources the first is taken.
    """
    ids: dict[str, int] = {}
    rows = [[ids.setdefault(token, len(ids)) for token in pair.source] for pair in pairs.train]
    sources = np.full((max(map(len, rows)), len(rows)), -1, np.int32)
    for number, row in enumerate(rows):
        sources[: len(row), number] = row
    lengths = np.array([len(row) for row in rows])
    written = []
    for pair in pairs.test:
        between()
        read = [ids.get(token, -2) for token in pair.source]
        best = int(np.argmin(edit_distances(read, sources, lengths)))
        written.append(pairs.train[best].references[0])
    return written


def edit_distances(
    read: Sequence[int], sources: Int32[np.ndarray, "S N"], lengths: Int[np.ndarray, " N"]
) -> Int16[np.ndarray, " N"]:
    """Levenshtein's distance from `read` to the first `lengths` tokens of every column of `sources`.

    One cell of the table at a time, for all N sources at once: a vector of N neighbouring numbers is quick.
    """
    row = [np.full(sources.shape[1], place, np.int16) for place in range(len(sources) + 1)]
    for number, token in enumerate(read, start=1):
        exchanged = np.stack(row[:-1]) + (sources != token)
        row[0] = np.full(sources.shape[1], number, np.int16)
        for place in range(1, len(row)):
            fewest = np.minimum(row[place], row[place - 1]) + np.int16(1)
            row[place] = np.minimum(fewest, exchanged[place - 1], out=fewest)
    return np.stack(row)[lengths, np.arange(len(lengths))]


@lru_cache(maxsize=16)
def loss_lines(pairs: Pairs) -> tuple[Baseline, ...]:
    """What a writer that never reads the source pays in nats a token, on the targets that the test asks for.

    The first knows how frequent each token is, the second which token follows which (Witten & Bell 1991, interpolated
    with the first, and that with 1/V). Both learn from the training targets, the end mark included.
    """
    size = len(pairs.target.tokens)
    sentences = [[*pairs.target.encode(target), -1] for _, target in pairs.examples]
    end = pairs.target.ids[END]
    single: Counter[int] = Counter()
    double: dict[int, Counter[int]] = {}
    for sentence in sentences:
        before = -1
        for token in sentence:
            token = end if token < 0 else token  # noqa: PLW2901, the mark's own id
            single[token] += 1
            double.setdefault(before, Counter())[token] += 1
            before = token
    total, kinds = single.total(), len(single)

    def alone(token: int) -> float:
        return (single[token] + kinds / size) / (total + kinds)

    def after(before: int, token: int) -> float:
        seen = double.get(before, Counter[int]())
        if not seen:
            return alone(token)
        return (seen[token] + len(seen) * alone(token)) / (seen.total() + len(seen))

    nats: tuple[list[float], list[float]] = ([], [])
    for pair in pairs.test:
        before = -1
        for token in [*pairs.target.encode(pair.references[0]), end]:
            nats[0].append(-math.log(alone(token)))
            nats[1].append(-math.log(after(before, token)))
            before = token
    what = pairs.target_writing.token
    return (
        Baseline(f"{what} frequencies", sum(nats[0]) / len(nats[0]), known=f"knows how frequent each {what} is"),
        Baseline(f"previous {what}", sum(nats[1]) / len(nats[1]), known=f"knows which {what} follows which"),
    )
