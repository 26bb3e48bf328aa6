"""What an encoder–decoder says when nobody tells it the target: each word it says is the next one that it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from rnn_core.network import attention
from rnn_core.network.cell import Cell, State
from rnn_core.network.encoder_decoder import Encoded, answer, head_of
from rnn_core.network.stack import NetworkWeights, embedded, layers_forward


class Said(NamedTuple):
    """One timestep of the decoder: its states after it, its scores before softmax, and what it attended to.

    `attention` has no source positions (S = 0) in a network without attention.
    """

    states: tuple[State, ...]
    scores: Float[Array, "B O"]
    attention: Float[Array, "B S"]


def say(
    cell: type[Cell], weights: NetworkWeights, encoded: Encoded, states: tuple[State, ...], symbols: Int[Array, " B"]
) -> Said:
    """One timestep: read `symbols` from `states`."""
    traces, states = layers_forward(cell, weights.layers, states, embedded(weights.embedding, symbols[None]))
    decoded = traces[-1].hidden
    seen = jnp.zeros((len(symbols), 0), decoded.dtype)
    if weights.attention is not None:
        seen = attention.shares(weights.attention, decoded, encoded.top, encoded.inside)[0]
    return Said(states, answer(head_of(weights), decoded, encoded)[0], seen)


_Carried = tuple[tuple[State, ...], Int[Array, " B"]]


class FreeRun(NamedTuple):
    """What was read and said at each timestep; `scores` before softmax."""

    read: Int[Array, "U B"]
    scores: Float[Array, "U B O"]
    attention: Float[Array, "U B S"]


def free_run(
    cell: type[Cell],
    weights: NetworkWeights,
    encoded: Encoded,
    start: Int[Array, " B"] | Int[Array, ""] | int,
    num_timesteps: int,
    next_symbols: Callable[[Int[Array, ""], Int[Array, " B"]], Int[Array, " B"]] = lambda _, said: said,
) -> FreeRun:
    """`num_timesteps` timesteps from the symbol `start`, greedily: the word with the highest score is said.

    `next_symbols(u, said)` is what is read at timestep u + 1 (from 0) when `said` was said at u: the same, unless told.
    """

    def one(carried: _Carried, u: Int[Array, ""]) -> tuple[_Carried, FreeRun]:
        states, symbols = carried
        said = say(cell, weights, encoded, states, symbols)
        chosen = jnp.argmax(said.scores, axis=-1).astype(symbols.dtype)
        return (said.states, next_symbols(u, chosen)), FreeRun(symbols, said.scores, said.attention)

    first = jnp.broadcast_to(jnp.asarray(start, jnp.int32), encoded.top.shape[1:2])
    return lax.scan(one, (encoded.last, first), jnp.arange(num_timesteps))[1]


def with_own_words(
    cell: type[Cell],
    weights: NetworkWeights,
    encoded: Encoded,
    target: Int[Array, "U B"],
    forced: Float[Array, ""] | float,
    key: jax.Array,
) -> Int[Array, "U B"]:
    """The decoder's inputs when each word after the first is the right one with probability `forced`, else its own.

    Scheduled sampling (Bengio, Vinyals, Jaitly & Shazeer 2015, arXiv:1506.03099): what the network says itself is what
    it says with the inputs so far, and no gradient goes through the choice.
    """
    right = jax.random.bernoulli(key, forced, target.shape)

    def choose(u: Int[Array, ""], said: Int[Array, " B"]) -> Int[Array, " B"]:
        after = jnp.minimum(u + 1, len(target) - 1)
        return jnp.where(right[after], target[after], said).astype(jnp.int32)

    return free_run(cell, weights, encoded, target[0], len(target), choose).read
