"""A network: 1–3 layers of one cell type, and a linear readout of the top layer at every timestep."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import lax
from jaxtyping import Array, Float

from rnn_core.network import bptt
from rnn_core.network.cell import Cell, CellWeights, State, Trace, generator
from rnn_core.network.initialisation import Initialisation, lecun_normal
from rnn_core.network.unroll import scan_forward


class NetworkWeights(NamedTuple):
    """The weights of all layers, bottom first, and of the readout y_t = h_t W_o + b_o."""

    layers: tuple[CellWeights, ...]
    W_o: Float[Array, "H O"]
    b_o: Float[Array, " O"]


class ForwardPass(NamedTuple):
    """What a forward pass leaves: outputs (before softmax or sigmoid), each layer's trace, and the last states."""

    outputs: Float[Array, "T B O"]
    traces: tuple[Trace, ...]
    last: tuple[State, ...]


class RecurrentNetwork(nnx.Module):
    """`num_layers` cells of one class on one another, read out at every timestep."""

    def __init__(
        self,
        cell: type[Cell],
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        num_layers: int = 1,
        rngs: nnx.Rngs,
        initialisation: Initialisation | None = None,
    ) -> None:
        """Draw all weights; the readout is LeCun-normal with zero bias."""
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nnx.List([cell(size, hidden_size, rngs=rngs, initialisation=initialisation) for size in sizes])
        self.W_o = nnx.Param(jnp.asarray(lecun_normal(generator(rngs), hidden_size, output_size).astype(np.float32)))
        self.b_o = nnx.Param(jnp.asarray(np.zeros(output_size, np.float32)))

    @property
    def weights(self) -> NetworkWeights:
        """The present weights as plain arrays."""
        return NetworkWeights(tuple(cell.weights for cell in self.cells), self.W_o[...], self.b_o[...])

    def __call__(self, xs: Float[Array, "T B D"]) -> ForwardPass:
        """All timesteps, from the zero state."""
        first = self.cells[0]
        states = zero_states(type(first), len(self.cells), xs.shape[1], first.hidden_size, xs.dtype)
        return forward(type(first), self.weights, states, xs)


def zero_states(
    cell: type[Cell], num_layers: int, batch_size: int, hidden_size: int, dtype: jax.typing.DTypeLike = jnp.float32
) -> tuple[State, ...]:
    """The state before the first timestep: zeros."""
    return (cell.initial_state(batch_size, hidden_size, dtype),) * num_layers


def forward(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], xs: Float[Array, "T B D"]
) -> ForwardPass:
    """All timesteps of all layers, layer by layer."""
    below, traces, last = xs, list[Trace](), list[State]()
    for layer, state in zip(weights.layers, states, strict=True):
        end, trace = scan_forward(cell, layer, state, below)
        traces.append(trace)
        last.append(end)
        below = trace.hidden
    return ForwardPass(below @ weights.W_o + weights.b_o, tuple(traces), tuple(last))


def outputs(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], xs: Float[Array, "T B D"]
) -> Float[Array, "T B O"]:
    """What `forward` gives as `outputs`, keeping nothing else.

    The input products stay inside the loop: those of a whole test set at all timesteps do not fit a cache, and writing
    them out makes the evaluation three times as slow.
    """
    below = xs
    for layer, state in zip(weights.layers, states, strict=True):

        def step(before: State, x: Float[Array, "B D"], layer: CellWeights = layer) -> tuple[State, Array]:
            after, _ = cell.forward(layer, before, x @ layer.W_x + layer.b)
            return after, after.hidden

        below = lax.scan(step, state, below)[1]
    return below @ weights.W_o + weights.b_o


class Gradients(NamedTuple):
    """Loss, weight gradients, and the backward pass of every layer."""

    loss: Float[Array, ""]
    weights: NetworkWeights
    layers: tuple[bptt.BackwardPass, ...]


def gradients(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Float[Array, "T B D"],
    passed: ForwardPass,
    loss: Callable[[Float[Array, "T B O"]], Float[Array, ""]],
) -> Gradients:
    """Back-propagation of `loss(outputs)` through readout, layers and time; the states at the start are constants."""
    value, external = jax.value_and_grad(loss)(passed.outputs)
    top = passed.traces[-1].hidden
    W_o = bptt.sum_of_outer_products(top, external)
    b_o = external.sum((0, 1))
    arriving = external @ weights.W_o.T
    layers, backward = list[CellWeights](), list[bptt.BackwardPass]()
    inputs = [xs, *(trace.hidden for trace in passed.traces[:-1])]
    for layer, state, trace, below in reversed(list(zip(weights.layers, states, passed.traces, inputs, strict=True))):
        here = bptt.backward(cell, layer, state, trace, arriving)
        layers.insert(0, bptt.weight_gradients(cell, state, trace, below, here))
        backward.insert(0, here)
        arriving = here.delta @ layer.W_x.T
    return Gradients(value, NetworkWeights(tuple(layers), W_o, b_o), tuple(backward))
