"""Layers and readout: stacking, padding, and the boundary that truncated back-propagation never crosses."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core.network.cell import Cell, State
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.stack import Gradients, NetworkWeights, RecurrentNetwork
from rnn_core.network.unroll import unroll_by_hand
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks.task import Batch
from rnn_core.training import losses
from tests.playing.both_passes import both_passes, timestep_weights
from tests.playing.central_differences import assert_equal_gradients
from tests.playing.random_network import (
    B,
    D,
    H,
    T,
    V,
    draw,
    draw_batch,
    draw_network,
    draw_states,
    each_cell,
    each_depth,
    generator,
)


def setting(cell: type[Cell], num_layers: int = 1) -> tuple[NetworkWeights, tuple[State, ...], Batch]:
    rng = generator(30)
    batch = draw_batch(rng)
    return draw_network(cell, rng, num_layers), draw_states(cell, rng, num_layers), batch


def truncated(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], batch: Batch, shares: jax.Array, window: int
) -> tuple[Any, list[Gradients]]:
    """Windows of `window` timesteps, each started with the state that the last one ended with; summed gradients."""
    found = []
    for first in range(0, T, window):
        part, its_shares = jax.tree.map(
            lambda whole, first=first: np.asarray(whole)[first : first + window], (batch, shares)
        )
        passed, here = both_passes(cell, weights, states, part, its_shares)
        found.append(here)
        states = passed.last
    return jax.tree.map(lambda *parts: sum(map(np.asarray, parts)), *[each.weights for each in found]), found


@pytest.mark.usefixtures("x64")
@each_depth
@each_cell
def test_one_window_over_the_whole_sequence_is_full_back_propagation(cell: type[Cell], num_layers: int) -> None:
    weights, states, batch = setting(cell, num_layers)
    shares = timestep_weights(batch.mask, losses.EVERY, 0)

    def loss(at: NetworkWeights) -> jax.Array:
        below = batch.inputs
        for layer, state in zip(at.layers, states, strict=True):
            below = unroll_by_hand(cell, layer, state, below)[1].hidden
        return losses.mean_loss("squared_error", below @ at.W_o + at.b_o, batch, shares)

    by_autodiff = jax.jit(jax.grad(loss))(weights)
    for window in (T, T + 3):
        found, _ = truncated(cell, weights, states, batch, shares, window)
        assert_equal_gradients(found, by_autodiff, relative=1e-9, absolute=1e-13)


@pytest.mark.usefixtures("x64")
@each_cell
def test_no_gradient_crosses_a_truncation_boundary(cell: type[Cell]) -> None:
    """The loss is in the last window alone, so every earlier timestep gets exactly nothing, LSTM or not."""
    weights, states, batch = setting(cell, 2)
    shares = timestep_weights(batch.mask, losses.LAST, 0)
    window = T // 2
    total, (before, after) = truncated(cell, weights, states, batch, shares, window)
    for layer in before.layers:
        assert not np.any(np.asarray(layer.hidden))
        assert not np.any(np.asarray(layer.cell))
    assert all(not np.any(np.asarray(part)) for part in jax.tree.leaves(before.weights))
    assert np.any(np.asarray(after.layers[0].initial.hidden)), "what is cut off at the boundary is not 0"

    def loss(cut: bool, at: NetworkWeights) -> jax.Array:
        below = batch.inputs
        for layer, state in zip(at.layers, states, strict=True):
            carried, first = unroll_by_hand(cell, layer, state, below[:window])
            if cut:
                carried = jax.lax.stop_gradient(carried)
            then = unroll_by_hand(cell, layer, carried, below[window:])[1].hidden
            # The lower layer's states before the boundary are constants too.
            below = jnp.concatenate([jax.lax.stop_gradient(first.hidden) if cut else first.hidden, then])
        return losses.mean_loss("squared_error", below @ at.W_o + at.b_o, batch, shares)

    gradient_cut, full = jax.jit(lambda at: [jax.grad(partial(loss, cut))(at) for cut in (True, False)])(weights)
    assert_equal_gradients(total, gradient_cut, relative=1e-9, absolute=1e-13)
    assert not np.allclose(total.layers[0].W_h, full.layers[0].W_h, rtol=1e-3)


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize("where", [losses.LAST, losses.STEP, losses.EVERY], ids=["last", "step", "every"])
@each_cell
def test_padding_changes_nothing(cell: type[Cell], where: int) -> None:
    weights, states, batch = setting(cell, 2)
    rng, more = generator(31), 3
    padding = Batch(draw(rng, more, B, D), draw(rng, more, B, V), np.zeros((more, B)))
    padded = jax.tree.map(lambda *parts: np.concatenate(parts), batch, padding)
    (_, plain), (_, longer) = (
        both_passes(cell, weights, states, each, timestep_weights(each.mask, where, 2)) for each in (batch, padded)
    )
    assert float(plain.loss) == pytest.approx(float(longer.loss), rel=1e-12)
    assert_equal_gradients(longer.weights, plain.weights, relative=1e-10, absolute=1e-14)
    for long, short in zip(longer.layers, plain.layers, strict=True):
        np.testing.assert_allclose(np.asarray(long.hidden)[:T], short.hidden, rtol=1e-10, atol=1e-15)
        assert not np.any(np.asarray(long.hidden)[T:])
        assert not np.any(np.asarray(long.delta)[T:])


@each_depth
@each_cell
def test_a_module_runs_from_the_zero_state(cell: type[Cell], num_layers: int) -> None:
    made = RecurrentNetwork(cell, D, H, V, num_layers=num_layers, rngs=nnx.Rngs(0))
    xs = jnp.asarray(generator(32).standard_normal((T, B, D)), jnp.float32)
    passed = jax.jit(made)(xs)
    assert passed.outputs.shape == (T, B, V)
    assert len(passed.traces) == len(passed.last) == num_layers

    @jax.jit
    def by_hand(weights: NetworkWeights, below: jax.Array) -> jax.Array:
        for layer in weights.layers:
            below = unroll_by_hand(cell, layer, cell.initial_state(B, H), below)[1].hidden
        return below @ weights.W_o + weights.b_o

    np.testing.assert_allclose(passed.outputs, by_hand(made.weights, xs), rtol=1e-5, atol=1e-6)
    assert not np.any(np.asarray(made.weights.b_o))


@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize(("cell", "gates", "biases"), [(VanillaRNN, 1, 1), (GRU, 3, 4), (LSTM, 4, 4)])
def test_number_of_parameters(cell: type[Cell], gates: int, biases: int, num_layers: int) -> None:
    made = RecurrentNetwork(cell, D, H, V, num_layers=num_layers, rngs=nnx.Rngs(0))
    inputs = [D] + [H] * (num_layers - 1)
    expected = sum(gates * H * (size + H) + biases * H for size in inputs) + H * V + V
    assert sum(part.size for part in jax.tree.leaves(made.weights)) == expected
