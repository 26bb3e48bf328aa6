"""One timestep of each cell: its equation, its trace, its start."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core.network.cell import Cell, State
from rnn_core.network.gru import GRU, GRUTrace
from rnn_core.network.lstm import LSTM, LSTMTrace
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.vanilla_rnn import RNNTrace, VanillaRNN
from rnn_core.network.variants import cell_class
from tests.playing.random_network import B, D, H, draw, draw_layer, draw_state, each_cell, generator


@partial(jax.jit, static_argnums=0)
def timestep(cell: type[Cell], weights: Any, state: State, x: jax.Array) -> tuple[State, Any]:
    return cell.forward(weights, state, x @ weights.W_x + weights.b)


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def equations(cell: type[Cell], weights, state: State, x) -> dict[str, np.ndarray]:
    """The trace in NumPy, gate by gate."""
    W_x, W_h, b, *further = (np.asarray(part) for part in weights)
    x, h = np.asarray(x), np.asarray(state.hidden)
    u = [h @ block for block in np.split(W_h, cell.num_gates, axis=1)]
    a = [
        x @ block + bias
        for block, bias in zip(np.split(W_x, cell.num_gates, 1), np.split(b, cell.num_gates), strict=True)
    ]
    if cell is LSTM:
        i, f, o = (sigmoid(a[k] + u[k]) for k in (0, 1, 3))
        g = np.tanh(a[2] + u[2])
        c = f * np.asarray(state.cell) + i * g
        h = o * np.tanh(c)
        return {"hidden": h, "cell": c, "input_gate": i, "forget_gate": f, "candidate": g, "output_gate": o}
    if cell is GRU:
        r, z = sigmoid(a[0] + u[0]), sigmoid(a[1] + u[1])
        q = u[2] + further[0]
        n = np.tanh(a[2] + r * q)
        h = (1 - z) * n + z * h
        return {"hidden": h, "reset_gate": r, "update_gate": z, "candidate": n, "recurrent_candidate": q}
    return {"hidden": np.maximum(a[0] + u[0], 0) if cell is ReLURNN else np.tanh(a[0] + u[0])}


@pytest.mark.usefixtures("x64")
@each_cell
def test_one_timestep_is_the_cells_equation(cell: type[Cell]) -> None:
    rng = generator(20)
    weights, state, x = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, B, D)
    after, trace = timestep(cell, weights, state, x)
    expected = equations(cell, weights, state, x)
    assert trace._fields == tuple(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(getattr(trace, name), value, rtol=1e-12, err_msg=name)
    np.testing.assert_array_equal(after.hidden, trace.hidden)
    np.testing.assert_array_equal(after.cell, trace.cell if cell is LSTM else np.zeros((B, 0)))


@each_cell
def test_a_module_is_one_timestep_of_its_own_weights(cell: type[Cell]) -> None:
    made = cell(D, H, rngs=nnx.Rngs(3))
    state, x = made.initial_state(B, H), jnp.asarray(generator(1).standard_normal((B, D)), jnp.float32)
    after, trace = jax.jit(made)(state, x)
    expected, _ = timestep(cell, made.weights, state, x)
    np.testing.assert_array_equal(after.hidden, expected.hidden)
    assert isinstance(trace, {LSTM: LSTMTrace, GRU: GRUTrace}.get(cell, RNNTrace))
    assert after.hidden.shape == (B, H)
    assert after.cell.shape == (B, H if cell is LSTM else 0)
    assert not np.any(np.asarray(state.hidden))
    assert not np.any(np.asarray(state.cell))


@each_cell
def test_weights_follow_the_seed(cell: type[Cell]) -> None:
    first, again, other = (cell(D, H, rngs=nnx.Rngs(seed)).weights for seed in (5, 5, 6))
    for a, b in zip(first, again, strict=True):
        assert a.dtype == jnp.float32
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first.W_x, other.W_x)


# Weights alone, readout excluded; H = D = 128 as published for Flax linen's cells.
@pytest.mark.parametrize(("cell", "count"), [(VanillaRNN, 32_896), (ReLURNN, 32_896), (GRU, 98_816), (LSTM, 131_584)])
def test_number_of_parameters(cell: type[Cell], count: int) -> None:
    assert sum(part.size for part in cell(128, 128, rngs=nnx.Rngs(0)).weights) == count


@pytest.mark.parametrize(
    ("name", "start", "cell"),
    [
        ("rnn", "orthogonal", VanillaRNN),
        ("rnn", "irnn", ReLURNN),
        ("lstm", "irnn", LSTM),
        ("gru", "irnn", GRU),
        ("lstm", "chrono", LSTM),
    ],
)
def test_a_cell_is_found_by_its_name(name: str, start: str, cell: type[Cell]) -> None:
    assert cell_class(name, initialisation=start) is cell
    assert cell.name == name
