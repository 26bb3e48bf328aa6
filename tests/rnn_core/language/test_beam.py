"""Beam search over made-up probabilities against trying every sentence."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from rnn_core.language.beam import Search, search

START, END, V = 0, 1, 4


class Chain:
    """A writer whose next token depends on the last two; it keeps K sentences, as a network keeps states."""

    def __init__(self, seed: int, end: float = 1.0) -> None:
        scores = np.random.default_rng(seed).standard_normal((V, V, V)) * 2
        scores[..., END] += end
        self.table = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
        self.last: np.ndarray | None = None

    def advance(self, rows: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        before = np.zeros(len(rows), int) if self.last is None else self.last[rows]
        self.last = np.array(tokens)
        return self.table[before, tokens], np.eye(3)[tokens % 3]

    def log_p(self, sentence: tuple[int, ...]) -> float:
        read = (START, START, *sentence)
        return float(sum(self.table[read[n], read[n + 1], read[n + 2]] for n in range(len(sentence))))


def tokens(tree: Search, node: int) -> tuple[int, ...]:
    return tuple(tree.nodes[each].token for each in tree.path(node))


def all_finished(longest: int) -> list[tuple[int, ...]]:
    return [(*words, END) for length in range(longest) for words in product([0, 2, 3], repeat=length)]


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_as_wide_as_everything_finds_the_likeliest_sentence(seed: int) -> None:
    chain = Chain(seed)
    tree = search(chain.advance, START, END, width=V**4, longest=4)
    best = max(all_finished(4), key=chain.log_p)
    assert tokens(tree, tree.best) == best
    assert tree.total(tree.best) == pytest.approx(chain.log_p(best))


@pytest.mark.parametrize("seed", range(8))
def test_width_one_is_greedy(seed: int) -> None:
    chain, said = Chain(seed), []
    before, last = START, START
    while len(said) < 6 and (not said or said[-1] != END):
        said.append(int(np.argmax(chain.table[before, last])))
        before, last = last, said[-1]
    tree = search(Chain(seed).advance, START, END, width=1, longest=6)
    assert tokens(tree, tree.best) == tuple(said)
    assert len(tree.nodes) == len(said)


@pytest.mark.parametrize("width", [1, 2, 3, 5])
def test_every_node_has_the_score_of_its_own_sentence(width: int) -> None:
    chain = Chain(3, end=-1)
    tree = search(chain.advance, START, END, width=width, longest=6)
    for number, node in enumerate(tree.nodes):
        assert node.total == pytest.approx(chain.log_p(tokens(tree, number)))
        assert node.parent < number
    by_depth = [len(tree.path(number)) for number in range(len(tree.nodes))]
    assert max(np.bincount(by_depth)) <= width


def test_a_beginning_is_kept_also_where_it_would_end_the_sentence() -> None:
    tree = search(Chain(0).advance, START, END, width=3, longest=6, prefix=(3, 2))
    assert {tokens(tree, node)[:2] for node in tree.finished + tree.alive} == {(3, 2)}
    likeliest = max((s for s in all_finished(6) if s[:2] == (3, 2)), key=Chain(0).log_p)
    assert tree.total(tree.best) <= Chain(0).log_p(likeliest) + 1e-9


def test_what_never_ends_is_cut() -> None:
    chain = Chain(1, end=-1000.0)
    tree = search(chain.advance, START, END, width=2, longest=5)
    assert tree.finished == []
    assert len(tree.path(tree.best)) == 5


def test_who_asks_can_give_up() -> None:
    def stop() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        search(Chain(0).advance, START, END, width=2, longest=5, between=stop)


def test_numbers_that_break_leave_what_was_found_before() -> None:
    chain, asked = Chain(1, end=-1000.0), []

    def broken(rows: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        log_p, attention = chain.advance(rows, tokens)
        asked.append(1)
        return (np.full_like(log_p, np.nan) if len(asked) > 2 else log_p), attention

    tree = search(broken, START, END, width=2, longest=5)
    assert len(tree.path(tree.best)) == 2
    assert search(lambda *_: (np.full((1, V), np.nan), np.zeros((1, 0))), START, END, 1, 5).nodes == []
