"""The backward pass against central differences, and what its parts must add up to."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import bptt, stack
from rnn_core.network.cell import Cell, State
from rnn_core.network.stack import Gradients, NetworkWeights
from rnn_core.network.unroll import scan_forward
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks.task import Batch
from rnn_core.training import losses
from tests.playing.central_differences import assert_equal_gradients, central_differences
from tests.playing.probes import no_probes, probed_outputs
from tests.playing.random_network import (
    B,
    D,
    H,
    T,
    V,
    draw,
    draw_layer,
    draw_network,
    draw_state,
    draw_states,
    each_cell,
    every_cell,
    generator,
)

pytestmark = pytest.mark.usefixtures("x64")


def squared_error(batch: Batch, where: jax.Array | int, outputs: jax.Array) -> jax.Array:
    shares = losses.timestep_weights(batch.mask, where, 3)
    return losses.mean_loss("squared_error", outputs, batch, shares)


@partial(jax.jit, static_argnums=0)
def backward(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], batch: Batch, where: jax.Array | int
) -> tuple[stack.ForwardPass, Gradients]:
    passed = stack.forward(cell, weights, states, batch.inputs)
    return passed, stack.gradients(cell, weights, states, batch.inputs, passed, partial(squared_error, batch, where))


def setting(cell: type[Cell], num_layers: int, seed: int = 0) -> tuple[NetworkWeights, tuple[State, ...], Batch]:
    rng = generator(seed)
    batch = Batch(draw(rng, T, B, D), draw(rng, T, B, V), jnp.ones((T, B)))
    return draw_network(cell, rng, num_layers), draw_states(cell, rng, num_layers), batch


@every_cell
def test_weight_gradients_equal_central_differences(cell: type[Cell]) -> None:
    weights, states, batch = setting(cell, 2)
    _, found = backward(cell, weights, states, batch, losses.EVERY)

    def loss(at: NetworkWeights) -> jax.Array:
        return squared_error(batch, losses.EVERY, stack.forward(cell, at, states, batch.inputs).outputs)

    assert float(found.loss) == pytest.approx(float(loss(weights)), rel=1e-12)
    assert_equal_gradients(found.weights, central_differences(loss, weights))


@every_cell
def test_gradients_at_every_state_equal_central_differences(cell: type[Cell]) -> None:
    """∂L/∂h_t and ∂L/∂c_t are total: what is added to h_t is carried on to all later timesteps and layers."""
    weights, states, batch = setting(cell, 2, seed=1)
    positions = (losses.LAST, losses.STEP, losses.EVERY)

    def loss(probes: tuple[State, ...]) -> jax.Array:
        outputs = probed_outputs(cell, weights, states, batch.inputs, probes)
        return jnp.stack([squared_error(batch, where, outputs) for where in positions])

    numeric = central_differences(loss, no_probes(cell, weights, batch.inputs))
    for number, where in enumerate(positions):
        _, found = backward(cell, weights, states, batch, where)
        analytic = tuple(State(layer.hidden, layer.cell) for layer in found.layers)
        assert_equal_gradients(analytic, jax.tree.map(lambda part, n=number: part[n], numeric))


@every_cell
def test_gradient_at_the_starting_state_equals_central_differences(cell: type[Cell]) -> None:
    weights, states, batch = setting(cell, 2, seed=2)
    _, found = backward(cell, weights, states, batch, losses.EVERY)

    def loss(at: tuple[State, ...]) -> jax.Array:
        return squared_error(batch, losses.EVERY, stack.forward(cell, weights, at, batch.inputs).outputs)

    assert_equal_gradients(tuple(layer.initial for layer in found.layers), central_differences(loss, states))


@every_cell
def test_input_gradients_are_delta_times_the_input_weights(cell: type[Cell]) -> None:
    weights, states, batch = setting(cell, 1, seed=3)
    _, found = backward(cell, weights, states, batch, losses.EVERY)

    def loss(xs: jax.Array) -> jax.Array:
        return squared_error(batch, losses.EVERY, stack.forward(cell, weights, states, xs).outputs)

    analytic = found.layers[0].delta @ weights.layers[0].W_x.T
    assert_equal_gradients(analytic, central_differences(loss, batch.inputs))


@every_cell
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

    _, trace = scan_forward(cell, weights, state, xs)
    passed = bptt.backward(cell, weights, state, trace, into)
    parts = bptt.contributions(cell, state, trace, passed)
    assert parts.shape == (T, H, cell.num_gates * H)
    expected = jax.jit(jax.grad(loss))(jnp.broadcast_to(weights.W_h, (T, *weights.W_h.shape)))
    assert_equal_gradients(parts, expected, relative=1e-10, absolute=1e-13)
    all_steps = bptt.weight_gradients(cell, state, trace, xs, passed)
    assert_equal_gradients(parts.sum(0), all_steps.W_h, relative=1e-12, absolute=1e-14)


@every_cell
def test_norm_of_one_examples_contribution_needs_no_matrix(cell: type[Cell]) -> None:
    rng = generator(5)
    weights, state, xs, into = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D), draw(rng, T, B, H)
    _, trace = scan_forward(cell, weights, state, xs)
    norms = bptt.contribution_norms(cell, state, trace, bptt.backward(cell, weights, state, trace, into))
    assert norms.shape == (T, B)
    for example in range(B):
        one_state, one_trace, one_into = jax.tree.map(
            lambda part, n=example: part[..., n : n + 1, :], (state, trace, into)
        )
        alone = bptt.backward(cell, weights, one_state, one_trace, one_into)
        parts = bptt.contributions(cell, one_state, one_trace, alone)
        frobenius = np.linalg.norm(np.asarray(parts), axis=(1, 2))
        np.testing.assert_allclose(norms[:, example], frobenius, rtol=1e-10, atol=1e-15)


@each_cell
def test_gradient_at_the_last_state_is_the_readouts_alone(cell: type[Cell]) -> None:
    weights, states, batch = setting(cell, 1, seed=6)
    passed, found = backward(cell, weights, states, batch, losses.LAST)
    miss = np.asarray(passed.outputs[-1] - batch.targets[-1])
    expected = 2 * miss / (V * B) @ np.asarray(weights.W_o).T
    np.testing.assert_allclose(found.layers[0].hidden[-1], expected, rtol=1e-12)


@every_cell
def test_one_step_jacobians_equal_central_differences(cell: type[Cell]) -> None:
    rng = generator(8)
    weights, state, xs = draw_layer(cell, rng), draw_state(cell, rng, 1), draw(rng, T, 1, D)
    found = bptt.jacobians(cell, weights, state, xs)
    size = 2 * H if cell.has_cell_state else H
    assert found.shape == (T, size, size)
    _, trace = scan_forward(cell, weights, state, xs)
    flat = jnp.concatenate(bptt.states_before(cell, state, trace), axis=-1)[:, 0]

    def step(before: jax.Array, x: jax.Array) -> jax.Array:
        after, _ = cell.forward(weights, State(before[None, :H], before[None, H:]), x @ weights.W_x + weights.b)
        return jnp.concatenate([after.hidden[0], after.cell[0]])

    def all_steps(change: jax.Array) -> jax.Array:
        return jax.vmap(step)(flat + change, xs).ravel()

    numeric = central_differences(all_steps, jnp.zeros(size)).reshape(T, size, size)
    assert_equal_gradients(found, numeric)


@every_cell
def test_product_of_jacobians_carries_the_gradient_back(cell: type[Cell]) -> None:
    rng = generator(9)
    weights, state, xs = draw_layer(cell, rng), draw_state(cell, rng, 1), draw(rng, T, 1, D)
    _, trace = scan_forward(cell, weights, state, xs)
    v = draw(rng, H)
    into_last = jnp.zeros((T, 1, H)).at[-1, 0].set(v)
    found = bptt.backward(cell, weights, state, trace, into_last)
    steps = bptt.jacobians(cell, weights, state, xs)
    arriving = jnp.concatenate([v, jnp.zeros(steps.shape[1] - H)])
    for jacobian in steps[::-1]:
        arriving = arriving @ jacobian
    np.testing.assert_allclose(found.initial.hidden[0], arriving[:H], rtol=1e-10)
    np.testing.assert_allclose(found.initial.cell[0], arriving[H:], rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_gradient_norms_stay_below_the_vanishing_bound(seed: int) -> None:
    rng = generator(seed)
    weights, state, xs = draw_layer(VanillaRNN, rng), draw_state(VanillaRNN, rng, 1), draw(rng, T, 1, D)
    _, trace = scan_forward(VanillaRNN, weights, state, xs)
    bound = np.asarray(bptt.vanishing_bound(weights.W_h, trace.hidden[:, 0]))
    looser = np.linalg.norm(np.asarray(weights.W_h), ord=2) ** np.arange(T - 1, -1, -1)
    assert bound[-1] == 1
    assert np.all(bound <= looser)
    v = draw(rng, H)
    found = bptt.backward(VanillaRNN, weights, state, trace, jnp.zeros((T, 1, H)).at[-1, 0].set(v))
    norms = np.linalg.norm(np.asarray(found.hidden[:, 0]), axis=-1)
    assert np.all(norms <= norms[-1] * bound * (1 + 1e-12))
    product = np.eye(H)
    steps = np.asarray(bptt.jacobians(VanillaRNN, weights, state, xs))
    smallest = np.linalg.svd(np.asarray(weights.W_h), compute_uv=False)[-1]
    lower = 1.0
    for t in range(T - 1, 0, -1):
        product = product @ steps[t]
        lower *= smallest * np.min(1 - np.asarray(trace.hidden[t, 0]) ** 2)
        singular = np.linalg.svd(product, compute_uv=False)
        assert lower * (1 - 1e-12) <= singular[-1]
        assert singular[0] <= bound[t - 1] * (1 + 1e-12)
