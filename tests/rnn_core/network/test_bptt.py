"""The backward pass against central differences, and what its parts must add up to."""

from __future__ import annotations

from functools import cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import bptt
from rnn_core.network.cell import Cell, State
from rnn_core.network.stack import ForwardPass, Gradients, NetworkWeights
from rnn_core.network.unroll import scan_forward
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks.task import Batch
from rnn_core.training import losses
from tests.playing.both_passes import both_passes, timestep_weights
from tests.playing.central_differences import assert_equal_gradients, central_differences
from tests.playing.probes import Probes, no_probes, probed_outputs
from tests.playing.random_network import (
    B,
    D,
    H,
    T,
    V,
    common_cells_quickly,
    draw,
    draw_batch,
    draw_layer,
    draw_network,
    draw_state,
    draw_states,
    each_cell,
    every_cell,
    generator,
)
from tests.playing.vanishing_bound import vanishing_bound

pytestmark = pytest.mark.usefixtures("x64")


POSITIONS = {"last": losses.LAST, "step": losses.STEP, "every": losses.EVERY}
STEP = 3


class Point(NamedTuple):
    """All that a loss is differentiated by: two layers, where they start, what they read, and what is added inside."""

    weights: NetworkWeights
    states: tuple[State, ...]
    inputs: jax.Array
    probes: Probes


def setting(cell: type[Cell]) -> tuple[Point, Batch]:
    rng = generator()
    batch = draw_batch(rng)
    weights, states = draw_network(cell, rng, 2), draw_states(cell, rng, 2)
    return Point(weights, states, batch.inputs, no_probes(cell, weights, batch.inputs)), batch


@cache
def slopes(cell: type[Cell]) -> dict[str, Point]:
    """By central differences of a loop over timesteps, for each position of the loss."""
    point, batch = setting(cell)

    def loss(at: Point) -> jax.Array:
        outputs = probed_outputs(cell, *at)
        shares = [losses.timestep_weights(batch.mask, where, STEP) for where in POSITIONS.values()]
        return jnp.stack([losses.mean_loss("squared_error", outputs, batch, each) for each in shares])

    numeric = central_differences(loss, point)
    return {name: jax.tree.map(lambda part, n=n: part[n], numeric) for n, name in enumerate(POSITIONS)}


def backward(cell: type[Cell], where: str) -> tuple[ForwardPass, Gradients]:
    point, batch = setting(cell)
    shares = timestep_weights(batch.mask, POSITIONS[where], STEP)
    return both_passes(cell, point.weights, point.states, batch, shares)


class LayerPass(NamedTuple):
    """One layer forward and backward, and all that `bptt` makes of it."""

    before: State
    trace: Any
    passed: bptt.BackwardPass
    weights: Any
    contributions: jax.Array
    contribution_norms: jax.Array


@partial(jax.jit, static_argnums=0)
def layer_pass(cell: type[Cell], weights: Any, state: State, xs: jax.Array, into: jax.Array) -> LayerPass:
    """`into` `[T, B, H]` is what the loss sends into each h_t."""
    _, trace = scan_forward(cell, weights, state, xs)
    passed = bptt.backward(cell, weights, state, trace, into)
    return LayerPass(
        bptt.states_before(cell, state, trace),
        trace,
        passed,
        bptt.weight_gradients(cell, weights, state, trace, xs, passed),
        bptt.contributions(cell, state, trace, passed),
        bptt.contribution_norms(cell, state, trace, passed),
    )


def of_example(example: int, into: jax.Array) -> np.ndarray:
    """`into` `[T, B, H]` with nothing for the other examples."""
    return np.where(np.arange(B)[:, None] == example, into, 0)


@pytest.mark.oracle
@every_cell
def test_weight_gradients_equal_central_differences(cell: type[Cell]) -> None:
    passed, found = backward(cell, "every")
    miss = np.asarray(passed.outputs) - np.asarray(setting(cell)[1].targets)
    assert float(found.loss) == pytest.approx(np.mean(np.square(miss)), rel=1e-12)
    assert_equal_gradients(found.weights, slopes(cell)["every"].weights)


@common_cells_quickly
def test_gradients_at_every_state_equal_central_differences(cell: type[Cell]) -> None:
    """∂L/∂h_t and ∂L/∂c_t are total: what is added to h_t is carried on to all later timesteps and layers."""
    for where in POSITIONS:
        _, found = backward(cell, where)
        analytic = tuple(State(layer.hidden, layer.cell) for layer in found.layers)
        assert_equal_gradients(analytic, slopes(cell)[where].probes)


@common_cells_quickly
def test_gradient_at_the_starting_state_equals_central_differences(cell: type[Cell]) -> None:
    _, found = backward(cell, "every")
    assert_equal_gradients(tuple(layer.initial for layer in found.layers), slopes(cell)["every"].states)


@common_cells_quickly
def test_input_gradients_are_delta_times_the_input_weights(cell: type[Cell]) -> None:
    _, found = backward(cell, "every")
    W_x = setting(cell)[0].weights.layers[0].W_x
    assert_equal_gradients(np.asarray(found.layers[0].delta) @ np.asarray(W_x).T, slopes(cell)["every"].inputs)


@common_cells_quickly
def test_a_contribution_is_the_gradient_of_a_timesteps_own_recurrent_weights(cell: type[Cell]) -> None:
    """C_t against JAX's differentiation of a loop whose every timestep has a W_h of its own."""
    rng = generator(4)
    weights, state, xs, into = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D), draw(rng, T, B, H)

    def loss(own: jax.Array) -> jax.Array:
        before, total = state, jnp.zeros(())
        for W_h, x, from_loss in zip(own, xs, into, strict=True):
            before, _ = cell.forward(weights._replace(W_h=W_h), before, x @ weights.W_x + weights.b)
            total += jnp.sum(from_loss * before.hidden)
        return total

    found = layer_pass(cell, weights, state, xs, into)
    parts = np.asarray(found.contributions)
    assert parts.shape == (T, H, cell.num_gates * H)
    expected = jax.jit(jax.grad(loss))(np.broadcast_to(weights.W_h, (T, *weights.W_h.shape)))
    assert_equal_gradients(parts, expected, relative=1e-10, absolute=1e-13)
    assert_equal_gradients(parts.sum(0), found.weights.W_h, relative=1e-12, absolute=1e-14)


@common_cells_quickly
def test_norm_of_one_examples_contribution_needs_no_matrix(cell: type[Cell]) -> None:
    rng = generator(5)
    weights, state, xs, into = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D), draw(rng, T, B, H)
    norms = np.asarray(layer_pass(cell, weights, state, xs, into).contribution_norms)
    assert norms.shape == (T, B)
    for example in range(B):
        parts = layer_pass(cell, weights, state, xs, of_example(example, into)).contributions
        frobenius = np.linalg.norm(np.asarray(parts), axis=(1, 2))
        np.testing.assert_allclose(norms[:, example], frobenius, rtol=1e-10, atol=1e-15)


@each_cell
def test_gradient_at_the_last_state_is_the_readouts_alone(cell: type[Cell]) -> None:
    passed, found = backward(cell, "last")
    point, batch = setting(cell)
    miss = np.asarray(passed.outputs)[-1] - np.asarray(batch.targets)[-1]
    expected = 2 * miss / (V * B) @ np.asarray(point.weights.W_o).T
    np.testing.assert_allclose(np.asarray(found.layers[-1].hidden)[-1], expected, rtol=1e-12)


class Steps(NamedTuple):
    """The first of two examples through one layer: its one-step Jacobians, and a gradient that arrives at its end."""

    weights: Any
    xs: jax.Array
    v: jax.Array
    found: LayerPass
    jacobians: np.ndarray


def steps_of(cell: type[Cell], seed: int) -> Steps:
    rng = generator(seed)
    weights, state, xs = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D)
    v, into = draw(rng, H), np.zeros((T, B, H))
    into[-1, 0] = v
    first, its_xs = jax.tree.map(lambda part: np.asarray(part)[..., :1, :], (state, xs))
    jacobians = jax.jit(bptt.jacobians, static_argnums=0)(cell, weights, first, its_xs)
    return Steps(weights, its_xs, v, layer_pass(cell, weights, state, xs, into), np.asarray(jacobians))


@common_cells_quickly
def test_one_step_jacobians_equal_central_differences(cell: type[Cell]) -> None:
    weights, xs, _, passed, found = steps_of(cell, 8)
    size = 2 * H if cell.has_cell_state else H
    assert found.shape == (T, size, size)
    flat = np.concatenate(passed.before, axis=-1)[:, 0]

    def step(before: jax.Array, x: jax.Array) -> jax.Array:
        after, _ = cell.forward(weights, State(before[None, :H], before[None, H:]), x @ weights.W_x + weights.b)
        return jnp.concatenate([after.hidden[0], after.cell[0]])

    def all_steps(change: jax.Array) -> jax.Array:
        return jax.vmap(step)(flat + change, xs).ravel()

    numeric = central_differences(all_steps, np.zeros(size)).reshape(T, size, size)
    assert_equal_gradients(found, numeric)


@common_cells_quickly
def test_product_of_jacobians_carries_the_gradient_back(cell: type[Cell]) -> None:
    _, _, v, found, jacobians = steps_of(cell, 9)
    arriving = np.concatenate([v, np.zeros(jacobians.shape[1] - H)])
    for jacobian in jacobians[::-1]:
        arriving = arriving @ jacobian
    np.testing.assert_allclose(np.concatenate(found.passed.initial, axis=-1)[0], arriving, rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_gradient_norms_stay_below_the_vanishing_bound(seed: int) -> None:
    weights, _, _, found, jacobians = steps_of(VanillaRNN, seed)
    W_h, hidden = np.asarray(weights.W_h), np.asarray(found.trace.hidden)[:, 0]
    bound = vanishing_bound(W_h, hidden)
    looser = np.linalg.norm(W_h, ord=2) ** np.arange(T - 1, -1, -1)
    assert bound[-1] == 1
    assert np.all(bound <= looser)
    norms = np.linalg.norm(np.asarray(found.passed.hidden)[:, 0], axis=-1)
    assert np.all(norms <= norms[-1] * bound * (1 + 1e-12))
    product = np.eye(H)
    smallest = np.linalg.svd(W_h, compute_uv=False)[-1]
    lower = 1.0
    for t in range(T - 1, 0, -1):
        product = product @ jacobians[t]
        lower *= smallest * np.min(1 - hidden[t] ** 2)
        singular = np.linalg.svd(product, compute_uv=False)
        assert lower * (1 - 1e-12) <= singular[-1]
        assert singular[0] <= bound[t - 1] * (1 + 1e-12)
