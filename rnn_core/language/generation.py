"""A network that reads what it writes: each character is drawn from its answer to all characters before.

One compiled scan for every prompt, temperature, number of candidates and seed. The draw is Gumbel's: the character with
the largest log p + g, where g is noise of the distribution of Gumbel (1954), is a draw from p. So two
temperatures, or two networks, have the same noise: what differs in the text comes from the probabilities alone.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Bool, Float, Int, Key

from rnn_core.network import clamps, embedding, stack
from rnn_core.network.cell import State
from rnn_core.network.clamps import Held
from rnn_core.network.stack import NetworkWeights
from rnn_core.training import programs
from rnn_core.training.records import LaneSpec, LaneState

PIECE = 50
"""Characters that one compiled call writes."""
COLDEST = 1e-6
"""Lower temperatures count as this one; 0 is the most likely character."""


class Reader(NamedTuple):
    """A network after what it has read: each layer's state, and its scores for the next character."""

    states: tuple[State, ...]
    logits: Float[Array, " V"]


class Drawing(NamedTuple):
    """How characters are drawn: whole numbers and floats alike are traced. `top_k` 0 allows all."""

    temperature: Float[Array, ""] | float
    top_k: Int[Array, ""] | int
    key: Key[Array, ""]


class Piece(NamedTuple):
    """What was written: the characters, log p of all characters before each was drawn, and h after it was read."""

    symbols: Int[Array, " N"]
    log_probabilities: Float[Array, "N V"]
    hidden: Float[Array, "N H"]


def tempered(
    logits: Float[Array, "*N V"], temperature: Float[Array, ""] | float, top_k: Int[Array, ""] | int
) -> Float[Array, "*N V"]:
    """The log probabilities that a character is drawn from: softmax(logits / temperature) among the `top_k` largest.

    −∞ for what is left out. Temperature 0 leaves the most likely one; of equal scores the first counts as larger.
    """
    scores = _scaled(logits, temperature, top_k)
    only = jnp.where(jnp.arange(logits.shape[-1]) == jnp.argmax(scores, axis=-1)[..., None], 0.0, -jnp.inf)
    return jnp.where(jnp.asarray(temperature) > 0, jax.nn.log_softmax(scores, axis=-1), only)


def _scaled(logits: Array, temperature: Array | float, top_k: Array | int) -> Array:
    # Shifted first, so that the largest is 0 at any temperature.
    shifted = logits - jnp.max(logits, axis=-1, keepdims=True)
    scores = shifted / jnp.maximum(temperature, COLDEST)
    return jnp.where(_among_largest(logits, top_k), scores, -jnp.inf)


def _among_largest(logits: Array, top_k: Array | int) -> Bool[Array, "..."]:
    """Which are among the `top_k` largest, exactly so many also where scores are equal; all for 0."""
    place = jnp.arange(logits.shape[-1])
    mine, other = logits[..., :, None], logits[..., None, :]
    before = (other > mine) | ((other == mine) & (place[None, :] < place[:, None]))
    return (jnp.sum(before, axis=-1) < top_k) | (jnp.asarray(top_k) <= 0)


@programs.compiled()
def read(
    spec: LaneSpec, state: LaneState, text: Int[Array, " P"], length: Int[Array, ""] | int, held: Held | None
) -> Reader:
    """The first seed's network after the first `length` ≥ 1 characters of `text`, read from the zero state."""
    weights = _first_seed(spec, state, held)
    zero = stack.zero_states(spec.cell, spec.num_layers, 1, spec.hidden_size)
    nothing = jnp.zeros(spec.task.output_size)

    def one(before: Reader, here: tuple[Array, Array]) -> tuple[Reader, None]:
        symbol, inside = here
        after = _after(spec, weights, before.states, symbol)
        return jax.tree.map(partial(jnp.where, inside), after, before), None

    return lax.scan(one, Reader(zero, nothing), (text, jnp.arange(text.shape[0]) < length))[0]


@programs.compiled()
def write(
    spec: LaneSpec, state: LaneState, reader: Reader, drawing: Drawing, first: Int[Array, ""] | int, held: Held | None
) -> tuple[Reader, Piece]:
    """The next `PIECE` characters, the first of them number `first` of its text: its number decides its noise."""
    weights = _first_seed(spec, state, held)

    def one(before: Reader, number: Array) -> tuple[Reader, Piece]:
        symbol, after = _next(spec, weights, before, drawing, number)
        return after, Piece(symbol, jax.nn.log_softmax(before.logits), after.states[-1].hidden[0])

    return lax.scan(one, reader, first + jnp.arange(PIECE))


@programs.compiled("length")
def sample(
    spec: LaneSpec, state: LaneState, start: Int[Array, ""] | int, drawing: Drawing, held: Held | None, length: int
) -> Int[Array, " length"]:
    """`length` characters after the one character `start`, and nothing else about them."""
    weights = _first_seed(spec, state, held)
    zero = stack.zero_states(spec.cell, spec.num_layers, 1, spec.hidden_size)

    def one(before: Reader, number: Array) -> tuple[Reader, Array]:
        symbol, after = _next(spec, weights, before, drawing, number)
        return after, symbol

    return lax.scan(one, _after(spec, weights, zero, jnp.asarray(start)), jnp.arange(length))[1]


def _first_seed(spec: LaneSpec, state: LaneState, held: Held | None) -> NetworkWeights:
    weights: NetworkWeights = jax.tree.map(lambda of_seeds: of_seeds[0], state.weights)
    return clamps.hold(spec.cell, weights, held)


def _next(
    spec: LaneSpec, weights: NetworkWeights, before: Reader, drawing: Drawing, number: Int[Array, ""]
) -> tuple[Int[Array, ""], Reader]:
    noise = jax.random.gumbel(jax.random.fold_in(drawing.key, number), before.logits.shape)
    noisy = _scaled(before.logits, drawing.temperature, drawing.top_k) + jnp.where(drawing.temperature > 0, noise, 0.0)
    symbol = jnp.argmax(noisy).astype(jnp.int32)
    return symbol, _after(spec, weights, before.states, symbol)


def _after(spec: LaneSpec, weights: NetworkWeights, states: tuple[State, ...], symbol: Int[Array, ""]) -> Reader:
    """One timestep through all layers."""
    below, after = stack.embedded(weights.embedding, symbol[None, None])[0], list[State]()
    for layer, state in zip(weights.layers, states, strict=True):
        after.append(spec.cell.forward(layer, state, embedding.product(below, layer.W_x) + layer.b)[0])
        below = after[-1].hidden
    return Reader(tuple(after), (below @ weights.W_o + weights.b_o)[0])
