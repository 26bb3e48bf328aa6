"""A network with something added to every h_t and c_t: the slope at 0 is the total ∂L/∂h_t and ∂L/∂c_t.

What is added is carried on to later timesteps, so the slope counts every path. The loop is written out here; of
`rnn_core` it uses one timestep of a cell alone.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from rnn_core.network.cell import Cell, State
from rnn_core.network.stack import NetworkWeights

Probes = tuple[State, ...]
"""One for each layer: what to add to `hidden` `[T, B, H]` and, before h_t is taken of it, to `cell`."""


def no_probes(cell: type[Cell], weights: NetworkWeights, xs: jax.Array) -> Probes:
    T, B = xs.shape[:2]
    dtype = weights.b_o.dtype
    sizes = [len(layer.W_h) for layer in weights.layers]
    return tuple(
        State(np.zeros((T, B, size), dtype), np.zeros((T, B, size * cell.has_cell_state), dtype)) for size in sizes
    )


def probed_outputs(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], xs: jax.Array, probes: Probes
) -> jax.Array:
    """The outputs `[T, B, O]`; symbols as one-hot vectors."""
    below = xs if xs.ndim > 2 else jax.nn.one_hot(xs, len(weights.layers[0].W_x), dtype=weights.b_o.dtype)
    for layer, start, probe in zip(weights.layers, states, probes, strict=True):

        def timestep(before: State, given: tuple[jax.Array, ...], layer: Any = layer) -> tuple[State, jax.Array]:
            x, into_hidden, into_cell = given
            a = x @ layer.W_x + layer.b
            after, trace = cell.forward(layer, before, a)
            if cell.has_cell_state:
                c = after.cell + into_cell
                after = State(shown(cell, layer, a + before.hidden @ layer.W_h, trace, c), c)
            after = after._replace(hidden=after.hidden + into_hidden)
            return after, after.hidden

        _, below = lax.scan(timestep, start, (below, *probe))
    return below @ weights.W_o + weights.b_o


def shown(cell: type[Cell], layer: Any, sums: jax.Array, trace: Any, c: jax.Array) -> jax.Array:
    """What an LSTM shows of its cell state c: h_t."""
    if cell.__name__ == "PeepholeLSTM":
        size = c.shape[-1]
        return jax.nn.sigmoid(sums[:, -size:] + layer.p[-size:] * c) * jnp.tanh(c)
    return trace.output_gate * (c if cell.__name__ == "LSTMWithoutOutputActivation" else jnp.tanh(c))
