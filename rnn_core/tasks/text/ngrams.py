"""What counting letters would score: n-gram models, the lines a network has to beat.

Witten & Bell 1991, interpolated: with N(h) occurrences of the context h, followed by K(h) different symbols,

    P(c | h) = (N(h c) + K(h) · P(c | h')) / (N(h) + K(h)),        h' = h without its first symbol,

down to P(c) = 1/V before any count. A context that was never seen leaves P(c | h') as it is.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64, Int64, UInt8


def ngram_nats(
    train: UInt8[np.ndarray, " N"], windows: UInt8[np.ndarray, "L W"], num_symbols: int, orders: int = 5
) -> list[Float64[np.ndarray, "T W"]]:
    """-log P of every symbol of `windows` after each one's first, in nats, by the 1-gram up to the `orders`-gram.

    A column of `windows` has L = T + 1 symbols. A model sees no more of it than a network does: at the first step, the
    one symbol read so far. An n-gram is counted as one number, so `num_symbols` ** `orders` has to stay below 2^63.
    """
    length = windows.shape[0] - 1
    probability = np.full((length, windows.shape[1]), 1.0 / num_symbols)
    nats: list[Float64[np.ndarray, "T W"]] = []
    for context_size in range(orders):
        # The first targets have fewer symbols before them than this order looks at: they keep the lower order.
        begin = max(context_size - 1, 0)
        if begin < length:
            grams = _as_numbers(windows[1 + begin - context_size :], context_size + 1, num_symbols)
            counted = np.sort(_as_numbers(train, context_size + 1, num_symbols))
            probability[begin:] = _interpolate(counted, grams, num_symbols, probability[begin:])
        nats.append(-np.log(probability))
    return nats


def _as_numbers(codes: UInt8[np.ndarray, "N ..."], size: int, num_symbols: int) -> Int64[np.ndarray, "M ..."]:
    """Every run of `size` consecutive codes along the first axis as one number, the first code most significant."""
    last = codes.shape[0] - size + 1
    number = np.zeros((max(last, 0), *codes.shape[1:]), np.int64)
    for offset in range(size):
        number *= num_symbols
        number += codes[offset : offset + len(number)]
    return number


def _interpolate(
    counted: Int64[np.ndarray, " N"],
    grams: Int64[np.ndarray, "T W"],
    num_symbols: int,
    lower: Float64[np.ndarray, "T W"],
) -> Float64[np.ndarray, "T W"]:
    """P of `grams` given the sorted n-grams of the training text and the next lower order's P.

    Sorted, the n-grams with one context are neighbours: counts are differences of positions.
    """
    is_new = np.diff(counted, prepend=-1) != 0
    kinds_before = np.concatenate([[0], np.cumsum(is_new)])
    context = grams // num_symbols * num_symbols
    begin, end = np.searchsorted(counted, context), np.searchsorted(counted, context + num_symbols)
    seen, kinds = end - begin, kinds_before[end] - kinds_before[begin]
    occurrences = np.searchsorted(counted, grams, "right") - np.searchsorted(counted, grams)
    interpolated = (occurrences + kinds * lower) / np.maximum(seen + kinds, 1)
    return np.where(seen > 0, interpolated, lower)
