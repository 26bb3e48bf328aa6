"""One lane: one cell type, all its seeds, and the compiled functions that train and look at it.

Everything here is a pure function of arrays, compiled once per `LaneSpec`; step counts, learning rate, clipping, loss
position and the watched example are traced, so changing them never compiles again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax import lax
from jaxtyping import Array, Float, Int, Key

from rnn_core import bptt, cores, losses, network, optimizers
from rnn_core.cells import Cell, State, Trace
from rnn_core.initialisation import Initialisation
from rnn_core.network import NetworkWeights
from rnn_core.tasks.task import Batch, Task

CHUNK = 50
"""The most steps that one compiled call trains, and the interval of test evaluations."""

LOSS_LIMIT, WEIGHT_LIMIT = 1e6, 100.0
LOSS, GRADIENT, WEIGHTS = 1, 2, 3
"""What told that a seed diverged: its loss, its gradient norm, or the root mean square of its weights."""


@dataclass(frozen=True)
class LaneSpec:
    """What compiled code depends on; equal specs share it (`task` itself counts through its identity only)."""

    task: Task = field(compare=False)
    identity: tuple[object, ...]
    cell: type[Cell]
    hidden_size: int
    num_layers: int
    batch_size: int
    optimizer: str
    parts: int = 1
    """Into how many parts the batch is split, one a device (`rnn_core.cores`)."""
    profiled: bool = True
    """Whether training keeps the gradient norms by timestep; False only to measure what keeping them costs."""


class Live(NamedTuple):
    """The traced settings; `where` and `step` are the loss position (`rnn_core.losses`)."""

    learning_rate: Float[Array, ""] | float
    clip_norm: Float[Array, ""] | float
    where: Int[Array, ""] | int
    step: Int[Array, ""] | int


class LaneState(NamedTuple):
    """All that training changes; every array has the seeds `S` in front.

    `carried` is the network state at the end of the last window, for tasks that carry it. `diverged_at` is −1 or the
    step at which a seed stopped, `diverged_by` what passed its limit and `diverged_value` the value it had.
    """

    weights: NetworkWeights
    optimizer: optax.OptState
    carried: tuple[State, ...]
    diverged_at: Int[Array, " S"]
    diverged_by: Int[Array, " S"]
    diverged_value: Float[Array, " S"]


class Norms(NamedTuple):
    """‖∂L/∂h_t‖₂ and ‖∂L/∂c_t‖₂ of each example's own loss L, NaN at padding; the second is empty without c."""

    hidden: Float[Array, "L T B"]
    cell: Float[Array, "L T2 B"]


class Trained(NamedTuple):
    """What a chunk of steps yields: losses and gradient norms by step (0 past the last step), and the last norms."""

    state: LaneState
    losses: Float[Array, "C S"]
    gradient_norms: Float[Array, "C S"]
    norms: Norms


class Evaluated(NamedTuple):
    """Test results of every seed: loss where it is trained; accuracy and loss where the task asks for its answer."""

    loss: Float[Array, " S"]
    task_accuracy: Float[Array, " S"]
    task_loss: Float[Array, " S"]


class Watched(NamedTuple):
    """One example through the first seed's network."""

    outputs: Float[Array, "T O"]
    traces: tuple[Trace, ...]
    norms: Norms
    contribution: Float[Array, "L T"]
    loss_weights: Float[Array, " T"]


def seed_keys(seeds: tuple[int, ...]) -> Key[Array, " S"]:
    """Each seed's key for its batches."""
    return jax.vmap(jax.random.key)(np.array(seeds))


def initial_state(spec: LaneSpec, initialisation: Initialisation, seeds: tuple[int, ...]) -> LaneState:
    """Fresh weights for every seed."""
    drawn = [
        network.RecurrentNetwork(
            spec.cell,
            spec.task.input_size,
            spec.hidden_size,
            spec.task.output_size,
            num_layers=spec.num_layers,
            rngs=nnx.Rngs(seed),
            initialisation=initialisation,
        ).weights
        for seed in seeds
    ]
    weights = jax.tree.map(lambda *of_seeds: jnp.asarray(np.stack(of_seeds)), *drawn)
    optimizer = _initial_optimizer(spec.optimizer, weights)
    shapes = jax.eval_shape(lambda: _zeros(spec, spec.batch_size))
    carried = jax.tree.map(lambda zero: jnp.asarray(np.zeros((len(seeds), *zero.shape), zero.dtype)), shapes)
    none = np.zeros(len(seeds), np.int32)
    never, nothing, no_value = jnp.asarray(none - 1), jnp.asarray(none), jnp.asarray(none.astype(np.float32))
    return LaneState(weights, optimizer, carried, never, nothing, no_value)


@partial(jax.jit, static_argnames="name")
def _initial_optimizer(name: str, weights: NetworkWeights) -> optax.OptState:
    return jax.vmap(partial(optimizers.initial, name))(weights)


@partial(jax.jit, static_argnames="spec")
def train(
    spec: LaneSpec,
    state: LaneState,
    data: Any,
    keys: Key[Array, " S"],
    first_step: Int[Array, ""] | int,
    num_steps: Int[Array, ""] | int,
    live: Live,
) -> Trained:
    """`num_steps` ≤ `CHUNK` training steps of every seed, from step `first_step`."""
    num_seeds = len(keys)
    step_of_seed = jax.vmap(partial(_step, spec, data), in_axes=(0, 0, None, None))

    def one(i: Int[Array, ""], before: Trained) -> Trained:
        state, loss, norm, passed = step_of_seed(before.state, keys, first_step + i, live)
        norms = _norms(spec, *jax.tree.map(lambda of_seeds: of_seeds[0], passed))
        # A seed that has diverged stands still, and so does its picture.
        running = before.state.diverged_at[0] < 0
        norms = jax.tree.map(lambda new, old: jnp.where(running, new, old), norms, before.norms)
        return Trained(state, before.losses.at[i].set(loss), before.gradient_norms.at[i].set(norm), norms)

    by_step = jnp.zeros((CHUNK, num_seeds))
    length = spec.task.sequence_length if spec.profiled else 0
    hidden = jnp.zeros((spec.num_layers, length, spec.batch_size))
    norms = Norms(hidden, hidden if spec.cell.has_cell_state else hidden[:, :0])
    return lax.fori_loop(0, num_steps, one, Trained(state, by_step, by_step, norms))


def _step(
    spec: LaneSpec, data: Any, before: LaneState, key: Key[Array, ""], step: Int[Array, ""], live: Live
) -> tuple[LaneState, Array, Array, tuple[tuple[bptt.Backward, ...], Array]]:
    batch = spec.task.sample(data, key, step, spec.batch_size)
    start = before.carried if spec.task.carries_state else _zeros(spec, spec.batch_size)
    passed, found = gradients(spec, before.weights, start, batch, live.where, live.step)
    after = optimizers.update(
        spec.optimizer, before.weights, before.optimizer, found.weights, live.learning_rate, live.clip_norm
    )
    by, value = _divergence(found.loss, after.gradient_norm, after.weight_rms)
    carried = passed.last if spec.task.carries_state else before.carried
    new = before._replace(weights=after.weights, optimizer=after.state, carried=carried)
    alive = before.diverged_at < 0
    good, bad = alive & (by == 0), alive & (by > 0)
    state = jax.tree.map(partial(jnp.where, good), new, before)
    state = state._replace(
        diverged_at=jnp.where(bad, step + 1, before.diverged_at),
        diverged_by=jnp.where(bad, by, before.diverged_by),
        diverged_value=jnp.where(bad, value, before.diverged_value),
    )
    loss, gradient_norm = jnp.where(alive, jnp.stack([found.loss, after.gradient_norm]), jnp.nan)
    return state, loss, gradient_norm, (found.layers, batch.mask)


def _divergence(loss: Array, gradient_norm: Array, weight_rms: Array) -> tuple[Array, Array]:
    """What passed its limit first (0: nothing), and its value; written so that NaN counts as passing."""
    bad_loss, bad_weights = ~(loss <= LOSS_LIMIT), ~(weight_rms <= WEIGHT_LIMIT)
    bad_gradient = ~jnp.isfinite(gradient_norm)
    by = jnp.where(bad_loss, LOSS, jnp.where(bad_gradient, GRADIENT, jnp.where(bad_weights, WEIGHTS, 0)))
    value = jnp.where(bad_loss, loss, jnp.where(bad_gradient, gradient_norm, weight_rms))
    return by.astype(jnp.int32), value


def _zeros(spec: LaneSpec, batch_size: int) -> tuple[State, ...]:
    return network.zero_states(spec.cell, spec.num_layers, batch_size, spec.hidden_size)


def gradients(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    where: Array | int,
    step: Array | int,
) -> tuple[network.Pass, network.Gradients]:
    """Forward and backward through one seed's network, the loss at `where` (and `step`), in `spec.parts` parts."""
    shares = losses.timestep_weights(batch.mask, where, step)
    if spec.parts == 1 or batch.mask.shape[1] == 1:
        return _part_of_gradients(spec, weights, start, batch, shares)

    def part(
        weights: NetworkWeights, start: tuple[State, ...], batch: Batch, shares: Array
    ) -> tuple[network.Pass, network.Gradients]:
        passed, found = _part_of_gradients(spec, weights, start, batch, shares, 1 / spec.parts)
        loss, summed = lax.psum((found.loss, found.weights), cores.AXIS)
        return passed, found._replace(loss=loss, weights=summed)

    results = network.Pass._make((1, 1, 0)), network.Gradients._make((-1, -1, 1))
    return cores.split(spec.parts, part, (-1, 0, 1, 1), results)(weights, start, batch, shares)


def _part_of_gradients(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    shares: Float[Array, "T B"],
    share: float = 1.0,
) -> tuple[network.Pass, network.Gradients]:
    """Of a part of the batch that counts for `share` of the loss."""

    def loss(outputs: Float[Array, "T B O"]) -> Float[Array, ""]:
        return share * losses.mean_loss(spec.task.loss, outputs, batch, shares)

    passed = network.forward(spec.cell, weights, start, batch.inputs)
    return passed, network.gradients(spec.cell, weights, start, batch.inputs, passed, loss)


def _norms(spec: LaneSpec, layers: tuple[bptt.Backward, ...], mask: Float[Array, "T B"]) -> Norms:
    if not spec.profiled:
        return Norms(*[jnp.zeros((spec.num_layers, 0, spec.batch_size))] * 2)
    hidden = jnp.stack([layer.hidden for layer in layers])
    cell = jnp.stack([layer.cell for layer in layers]) if spec.cell.has_cell_state else hidden[:, :0]
    # The loss is a mean over the batch, so each example's own gradient is batch size times its share.
    batch_size = hidden.shape[2]
    inside = jnp.where(mask > 0, batch_size, jnp.nan)
    cell_inside = inside if spec.cell.has_cell_state else inside[:0]
    return Norms(jnp.linalg.norm(hidden, axis=-1) * inside, jnp.linalg.norm(cell, axis=-1) * cell_inside)


@partial(jax.jit, static_argnames="spec")
def evaluate(spec: LaneSpec, state: LaneState, test: Batch, live: Live) -> Evaluated:
    """Every seed on the whole test set, each sequence from the zero state."""
    trained = losses.timestep_weights(test.mask, live.where, live.step)
    asked = losses.timestep_weights(test.mask, losses.position("task", spec.task.loss_at), 0)

    def one(weights: NetworkWeights) -> Evaluated:
        outputs = network.outputs(spec.cell, weights, _zeros(spec, test.mask.shape[1]), test.inputs)
        loss = partial(losses.mean_loss, spec.task.loss, outputs, test)
        return Evaluated(loss(trained), losses.accuracy(spec.task.loss, outputs, test, asked), loss(asked))

    return jax.vmap(one)(state.weights)


@partial(jax.jit, static_argnames="spec")
def watch(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    example: Int[Array, ""] | int,
    live: Live,
    gradient_where: Int[Array, ""] | int,
) -> Watched:
    """Test example number `example` (from 0) through the first seed's network, forward and backward.

    The gradient is of the loss at `gradient_where`; `loss_weights` are those of the loss that is trained.
    """
    batch = Batch(*[lax.dynamic_slice_in_dim(part, example, 1, axis=1) for part in test])
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], state.weights)
    start = _zeros(spec, 1)
    passed, found = gradients(spec, weights, start, batch, gradient_where, live.step)
    contribution = [
        bptt.contribution_norms(bptt.previous(before.hidden, trace.hidden), layer)[:, 0]
        for before, trace, layer in zip(start, passed.traces, found.layers, strict=True)
    ]
    traces = jax.tree.map(lambda part: part[:, 0], passed.traces)
    outputs = losses.answers(spec.task.loss, passed.outputs)[:, 0]
    trained = losses.timestep_weights(batch.mask, live.where, live.step)[:, 0]
    return Watched(outputs, traces, _norms(spec, found.layers, batch.mask), jnp.stack(contribution), trained)
