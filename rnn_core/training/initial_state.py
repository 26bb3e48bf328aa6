"""What a lane starts from: fresh weights of every seed, its optimiser's first state, the zero state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import jax
import numpy as np
import optax
from jaxtyping import Array, Key

from rnn_core.network import stack
from rnn_core.network.cell import State
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.stack import NetworkWeights
from rnn_core.training import networks, optimizers, programs
from rnn_core.training.input_vectors import Tables
from rnn_core.training.records import LaneSpec, LaneState


def seed_keys(seeds: tuple[int, ...]) -> Key[Array, " S"]:
    """Each seed's key for its batches."""
    return jax.vmap(jax.random.key)(np.array(seeds))


def initial_state(
    spec: LaneSpec,
    initialisation: Initialisation,
    seeds: tuple[int, ...],
    tables: Callable[[int], Tables] = lambda _: (None, None),
) -> LaneState:
    """Fresh weights for every seed; `tables(seed)` are its vectors of symbols (`networks.draw`)."""
    drawn = [networks.draw(spec, initialisation, seed, tables(seed)) for seed in seeds]
    weights = jax.tree.map(lambda *of_seeds: jax.device_put(np.stack(of_seeds)), *drawn)
    optimizer = _initial_optimizer(spec, weights)
    shapes = jax.eval_shape(lambda: zeros(spec, spec.batch_size))
    carried = jax.tree.map(lambda zero: jax.device_put(np.zeros((len(seeds), *zero.shape), zero.dtype)), shapes)
    none = np.zeros(len(seeds), np.int32)
    never, nothing, no_value = jax.device_put(none - 1), jax.device_put(none), jax.device_put(none.astype(np.float32))
    return LaneState(weights, optimizer, carried, never, nothing, no_value)


@programs.compiled()
def _initial_optimizer(spec: LaneSpec, weights: NetworkWeights) -> optax.OptState:
    return jax.vmap(partial(optimizers.initial, spec.optimizer))(weights)


def zeros(spec: LaneSpec, batch_size: int) -> tuple[State, ...]:
    """The zero state of every layer, each [B, H]."""
    return stack.zero_states(spec.cell, spec.num_layers, batch_size, spec.hidden_size)
