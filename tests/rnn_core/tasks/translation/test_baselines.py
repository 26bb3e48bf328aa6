"""The three ways to answer and the two loss lines, against slow and plain versions of themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from rnn_core.tasks.translation import baselines
from rnn_core.tasks.translation.pairs import Pair, divide
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH
from tests.playing.translations import RUNGS


def slow_distance(a: Sequence[int], b: Sequence[int]) -> int:
    """Levenshtein's table, cell by cell."""
    table = np.zeros((len(a) + 1, len(b) + 1), int)
    table[:, 0], table[0] = range(len(a) + 1), range(len(b) + 1)
    for i in range(len(a)):
        for j in range(len(b)):
            table[i + 1, j + 1] = min(table[i, j + 1] + 1, table[i + 1, j] + 1, table[i, j] + (a[i] != b[j]))
    return int(table[-1, -1])


def test_edit_distances_are_those_of_the_plain_table() -> None:
    random = np.random.default_rng(1)
    lengths = random.integers(1, 9, 50)
    sources = random.integers(0, 5, (8, 50)).astype(np.int32)
    rows = [sources[:length, n].tolist() for n, length in enumerate(lengths)]
    sources[np.arange(8)[:, None] >= lengths] = -1
    for _ in range(20):
        read = random.integers(0, 6, random.integers(1, 10)).tolist()
        made = baselines.edit_distances(read, sources, lengths)
        assert made.tolist() == [slow_distance(read, row) for row in rows]


def test_the_most_similar_sentence_answers() -> None:
    train = {"the red cat": "le chat rouge", "the dog": "le chien", "the dog sleeps": "le chien dort"}
    pairs = [Pair(ENGLISH.split(a), (FRENCH.split(b),)) for a, b in (train | {"a red cat": "un chat rouge"}).items()]
    made = divide(pairs, lambda pair: pair.source[0] == "a", source=ENGLISH, target=FRENCH, split="")
    assert baselines.nearest(made) == [FRENCH.split("le chat rouge")]
    assert baselines.most_frequent(made) == FRENCH.split("le chat rouge")
    scores = baselines.baseline_scores(made)
    assert set(scores) == {baselines.COPY, baselines.MOST_FREQUENT, baselines.NEAREST}
    assert scores[baselines.NEAREST].length_ratio == 1
    assert baselines.baseline_scores(made) is scores


def test_pairs_of_somebodys_own_may_have_more_words_than_16_bits_count() -> None:
    train = [Pair(tuple(f"{n}-{k}" for k in range(20)), (("x", f"y{n}"),)) for n in range(1700)]
    test = Pair(("new", *train[-1].source[1:]), (("z",),))
    made = divide([*train, test], lambda pair: pair is test, source=ENGLISH, target=FRENCH, split="")
    assert baselines.nearest(made) == [train[-1].references[0]]


def test_who_asks_can_give_up() -> None:
    class GivenUp(Exception):
        pass

    def stop() -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        baselines.nearest(RUNGS["dates"](), stop)


@pytest.mark.parametrize("name", ["numbers", "phrases, random"])
def test_no_baseline_knows_an_answer_of_the_test(name: str) -> None:
    """Every test answer is new, so whoever repeats a training answer is wrong each time."""
    for scores in baselines.baseline_scores(RUNGS[name]()).values():
        assert scores.exact == 0


def test_loss_lines_by_hand() -> None:
    train = [Pair((str(n),), (target,)) for n, target in enumerate([("a", "b"), ("a", "c")])]
    test = Pair(("9",), (("a",),))
    made = divide([*train, test], lambda pair: pair is test, source=ENGLISH, target=FRENCH, split="")
    single, double = baselines.loss_lines(made)
    # Training: a b end, a c end. V = 6 with the three marks, 6 tokens of 4 kinds.
    a, end = (2 + 4 / 6) / 10, (2 + 4 / 6) / 10
    assert single.value == pytest.approx(-(math.log(a) + math.log(end)) / 2)
    a_at_the_start = (2 + 1 * a) / (2 + 1)
    end_after_a = (0 + 2 * end) / (2 + 2)
    assert double.value == pytest.approx(-(math.log(a_at_the_start) + math.log(end_after_a)) / 2)
