"""The whole backward pass against one written in NumPy for the tests alone."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network.cell import Cell, State
from rnn_core.network.coupled_lstm import CoupledLSTM
from rnn_core.network.fixed_window import FixedWindow
from rnn_core.network.gru import GRU
from rnn_core.network.gru_reset_before import GRUResetBefore
from rnn_core.network.lstm_without_input_activation import LSTMWithoutInputActivation
from rnn_core.network.lstm_without_output_activation import LSTMWithoutOutputActivation
from rnn_core.network.peephole_lstm import PeepholeLSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.stack import NetworkWeights
from rnn_core.training import losses
from tests.playing.both_passes import both_passes, timestep_weights
from tests.playing.central_differences import assert_equal_gradients
from tests.playing.numpy_bptt import Gate, Gated, Layer, LongShortTerm, Simple
from tests.playing.random_network import B, T, V, draw_batch, draw_network, draw_states, every_cell, generator

pytestmark = [pytest.mark.oracle, pytest.mark.usefixtures("x64")]


READ_BY_N = np.array([[0, 0, 1], [0, 0, 1], [0, 0, 0]])
LETTERS = {"input_gate": "i", "forget_gate": "f", "output_gate": "o", None: "g"}


def oracle(cell: type[Cell], weights: Any) -> Layer:
    """The NumPy layer with our weights, a gate each."""
    W, U, b = np.asarray(weights.W_x).T, np.asarray(weights.W_h).T, np.asarray(weights.b)
    gates = [Gate(*parts) for parts in zip(*(np.split(part, cell.num_gates) for part in (W, U, b)), strict=True)]
    if cell.name == "lstm":
        linear = {LSTMWithoutInputActivation: "g", LSTMWithoutOutputActivation: "h"}.get(cell, "")
        peepholes = dict(zip("ifo", np.split(np.asarray(weights.p), 3), strict=True)) if cell is PeepholeLSTM else {}
        by_letter = dict(zip((LETTERS[gate] for gate in cell.gates), gates, strict=True))
        return LongShortTerm(by_letter, cell is CoupledLSTM, linear, peepholes)
    if cell.name == "gru":
        *r, z, n = gates
        n_input = Gate(n.W, np.zeros_like(n.U), n.b)
        b_hn = np.asarray(weights.b_hn) if cell is GRU else np.zeros_like(n.b)
        n_recurrent = Gate(np.zeros_like(n.W), n.U, b_hn)
        return Gated(r[0] if r else None, z, n_input, n_recurrent, cell is GRUResetBefore)
    if cell is FixedWindow:
        # The window of k = 2: what its register of 2 units held is read once, by the unit behind it.
        (gate,) = gates
        gate.U = gate.U * READ_BY_N.T
        return Simple(gate, relu=False, linear=2)
    return Simple(*gates, relu=cell is ReLURNN)


def collected(cell: type[Cell], layer: Layer) -> Any:
    """What the NumPy layer has collected, side by side as ours."""
    further: dict[str, np.ndarray] = {}
    if isinstance(layer, Gated):
        n = Gate(layer.n_input.W, layer.n_recurrent.U, layer.n_input.b)
        n.dW, n.dU, n.db = layer.n_input.dW, layer.n_recurrent.dU, layer.n_input.db
        gates = [gate for gate in (layer.r, layer.z, n) if gate is not None]
        further = {"b_hn": layer.n_recurrent.db} if cell is GRU else {}
    elif isinstance(layer, LongShortTerm):
        gates = list(layer.gates.values())
        further = {"p": np.concatenate([layer.dp[letter] for letter in "ifo"])} if cell is PeepholeLSTM else {}
    else:
        gates = [layer.gate]
    if cell is FixedWindow:
        gates[0].dU = gates[0].dU * READ_BY_N.T
    dW, dU, db = (jnp.asarray(np.concatenate([getattr(gate, name) for gate in gates]).T) for name in ("dW", "dU", "db"))
    return cell.weights_type(dW, dU, db, **{name: jnp.asarray(part) for name, part in further.items()})


@every_cell
def test_forward_and_backward_equal_the_numpy_oracle(cell: type[Cell]) -> None:
    rng, num_layers = generator(3), 2
    weights, states = draw_network(cell, rng, num_layers), draw_states(cell, rng, num_layers)
    batch = draw_batch(rng)
    _, found = both_passes(cell, weights, states, batch, timestep_weights(batch.mask, losses.EVERY, 0))

    inputs, targets = np.asarray(batch.inputs), np.asarray(batch.targets)
    layers = [oracle(cell, layer) for layer in weights.layers]
    W_o, b_o = np.asarray(weights.W_o).T, np.asarray(weights.b_o)
    dW_o, db_o, total = np.zeros_like(W_o), np.zeros_like(b_o), 0.0
    by_example = []
    for example in range(B):
        below = list(inputs[:, example])
        for layer, state in zip(layers, states, strict=True):
            below = layer.forward(np.asarray(state.hidden)[example], np.asarray(state.cell)[example], below)
        into_h = []
        for h, target in zip(below, targets[:, example], strict=True):
            miss = W_o @ h + b_o - target
            total += miss @ miss / (V * T * B)
            dy = 2 * miss / (V * T * B)
            dW_o += np.outer(dy, h)
            db_o += dy
            into_h.append(W_o.T @ dy)
        back = []
        for layer in reversed(layers):
            back.insert(0, layer.backward(into_h))
            into_h = back[0].x
        by_example.append(back)

    assert float(found.loss) == pytest.approx(total, rel=1e-12)
    expected = NetworkWeights(tuple(collected(cell, layer) for layer in layers), dW_o.T, db_o)
    assert_equal_gradients(found.weights, expected, relative=1e-9, absolute=1e-13)
    for number, ours in enumerate(found.layers):
        theirs = [back[number] for back in by_example]
        stacked = State(*(np.stack([np.array(getattr(each, name)) for each in theirs], axis=1) for name in "hc"))
        cell_gradient = stacked.cell if cell.has_cell_state else np.zeros((T, B, 0))
        assert_equal_gradients((ours.hidden, ours.cell), (stacked.hidden, cell_gradient), 1e-9, 1e-13)
        starts = State(*(np.stack([getattr(each, f"{name}_start") for each in theirs]) for name in "hc"))
        assert_equal_gradients(ours.initial, starts, relative=1e-9, absolute=1e-13)
