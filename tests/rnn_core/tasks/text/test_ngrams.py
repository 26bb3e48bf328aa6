"""Witten-Wakeup n-grams against the formula spelled out with dictionaries, and against known values."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks.text.ngrams import ngram_nats
from rnn_core.tasks.text.shakespeare import shakespeare

codes = st.lists(st.integers(0, 3), min_size=8, max_size=60)


def by_dictionary(train: list[int], context: list[int], symbol: int, num_symbols: int) -> float:
    """P(symbol | context) with the whole of `context`, by counting afresh."""
    lower = by_dictionary(train, context[1:], symbol, num_symbols) if context else 1 / num_symbols
    size = len(context)
    follow = Counter(train[i + size] for i in range(len(train) - size) if train[i : i + size] == context)
    if not follow:
        return lower
    return (follow[symbol] + len(follow) * lower) / (follow.total() + len(follow))


@given(train=codes, window=codes)
@settings(max_examples=40)
def test_equals_the_formula(train: list[int], window: list[int]) -> None:
    nats = ngram_nats(np.array(train, np.uint8), np.array(window, np.uint8)[:, None], 4, 5)
    for order, by_order in enumerate(nats, start=1):
        expected = [
            -math.log(by_dictionary(train, window[max(0, t - order + 1) : t], window[t], 4))
            for t in range(1, len(window))
        ]
        np.testing.assert_allclose(by_order[:, 0], expected, rtol=1e-12)


@pytest.mark.parametrize("context", ["the quee", "zzzzzzzz", "\n\nMENEN"])
def test_probabilities_sum_to_one(context: str) -> None:
    known = shakespeare()
    size = len(known.symbols)
    prefix = np.array([known.symbols.index(symbol) for symbol in context], np.uint8)
    windows = np.concatenate([np.repeat(prefix[:, None], size, axis=1), np.arange(size, dtype=np.uint8)[None]])
    for by_order in ngram_nats(known.train[:200_000], windows, size):
        assert np.exp(-by_order[-1]).sum() == pytest.approx(1, rel=1e-12)


def test_a_window_shorter_than_the_context() -> None:
    nats = ngram_nats(np.array([0, 1, 0, 1, 1], np.uint8), np.array([[0], [1]], np.uint8), 2)
    assert [by_order.shape for by_order in nats] == [(1, 1)] * 5
    # Two symbols: from the bigram on, more context is not there to be used.
    assert len({float(by_order[0, 0]) for by_order in nats[1:]}) == 1


def test_known_values_on_the_split_of_tiny_shakespeare() -> None:
    # Measured apart from this code on tiny-shakespeare: first 90 % to count, last 10 % to score.
    known = shakespeare()
    split = len(known.train) * 9 // 10
    nats = ngram_nats(known.train[:split], known.train[split:, None], len(known.symbols), 6)
    means = [float(by_order.mean()) for by_order in nats]
    assert means == pytest.approx([3.347, 2.486, 2.049, 1.774, 1.669, 1.698], abs=0.01)
