"""What the drawn weights and biases are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flax import nnx

from rnn_core.network.cell import Cell
from rnn_core.network.gru import GRU
from rnn_core.network.initialisation import Initialisation, lecun_normal, orthogonal
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.vanilla_rnn import VanillaRNN
from tests.playing.random_network import each_cell, generator

D, H = 7, 48
GATED = pytest.mark.parametrize("cell", [LSTM, GRU], ids=lambda cell: cell.__name__)


def drawn(cell: type[Cell], start: Initialisation, seed: int = 0) -> Any:
    return cell(D, H, rngs=nnx.Rngs(seed), initialisation=start).weights


def gates(cell: type[Cell], weights: Any) -> list[np.ndarray]:
    return np.split(np.asarray(weights.W_h, np.float64), cell.num_gates, axis=1)


@pytest.mark.parametrize(("name", "gain"), [("orthogonal", 1.0), ("chrono", 1.0), ("scaled", 1.0), ("scaled", 2.5)])
@pytest.mark.parametrize("cell", [VanillaRNN, LSTM, GRU], ids=lambda cell: cell.__name__)
def test_every_gates_matrix_is_orthogonal_on_its_own(cell: type[Cell], name: str, gain: float) -> None:
    blocks = gates(cell, drawn(cell, Initialisation(name, gain=gain)))
    for block in blocks:
        np.testing.assert_allclose(np.linalg.svd(block, compute_uv=False), gain, rtol=1e-5)
    assert len({block.tobytes() for block in blocks}) == cell.num_gates


def test_gain_is_for_the_scaled_start_alone() -> None:
    (block,) = gates(VanillaRNN, drawn(VanillaRNN, Initialisation("orthogonal", gain=2.0)))
    np.testing.assert_allclose(block @ block.T, np.eye(H), atol=1e-5)


@pytest.mark.parametrize("cell", [VanillaRNN, LSTM, GRU], ids=lambda cell: cell.__name__)
def test_uniform_fills_its_range(cell: type[Cell]) -> None:
    weights, bound = drawn(cell, Initialisation("uniform")), H**-0.5
    for part in (weights.W_h, weights.W_x):
        values = np.asarray(part)
        assert np.abs(values).max() <= bound
        assert np.abs(values).max() > 0.95 * bound
        assert values.std() == pytest.approx(bound / 3**0.5, rel=0.06)


@pytest.mark.parametrize("cell", [VanillaRNN, LSTM, GRU], ids=lambda cell: cell.__name__)
def test_glorot_ranges_over_each_gates_own_size(cell: type[Cell]) -> None:
    bound = (6 / (H + H)) ** 0.5
    for block in gates(cell, drawn(cell, Initialisation("glorot"))):
        assert np.abs(block).max() <= bound
        assert np.abs(block).max() > 0.97 * bound
        assert block.std() == pytest.approx(bound / 3**0.5, rel=0.05)


def test_identity_start_is_le_jaitly_and_hintons() -> None:
    weights = drawn(ReLURNN, Initialisation("irnn"))
    np.testing.assert_array_equal(weights.W_h, np.eye(H))
    assert np.asarray(weights.W_x).std() == pytest.approx(1e-3, rel=0.15)
    assert not np.any(np.asarray(weights.b))


@each_cell
def test_input_weights_keep_the_inputs_variance(cell: type[Cell]) -> None:
    if cell is not ReLURNN:
        assert np.asarray(drawn(cell, Initialisation()).W_x).std() == pytest.approx(D**-0.5, rel=0.15)
    assert lecun_normal(generator(0), 25, 400).std() == pytest.approx(0.2, rel=0.02)


def test_gate_biases_start_where_they_are_set() -> None:
    lstm = np.asarray(drawn(LSTM, Initialisation(forget_bias=1.5)).b).reshape(4, H)
    np.testing.assert_array_equal(lstm, np.repeat([[0.0], [1.5], [0], [0]], H, axis=1))
    gru = drawn(GRU, Initialisation(update_bias=-0.5))
    np.testing.assert_array_equal(np.asarray(gru.b).reshape(3, H), np.repeat([[0.0], [-0.5], [0]], H, axis=1))
    assert gru.b_hn.shape == (H,)
    assert not np.any(np.asarray(gru.b_hn))
    assert np.all(np.asarray(drawn(LSTM, Initialisation()).b)[H : 2 * H] == 1), (
        "the forget bias is 1 unless one says so"
    )


@GATED
def test_chrono_keeps_for_one_to_t_max_steps(cell: type[Cell]) -> None:
    """The gate that keeps the old state has the bias log U(1, T_max − 1): mean life about e^b + 1 steps."""
    T_max, all_lives = 80, []
    for seed in range(12):
        b = np.asarray(drawn(cell, Initialisation("chrono", chrono_steps=T_max), seed).b, np.float64)
        first, keep, *rest = np.split(b, cell.num_gates)
        all_lives.append(np.exp(keep))
        # The LSTM's input gate is the forget gate's opposite; the GRU's z multiplies the old state, so its sign stays.
        np.testing.assert_array_equal(first, -keep if cell is LSTM else np.zeros(H))
        assert not any(np.any(part) for part in rest)
    lives = np.concatenate(all_lives)
    assert lives.min() >= 1 - 1e-5
    assert lives.max() <= T_max - 1 + 1e-3
    assert lives.mean() == pytest.approx(T_max / 2, rel=0.1)
    assert lives.std() == pytest.approx((T_max - 2) / 12**0.5, rel=0.1)


def test_orthogonal_matrices_are_spread_evenly() -> None:
    """Haar measure: every entry has mean 0 and variance 1/N, which fixed signs in QR would spoil on the diagonal."""
    matrices = np.stack([orthogonal(generator(seed), 4) for seed in range(2000)])
    np.testing.assert_allclose(matrices.mean(axis=0), 0, atol=5 * 0.5 / 2000**0.5)
    np.testing.assert_allclose(matrices.var(axis=0), 0.25, rtol=0.12)
    assert {round(float(np.linalg.det(matrix))) for matrix in matrices[:50]} == {-1, 1}
