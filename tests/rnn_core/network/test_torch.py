"""torch.nn.{RNN, LSTM, GRU} with our weights, in float64: the same outputs and gradients, through two layers."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import stack
from rnn_core.network.cell import Cell
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.training import losses
from tests.playing.both_passes import both_passes, timestep_weights
from tests.playing.central_differences import assert_equal_gradients
from tests.playing.random_network import (
    D,
    H,
    draw_batch,
    draw_network,
    draw_states,
    each_cell,
    each_depth,
    generator,
)

torch = pytest.importorskip("torch", reason="torch is not installed: pip install torch to compare with it")

pytestmark = [pytest.mark.oracle, pytest.mark.usefixtures("x64")]


def as_torch(array: Any, *, gradient: bool = False) -> Any:
    return torch.tensor(np.array(array), requires_grad=gradient)


def torch_network(cell: type[Cell], layers: tuple[Any, ...]) -> Any:
    """torch's module with our weights: transposed, and b split over its two biases (they are added)."""
    if cell is LSTM:
        module = torch.nn.LSTM(D, H, len(layers), dtype=torch.float64)
    elif cell is GRU:
        module = torch.nn.GRU(D, H, len(layers), dtype=torch.float64)
    else:
        kind = "relu" if cell is ReLURNN else "tanh"
        module = torch.nn.RNN(D, H, len(layers), nonlinearity=kind, dtype=torch.float64)
    for number, layer in enumerate(layers):
        recurrent_bias = 0.3 * np.asarray(layer.b)
        if cell is GRU:
            recurrent_bias[2 * H :] = layer.b_hn
        input_bias = np.asarray(layer.b) - recurrent_bias
        if cell is GRU:
            input_bias[2 * H :] = layer.b[2 * H :]
        values = {"weight_ih": layer.W_x.T, "weight_hh": layer.W_h.T, "bias_ih": input_bias, "bias_hh": recurrent_bias}
        for name, value in values.items():
            getattr(module, f"{name}_l{number}").data = as_torch(value)
    return module


def torch_gradients(module: Any, cell: type[Cell], number: int) -> Any:
    """A layer's gradients in our layout."""
    W_x, W_h, b, b_hh = (
        getattr(module, f"{name}_l{number}").grad.numpy() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    further = {"b_hn": jnp.asarray(b_hh[2 * H :])} if cell is GRU else {}
    return cell.weights_type(jnp.asarray(W_x.T), jnp.asarray(W_h.T), jnp.asarray(b), **further)


@each_depth
@each_cell
def test_outputs_and_gradients_equal_torchs(cell: type[Cell], num_layers: int) -> None:
    rng = generator(13)
    weights, states = draw_network(cell, rng, num_layers), draw_states(cell, rng, num_layers)
    batch = draw_batch(rng)
    passed, found = both_passes(cell, weights, states, batch, timestep_weights(batch.mask, losses.EVERY, 0))

    module = torch_network(cell, weights.layers)
    hidden, cells = (
        as_torch(np.stack([getattr(s, name) for s in states]), gradient=True) for name in ("hidden", "cell")
    )
    xs = as_torch(batch.inputs, gradient=True)
    W_o, b_o = as_torch(weights.W_o, gradient=True), as_torch(weights.b_o, gradient=True)
    top, last = module(xs, (hidden, cells) if cell is LSTM else hidden)
    top.retain_grad()
    outputs = top @ W_o + b_o
    error = ((outputs - as_torch(batch.targets)) ** 2).mean()
    error.backward()

    np.testing.assert_allclose(passed.outputs, outputs.detach().numpy(), rtol=1e-10)
    last_hidden = (last[0] if cell is LSTM else last).detach().numpy()
    np.testing.assert_allclose(np.stack([s.hidden for s in passed.last]), last_hidden, rtol=1e-10)
    if cell is LSTM:
        np.testing.assert_allclose(np.stack([s.cell for s in passed.last]), last[1].detach().numpy(), rtol=1e-10)
    assert float(found.loss) == pytest.approx(float(error.detach()), rel=1e-12)
    expected = stack.NetworkWeights(
        tuple(torch_gradients(module, cell, number) for number in range(num_layers)), W_o.grad.numpy(), b_o.grad.numpy()
    )
    assert_equal_gradients(found.weights, expected, relative=1e-9, absolute=1e-13)
    initial = np.stack([layer.initial.hidden for layer in found.layers])
    np.testing.assert_allclose(initial, hidden.grad.numpy(), rtol=1e-9, atol=1e-13)
    if cell is LSTM:
        initial_cell = np.stack([layer.initial.cell for layer in found.layers])
        np.testing.assert_allclose(initial_cell, cells.grad.numpy(), rtol=1e-9, atol=1e-13)
    into_inputs = np.asarray(found.layers[0].delta) @ np.asarray(weights.layers[0].W_x).T
    np.testing.assert_allclose(into_inputs, xs.grad.numpy(), rtol=1e-9, atol=1e-13)
