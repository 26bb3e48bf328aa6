"""A network: 1–3 layers of one cell type, and a linear readout of the top layer at every timestep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.network import bptt, embedding
from rnn_core.network.cell import Cell, CellWeights, State, Trace, generator
from rnn_core.network.initialisation import Initialisation, lecun_normal
from rnn_core.network.unroll import scan_forward


class Encoder(NamedTuple):
    """The weights of the part that reads the source (`rnn_core.network.encoder_decoder`), bottom first."""

    layers: tuple[CellWeights, ...]
    embedding: Float[Array, "V E"] | None = None


class Attention(NamedTuple):
    """The weights of attention (`rnn_core.network.attention`); the last three are of additive scores alone."""

    W_c: Float[Array, "HH H"]
    W_q: Float[Array, "H H"] | None = None
    W_k: Float[Array, "H H"] | None = None
    v: Float[Array, " H"] | None = None


class NetworkWeights(NamedTuple):
    """The weights of all layers, bottom first, and of the readout y_t = h_t W_o + b_o.

    `embedding` is the table of vectors in front of W_x, None where symbols go into W_x themselves. In an
    encoder–decoder these are the decoder's, and `encoder` and `attention` stand beside them.
    """

    layers: tuple[CellWeights, ...]
    W_o: Float[Array, "H O"]
    b_o: Float[Array, " O"]
    embedding: Float[Array, "V E"] | None = None
    encoder: Encoder | None = None
    attention: Attention | None = None


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
        self.W_o = nnx.Param(jax.device_put(lecun_normal(generator(rngs), hidden_size, output_size).astype(np.float32)))
        self.b_o = nnx.Param(jax.device_put(np.zeros(output_size, np.float32)))

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


def embedded(
    table: Float[Array, "V E"] | None, xs: Float[Array, "T B D"] | Int[Array, "T B"]
) -> Float[Array, "T B K"] | Int[Array, "T B"]:
    """The inputs of the bottom layer: vectors of the table, or without one the inputs themselves."""
    return xs if table is None else embedding.product(xs, table)


def layers_forward(
    cell: type[Cell],
    layers: Sequence[CellWeights],
    states: Sequence[State],
    below: Float[Array, "T B D"] | Int[Array, "T B"],
    inside: Bool[Array, "T B"] | None = None,
) -> tuple[tuple[Trace, ...], tuple[State, ...]]:
    """All timesteps of all layers, layer by layer: their traces and last states; `inside` is False at padding."""
    traces, last = list[Trace](), list[State]()
    for layer, state in zip(layers, states, strict=True):
        end, trace = scan_forward(cell, layer, state, below, inside)
        traces.append(trace)
        last.append(end)
        below = trace.hidden
    return tuple(traces), tuple(last)


def forward(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
) -> ForwardPass:
    """All timesteps of all layers, layer by layer."""
    traces, last = layers_forward(cell, weights.layers, states, embedded(weights.embedding, xs))
    return ForwardPass(traces[-1].hidden @ weights.W_o + weights.b_o, traces, last)


def outputs(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
) -> Float[Array, "T B O"]:
    """What `forward` gives as `outputs`, keeping nothing else.

    The input products stay inside the loop: those of a whole test set at all timesteps do not fit a cache, and writing
    them out makes the evaluation three times as slow.
    """
    below = embedded(weights.embedding, xs)
    for layer, state in zip(weights.layers, states, strict=True):

        def step(
            before: State, x: Float[Array, "B D"] | Int[Array, " B"], layer: CellWeights = layer
        ) -> tuple[State, Array]:
            after, _ = cell.forward(layer, before, embedding.product(x, layer.W_x) + layer.b)
            return after, after.hidden

        below = lax.scan(step, state, below)[1]
    return below @ weights.W_o + weights.b_o


class Gradients(NamedTuple):
    """Loss, weight gradients, and the backward pass of every layer."""

    loss: Float[Array, ""]
    weights: NetworkWeights
    layers: tuple[bptt.BackwardPass, ...]


class LayersBackward(NamedTuple):
    """The gradients at the weights of layers and at the table below them, and the backward pass of every layer."""

    layers: tuple[CellWeights, ...]
    embedding: Float[Array, "V E"] | None
    passes: tuple[bptt.BackwardPass, ...]


def layers_backward(
    cell: type[Cell],
    layers: Sequence[CellWeights],
    table: Float[Array, "V E"] | None,
    states: Sequence[State],
    traces: Sequence[Trace],
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
    arriving: Float[Array, "T B H"],
    ends: Sequence[State] | None = None,
    inside: Bool[Array, "T B"] | None = None,
) -> LayersBackward:
    """Back through layers and time: `arriving` goes into the top layer's h_t, `ends` into the layers' last states."""
    found, passes = list[CellWeights](), list[bptt.BackwardPass]()
    inputs = [embedded(table, xs), *(trace.hidden for trace in traces[:-1])]
    for k in reversed(range(len(layers))):
        end = None if ends is None else ends[k]
        here = bptt.backward(cell, layers[k], states[k], traces[k], arriving, end=end, inside=inside)
        found.insert(0, bptt.weight_gradients(cell, layers[k], states[k], traces[k], inputs[k], here))
        passes.insert(0, here)
        if k or table is not None:
            arriving = here.delta @ layers[k].W_x.T
    at_table = None if table is None else embedding.product_gradient(xs, arriving, len(table))
    return LayersBackward(tuple(found), at_table, tuple(passes))


def gradients(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
    passed: ForwardPass,
    loss: Callable[[Float[Array, "T B O"]], Float[Array, ""]],
) -> Gradients:
    """Back-propagation of `loss(outputs)` through readout, layers and time; the states at the start are constants."""
    value, external = jax.value_and_grad(loss)(passed.outputs)
    top = passed.traces[-1].hidden
    W_o = embedding.sum_of_outer_products(top, external)
    b_o = external.sum((0, 1))
    arriving = external @ weights.W_o.T
    found = layers_backward(cell, weights.layers, weights.embedding, states, passed.traces, xs, arriving)
    return Gradients(value, NetworkWeights(found.layers, W_o, b_o, found.embedding), found.passes)
