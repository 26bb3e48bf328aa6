"""An encoder–decoder as one sequence: its first timesteps read the source, the rest the target (Sutskever et al. 2014).

The encoder's weights hold before the boundary, the decoder's from there on; the decoder starts from the encoder's last
states. Sources of a batch differ in length: where they end before the boundary, padding passes the state on unchanged.
Only the decoder answers, from its own state or through attention (`rnn_core.network.attention`), and attention's
gradient goes into both halves: back-propagation through time is the same reverse loop as everywhere, run twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from rnn_core.network import attention, bptt
from rnn_core.network.cell import Cell, CellWeights, State, Trace, generator
from rnn_core.network.initialisation import Initialisation, lecun_normal
from rnn_core.network.stack import (
    Attention,
    Encoder,
    ForwardPass,
    Gradients,
    NetworkWeights,
    embedded,
    layers_backward,
    layers_forward,
)


class Head(NamedTuple):
    """The weights behind the decoder's top layer."""

    W_o: Float[Array, "H O"]
    b_o: Float[Array, " O"]
    attention: Attention | None


class Encoded(NamedTuple):
    """A source that was read: the top layer's states, where they are real, and every layer's trace and last state."""

    top: Float[Array, "S B H"]
    inside: Bool[Array, "S B"]
    traces: tuple[Trace, ...]
    last: tuple[State, ...]


def encode(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    source: Int[Array, "S B"],
    mask: Float[Array, "S B"],
) -> Encoded:
    """Read the source from `states`; `mask` is 0 at its padding."""
    assert weights.encoder is not None
    inside = mask > 0
    below = embedded(weights.encoder.embedding, source)
    traces, last = layers_forward(cell, weights.encoder.layers, states, below, inside)
    return Encoded(traces[-1].hidden, inside, traces, last)


def answer(head: Head, decoded: Float[Array, "U B H"], encoded: Encoded) -> Float[Array, "U B O"]:
    """What the decoder says at each of its timesteps, before softmax."""
    seen = decoded
    if head.attention is not None:
        seen = attention.attended(head.attention, decoded, encoded.top, encoded.inside)
    return seen @ head.W_o + head.b_o


def head_of(weights: NetworkWeights) -> Head:
    """The weights behind the decoder's top layer."""
    return Head(weights.W_o, weights.b_o, weights.attention)


def forward(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Int[Array, "T B"],
    mask: Float[Array, "T B"],
    boundary: int,
) -> ForwardPass:
    """All timesteps of both halves; before the boundary the outputs are 0."""
    encoded = encode(cell, weights, states, xs[:boundary], mask[:boundary])
    traces, last = layers_forward(cell, weights.layers, encoded.last, embedded(weights.embedding, xs[boundary:]))
    said = answer(head_of(weights), traces[-1].hidden, encoded)
    outputs = jnp.concatenate([jnp.zeros((boundary, *said.shape[1:]), said.dtype), said])
    return ForwardPass(outputs, jax.tree.map(_joined, encoded.traces, traces), last)


def gradients(
    cell: type[Cell],
    weights: NetworkWeights,
    states: tuple[State, ...],
    xs: Int[Array, "T B"],
    mask: Float[Array, "T B"],
    boundary: int,
    passed: ForwardPass,
    loss: Callable[[Float[Array, "T B O"]], Float[Array, ""]],
) -> Gradients:
    """Back-propagation of `loss(outputs)` through head, decoder and encoder; its passes cover all timesteps."""
    assert weights.encoder is not None
    early = jax.tree.map(lambda part: part[:boundary], passed.traces)
    late = jax.tree.map(lambda part: part[boundary:], passed.traces)
    between = tuple(jax.tree.map(lambda part: part[-1], cell.state_of(trace)) for trace in early)
    inside = mask[:boundary] > 0

    def said(head: Head, decoded: Float[Array, "U B H"], top: Float[Array, "S B H"]) -> Float[Array, ""]:
        outputs = answer(head, decoded, Encoded(top, inside, early, between))
        return loss(jnp.concatenate([passed.outputs[:boundary], outputs]))

    arguments = (head_of(weights), late[-1].hidden, early[-1].hidden)
    value, (head, into_late, into_early) = jax.value_and_grad(said, argnums=(0, 1, 2))(*arguments)
    target = layers_backward(cell, weights.layers, weights.embedding, between, late, xs[boundary:], into_late)
    ends = [of_layer.initial for of_layer in target.passes]
    encoder = weights.encoder
    source = layers_backward(
        cell, encoder.layers, encoder.embedding, states, early, xs[:boundary], into_early, ends, inside
    )
    found = NetworkWeights(
        target.layers,
        head.W_o,
        head.b_o,
        target.embedding,
        Encoder(source.layers, source.embedding),
        head.attention,
    )
    passes = [
        bptt.BackwardPass(
            _joined(first.hidden, then.hidden),
            _joined(first.cell, then.cell),
            _joined(first.delta, then.delta),
            first.initial,
        )
        for first, then in zip(source.passes, target.passes, strict=True)
    ]
    return Gradients(value, found, tuple(passes))


def read_backwards(xs: Int[Array, "T B"], mask: Float[Array, "T B"], boundary: int) -> Int[Array, "T B"]:
    """The same sequences with the words of each source in reverse order; its end mark stays last (Sutskever et al.)."""
    words = mask[:boundary].sum(0).astype(jnp.int32) - 1
    timestep = jnp.arange(boundary)[:, None]
    mirrored = jnp.where(timestep < words, words - 1 - timestep, timestep)
    return xs.at[:boundary].set(jnp.take_along_axis(xs[:boundary], mirrored, axis=0))


def draw(
    cell: type[Cell],
    sizes: tuple[int, int, int],
    num_layers: int,
    attention_kind: str,
    tables: tuple[Float[np.ndarray, "V E"] | None, Float[np.ndarray, "W E"] | None],
    *,
    rngs: nnx.Rngs,
    initialisation: Initialisation,
) -> NetworkWeights:
    """Fresh weights: `sizes` are those of the source's vocabulary, the target's, and the hidden state.

    `tables` are the vectors in front of the encoder's and the decoder's W_x, None where symbols go into W_x themselves.
    """
    source_size, target_size, hidden_size = sizes

    def layers(vocabulary: int, table: Float[np.ndarray, "V E"] | None) -> tuple[CellWeights, ...]:
        widths = [vocabulary if table is None else table.shape[1]] + [hidden_size] * (num_layers - 1)
        return tuple(cell(width, hidden_size, rngs=rngs, initialisation=initialisation).weights for width in widths)

    own, others = (None if table is None else jax.device_put(table) for table in tables)
    encoder, decoder = Encoder(layers(source_size, tables[0]), own), layers(target_size, tables[1])
    rng = generator(rngs)
    W_o = jax.device_put(lecun_normal(rng, hidden_size, target_size).astype(np.float32))
    b_o = jax.device_put(np.zeros(target_size, np.float32))
    return NetworkWeights(decoder, W_o, b_o, others, encoder, attention.draw(attention_kind, rng, hidden_size))


def _joined(first: Array, then: Array) -> Array:
    return jnp.concatenate([first, then])
