"""An encoder–decoder by hand: one example after the other, its real timesteps alone, every word a one-hot vector."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from rnn_core.network.cell import Cell, State
from rnn_core.network.stack import NetworkWeights


def plain_outputs(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    symbols: np.ndarray,
    lengths: np.ndarray,
    boundary: int,
) -> jax.Array:
    """What the decoder says `[U, B, O]`; `lengths` are those of the sources."""
    assert weights.encoder is not None
    by_example = []
    for b, length in enumerate(lengths):
        now = [State(state.hidden[b], state.cell[b]) for state in states]
        read = []
        for t in range(length):
            now = _timestep(cell, weights.encoder, now, int(symbols[t, b]))
            read.append(now[-1].hidden)
        said = []
        for t in range(boundary, len(symbols)):
            now = _timestep(cell, weights, now, int(symbols[t, b]))
            said.append(_seen(weights, now[-1].hidden, read) @ weights.W_o + weights.b_o)
        by_example.append(jnp.stack(said))
    return jnp.stack(by_example, axis=1)


def _timestep(cell: type[Cell], half: Any, states: list[State], symbol: int) -> list[State]:
    table = half.embedding
    first = half.layers[0].W_x if table is None else table
    below = jnp.zeros(len(first)).at[symbol].set(1.0)
    below = below if table is None else below @ table
    after = []
    for layer, state in zip(half.layers, states, strict=True):
        before = State(state.hidden[None], state.cell[None])
        new, _ = cell.forward(layer, before, (below @ layer.W_x + layer.b)[None])
        after.append(State(new.hidden[0], new.cell[0]))
        below = after[-1].hidden
    return after


def _seen(weights: NetworkWeights, hidden: jax.Array, read: list[jax.Array]) -> jax.Array:
    attention = weights.attention
    if attention is None:
        return hidden
    if attention.W_q is None or attention.W_k is None or attention.v is None:
        scores = jnp.stack([jnp.sum(hidden * each) for each in read])
    else:
        scores = jnp.stack([jnp.tanh(hidden @ attention.W_q + each @ attention.W_k) @ attention.v for each in read])
    shares = jnp.exp(scores) / jnp.exp(scores).sum()
    context = sum(share * each for share, each in zip(shares, read, strict=True))
    return jnp.tanh(jnp.concatenate([context, hidden]) @ attention.W_c)
