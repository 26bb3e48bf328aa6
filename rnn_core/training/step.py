"""The compiled functions that train a lane, all its seeds at once, and look at it.

Everything here is a pure function of arrays, compiled once per `LaneSpec`; step counts, learning rate, clipping, loss
position and the watched example are traced, so changing them never compiles again.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Bool, Float, Int, Key

from rnn_core.network import bptt, clamps, norms, stack
from rnn_core.network.cell import State
from rnn_core.network.stack import NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.training import cores, divergence, losses, networks, optimizers, programs
from rnn_core.training.initial_state import zeros
from rnn_core.training.records import (
    CHUNK,
    Evaluated,
    LaneSpec,
    LaneState,
    Norms,
    StepSettings,
    Trained,
    Watched,
)


@programs.compiled()
def train(
    spec: LaneSpec,
    state: LaneState,
    data: Any,
    keys: Key[Array, " S"],
    first_step: Int[Array, ""] | int,
    num_steps: Int[Array, ""] | int,
    step_settings: StepSettings,
) -> Trained:
    """`num_steps` ≤ `CHUNK` training steps of every seed, from step `first_step`."""
    num_seeds = len(keys)
    step_of_seed = jax.vmap(partial(_step, spec, data), in_axes=(0, 0, None, None))

    def one(i: Int[Array, ""], before: Trained) -> Trained:
        state, loss, norm, passed = step_of_seed(before.state, keys, first_step + i, step_settings)
        weights, start, batch, forward = jax.tree.map(lambda of_seeds: of_seeds[0], (before.state.weights, *passed))
        # Nobody sees more than the last norms: those of the last step, or of the step at which the seed diverged.
        diverges = (before.state.diverged_at[0] < 0) & (state.diverged_at[0] >= 0)
        last = (i == num_steps - 1) & (state.diverged_at[0] < 0)
        norms = lax.cond(
            last | diverges,
            lambda: _norms_of_step(spec, weights, start, batch, forward, step_settings),
            lambda: before.norms,
        )
        return Trained(state, before.losses.at[i].set(loss), before.gradient_norms.at[i].set(norm), norms)

    by_step = jnp.zeros((CHUNK, num_seeds))
    length = spec.task.sequence_length if spec.profiled else 0
    hidden = jnp.zeros((spec.num_layers, length, spec.batch_size))
    none = Norms(hidden, hidden if spec.cell.has_cell_state else hidden[:, :0], step_settings.where_of_norms)
    trained = lax.fori_loop(0, num_steps, one, Trained(state, by_step, by_step, none))
    return trained._replace(state=cores.left_whole(spec.parts, trained.state))


def trained(
    spec: LaneSpec,
    state: LaneState,
    data: Any,
    keys: Key[Array, " S"],
    first_step: int,
    num_steps: int,
    step_settings: StepSettings,
) -> Trained:
    """As `train`; the state it returns is kept on one device, as `initial_state` gives it."""
    done = train(spec, state, data, keys, first_step, num_steps, step_settings)
    return done._replace(state=cores.taken_back(spec.parts, done.state))


def _step(
    spec: LaneSpec, data: Any, before: LaneState, key: Key[Array, ""], step: Int[Array, ""], step_settings: StepSettings
) -> tuple[LaneState, Array, Array, tuple[tuple[State, ...], Batch, stack.ForwardPass]]:
    weights, start, batch = _begun(spec, data, before, key, step, step_settings)
    passed, found = gradients(spec, weights, start, batch, step_settings.where, step_settings.step)
    after = optimizers.update(
        spec.optimizer,
        before.weights,
        before.optimizer,
        clamps.release(spec.cell, found.weights, step_settings.held),
        step_settings.learning_rate,
        step_settings.clip_norm,
    )
    by, value = divergence.told(found.loss, after)
    carried = passed.last if spec.task.carries_state else before.carried
    learned = clamps.keep_held(spec.cell, after.weights, before.weights, step_settings.held)
    learned = networks.keep_frozen(spec, learned, before.weights)
    new = before._replace(weights=learned, optimizer=after.state, carried=carried)
    alive = before.diverged_at < 0
    good, bad = alive & (by == 0), alive & (by > 0)
    state = jax.tree.map(partial(jnp.where, good), new, before)
    state = state._replace(
        diverged_at=jnp.where(bad, step + 1, before.diverged_at),
        diverged_by=jnp.where(bad, by, before.diverged_by),
        diverged_value=jnp.where(bad, value, before.diverged_value),
    )
    loss, gradient_norm = jnp.where(alive, jnp.stack([found.loss, after.gradient_norm]), jnp.nan)
    return state, loss, gradient_norm, (start, batch, passed)


def _begun(
    spec: LaneSpec, data: Any, before: LaneState, key: Key[Array, ""], step: Int[Array, ""], step_settings: StepSettings
) -> tuple[NetworkWeights, tuple[State, ...], Batch]:
    """What one seed's step passes through its network: the weights with held gates, the first state and the batch."""
    batch = networks.as_read(spec, spec.task.sample(data, key, step, spec.batch_size))
    start = before.carried if spec.task.carries_state else zeros(spec, spec.batch_size)
    weights = clamps.hold(spec.cell, before.weights, step_settings.held)
    batch = networks.with_own_words(spec, weights, start, batch, step_settings.forced, _choices(key, step))
    return weights, start, batch


def _choices(key: Key[Array, ""], step: Int[Array, ""]) -> Key[Array, ""]:
    """The key of a step's choices between a right word and the network's own: no batch is drawn from it."""
    return jax.random.fold_in(jax.random.fold_in(key, step), 1)


def gradients(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    where: Array | int,
    step: Array | int,
) -> tuple[stack.ForwardPass, stack.Gradients]:
    """Forward and backward through one seed's network, the loss at `where` (and `step`), in `spec.parts` parts."""
    parts = _parts(spec, batch)

    def part(
        weights: NetworkWeights, start: tuple[State, ...], batch: Batch, shares: Array
    ) -> tuple[stack.ForwardPass, stack.Gradients]:
        passed = networks.forward(spec, weights, start, batch)
        return passed, _backward(spec, weights, start, batch, passed, shares, 1 / parts)

    shares = losses.timestep_weights(batch.scored, where, step)
    results = stack.ForwardPass._make((1, 1, 0)), stack.Gradients._make((-1, -1, 1))
    return cores.split(parts, part, (-1, 0, 1, 1), results)(weights, start, batch, shares)


def _norms_of_step(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    passed: stack.ForwardPass,
    step_settings: StepSettings,
) -> Norms:
    """The norms of a training step that passed forward, from a backward pass of its own.

    Training's own backward pass does not keep the gradients by timestep: a few hundred kB a step that nobody reads. And
    what is looked at may be the gradient of another loss than the trained one, as of the last timestep alone.
    """
    parts = _parts(spec, batch)
    weights = clamps.hold(spec.cell, weights, step_settings.held)

    def part(
        weights: NetworkWeights, start: tuple[State, ...], batch: Batch, passed: stack.ForwardPass, shares: Array
    ) -> tuple[bptt.BackwardPass, ...]:
        return _backward(spec, weights, start, batch, passed, shares, 1 / parts).layers

    where = step_settings.where_of_norms
    shares = losses.timestep_weights(batch.scored, where, step_settings.step)
    arguments = (-1, 0, 1, stack.ForwardPass._make((1, 1, 0)), 1)
    layers = cores.split(parts, part, arguments, 1)(weights, start, batch, passed, shares)
    return _norms(spec, layers, batch.mask)._replace(where=where)


@programs.compiled()
def batch_norms(
    spec: LaneSpec,
    state: LaneState,
    data: Any,
    keys: Key[Array, " S"],
    step: Int[Array, ""] | int,
    step_settings: StepSettings,
) -> Norms:
    """The norms of the first seed's training step from `step`, without training: those of `train`, to rounding."""
    before = jax.tree.map(lambda of_seeds: of_seeds[0], state)
    weights, start, batch = _begun(spec, data, before, keys[0], jnp.asarray(step), step_settings)
    passed = networks.forward(spec, weights, start, batch)
    return _norms_of_step(spec, before.weights, start, batch, passed, step_settings)


def _parts(spec: LaneSpec, batch: Batch) -> int:
    """The watched example is a batch of one, and stays whole."""
    return 1 if batch.mask.shape[1] == 1 else spec.parts


def _backward(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    passed: stack.ForwardPass,
    shares: Float[Array, "T B"],
    share: float,
) -> stack.Gradients:
    """Of a part of the batch that counts for `share` of the loss."""

    def loss(outputs: Float[Array, "T B O"]) -> Float[Array, ""]:
        return share * losses.mean_loss(spec.task.loss, outputs, batch, shares)

    return networks.gradients(spec, weights, start, batch, passed, loss)


def _norms(spec: LaneSpec, layers: tuple[bptt.BackwardPass, ...], mask: Float[Array, "T B"]) -> Norms:
    if not spec.profiled:
        return Norms(*[jnp.zeros((spec.num_layers, 0, spec.batch_size))] * 2)
    hidden = jnp.stack([layer.hidden for layer in layers])
    cell = jnp.stack([layer.cell for layer in layers]) if spec.cell.has_cell_state else hidden[:, :0]
    inside = mask > 0
    return Norms(_by_example(hidden, inside), _by_example(cell, inside if spec.cell.has_cell_state else inside[:0]))


def _by_example(gradients: Float[Array, "L T B H"], inside: Bool[Array, "T B"]) -> Float[Array, "L T B"]:
    """Norms of each example's own gradients: NaN says padding, so one that left the finite numbers is +inf."""
    # The loss is a mean over the batch, so each example's own gradient is batch size times its share.
    own = norms.l2_norm(gradients) * gradients.shape[2]
    return jnp.where(inside, jnp.where(jnp.isnan(own), jnp.inf, own), jnp.nan)


@programs.compiled()
def evaluate(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
    step_settings: StepSettings,
) -> Evaluated:
    """Every seed on the whole test set, each sequence from the state after its `lead_in` (from zero where K is 0)."""
    trained = losses.timestep_weights(test.scored, step_settings.where, step_settings.step)
    asked = losses.timestep_weights(test.scored, losses.position("task", spec.task.loss_at), 0)

    read = networks.as_read(spec, test)

    def one(weights: NetworkWeights) -> Evaluated:
        weights = clamps.hold(spec.cell, weights, step_settings.held)
        outputs = networks.outputs(spec, weights, led_in(spec, weights, lead_in), read)
        loss = partial(losses.mean_loss, spec.task.loss, outputs, test)
        accuracy = partial(losses.accuracy, spec.task.loss, outputs, test)
        return Evaluated(loss(trained), accuracy(trained), accuracy(asked), loss(asked))

    # One after the other: for all at once XLA gave later seeds the first ones' losses (over 2^17 outputs; DECISIONS).
    return lax.map(one, state.weights)


def led_in(
    spec: LaneSpec, weights: NetworkWeights, lead_in: Float[Array, "K B D"] | Int[Array, "K B"]
) -> tuple[State, ...]:
    """The state after `lead_in`, read from the zero state."""
    zero = zeros(spec, lead_in.shape[1])
    return stack.forward(spec.cell, weights, zero, lead_in).last if len(lead_in) else zero


@programs.compiled()
def watch(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
    example: Int[Array, ""] | int,
    step_settings: StepSettings,
    gradient_where: Int[Array, ""] | int,
) -> Watched:
    """Test example number `example` (from 0) through the first seed's network, from the state after its lead-in.

    Forward and backward over the example itself, not over the lead-in.

    The gradient is of the loss at `gradient_where`; `loss_weights` are those of the loss that is trained.
    """
    chosen = partial(lax.dynamic_slice_in_dim, start_index=example, slice_size=1, axis=1)
    one, before = jax.tree.map(chosen, (test, lead_in))
    batch = networks.as_read(spec, one)
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], state.weights)
    weights = clamps.hold(spec.cell, weights, step_settings.held)
    start = led_in(spec, weights, before)
    passed, found = gradients(spec, weights, start, batch, gradient_where, step_settings.step)
    contribution = [
        bptt.contribution_norms(spec.cell, first, trace, clamps.release_delta(layer, step_settings.held))[:, 0]
        for first, trace, layer in zip(start, passed.traces, found.layers, strict=True)
    ]
    traces = jax.tree.map(lambda part: part[:, 0], passed.traces)
    outputs = losses.answers(spec.task.loss, passed.outputs)[:, 0]
    trained = losses.timestep_weights(batch.scored, step_settings.where, step_settings.step)[:, 0]
    seen = networks.attended(spec, weights, batch, passed)[:, 0]
    return Watched(outputs, traces, _norms(spec, found.layers, batch.mask), jnp.stack(contribution), trained, seen)
