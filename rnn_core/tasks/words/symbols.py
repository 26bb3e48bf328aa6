"""Sentences as symbols: words in slots, some of them empty, closed up to a sentence that is padded at its end."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from rnn_core.tasks.task import Batch

HOLE = -1
"""A slot without a word; at the end of a sentence it is padding, as in every task that reads symbols."""


def compacted(slots: Int[Array, "S B"], sequence_length: int) -> Int[Array, "T B"]:
    """The words of each column in their order, without the holes between them, padded with `HOLE`.

    A column must not have more than `sequence_length` words.
    """
    filled = slots != HOLE
    place = jnp.cumsum(filled, axis=0) - 1
    here = filled & (place == jnp.arange(sequence_length)[:, None, None])
    return jnp.max(jnp.where(here, slots, HOLE), axis=1)


def asked_at_the_end(symbols: Int[Array, "T B"], answer: Int[Array, " B"]) -> Batch:
    """The sentences as a batch of a task that asks for `answer` after the last word."""
    answers = jnp.broadcast_to(answer.astype(jnp.float32)[None, :, None], (*symbols.shape, 1))
    return Batch(symbols, answers, (symbols != HOLE).astype(jnp.float32))


def read(symbols: Int[np.ndarray, " T"], vocabulary: tuple[str, ...]) -> str:
    """One sentence in words."""
    return " ".join(vocabulary[int(symbol)] for symbol in symbols if symbol != HOLE)
