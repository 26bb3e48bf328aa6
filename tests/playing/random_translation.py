"""Encoder–decoders whose every weight is drawn at random, and two pairs of sentences of different length."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import attention
from rnn_core.network.cell import Cell
from rnn_core.network.stack import Attention, Encoder, NetworkWeights
from rnn_core.tasks.task import Batch
from tests.playing.random_network import draw, draw_layer, generator

S, U, B, H, SOURCE, TARGET, E = 3, 2, 2, 3, 4, 3, 2
LENGTHS = np.array([3, 2])
KINDS = pytest.mark.parametrize("kind", attention.KINDS)


def network(cell: type[Cell], kind: str, *, layers: int = 1, vectors: bool = False) -> NetworkWeights:
    rng = generator()
    heads = {
        "none": lambda: None,
        "dot": lambda: Attention(draw(rng, 2 * H, H)),
        "additive": lambda: Attention(draw(rng, 2 * H, H), draw(rng, H, H), draw(rng, H, H), draw(rng, H)),
    }

    def half(vocabulary: int) -> tuple[tuple[Any, ...], Any]:
        table = draw(rng, vocabulary, E) if vectors else None
        widths = [E if vectors else vocabulary] + [H] * (layers - 1)
        return tuple(draw_layer(cell, rng, width, H) for width in widths), table

    encoder, (decoder, table) = Encoder(*half(SOURCE)), half(TARGET)
    return NetworkWeights(decoder, draw(rng, H, TARGET), draw(rng, TARGET), table, encoder, heads[kind]())


def sentences() -> Batch:
    """Two pairs, the second with a shorter source; the last word of its target is padding."""
    rng = np.random.default_rng(3)
    source, target = rng.integers(0, SOURCE, (S, B)), rng.integers(0, TARGET, (U, B))
    inside = np.arange(S)[:, None] < LENGTHS
    inputs = np.concatenate([np.where(inside, source, -1), target]).astype(np.int32)
    said = np.array([[1.0, 1.0], [1.0, 0.0]])
    asked = np.concatenate([np.zeros((S, B)), said])
    targets = rng.integers(0, TARGET, (S + U, B, 1)).astype(float)
    return Batch(*map(jnp.asarray, (inputs, targets, np.concatenate([inside, said]).astype(float), asked)))
