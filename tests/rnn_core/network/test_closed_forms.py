"""Recurrences that can be solved on paper."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import bptt
from rnn_core.network.cell import Cell, State, Weights
from rnn_core.network.gru import GRU
from rnn_core.network.initialisation import orthogonal
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.unroll import scan_forward
from rnn_core.network.vanilla_rnn import VanillaRNN
from tests.playing.random_network import draw, generator
from tests.playing.vanishing_bound import vanishing_bound

pytestmark = pytest.mark.usefixtures("x64")

H = 6


def weights(*W_h: np.ndarray, b: np.ndarray | None = None, num_inputs: int = 1, cell: type[Cell] = VanillaRNN) -> Any:
    """A cell that ignores its input, its gates' recurrent matrices given."""
    joined = np.concatenate(W_h, axis=1)
    bias = np.zeros(joined.shape[1]) if b is None else b
    further = {name: np.zeros(H * len(blocks)) for name, blocks in cell.further_weights.items()}
    parts = {"W_x": np.zeros((num_inputs, joined.shape[1])), "W_h": joined, "b": bias, **further}
    return cell.weights_type(**{name: jnp.asarray(part) for name, part in parts.items()})


@partial(jax.jit, static_argnums=0)
def last_by_every_state(cell: type[Cell], at: Weights, state: State, xs: jax.Array) -> tuple[jax.Array, jax.Array]:
    """∂h_T/∂h_t `[T, H, H]` and ∂h_T/∂c_t, one backward pass a row."""
    size = at.W_h.shape[0]
    _, trace = scan_forward(cell, at, state, xs)

    def row(v: jax.Array) -> tuple[jax.Array, jax.Array]:
        into_last = jnp.zeros((len(xs), 1, size)).at[-1, 0].set(v)
        found = bptt.backward(cell, at, state, trace, into_last)
        return found.hidden[:, 0], found.cell[:, 0]

    return jax.vmap(row, out_axes=1)(jnp.eye(size))


jacobians = jax.jit(bptt.jacobians, static_argnums=0)


def test_linear_recurrence_decays_by_its_scale_at_every_step() -> None:
    """1. h' = a h Q: every singular value of ∂h_T/∂h_t is a^(T−t). ReLU is linear where nothing is negative."""
    a, T = 0.9, 51
    order = generator(0).permutation(H)
    at = weights(a * np.eye(H)[order])
    start = State(generator(1).uniform(1, 2, (1, H)), np.zeros((1, 0)))
    found, _ = last_by_every_state(ReLURNN, at, start, np.zeros((T, 1, 1)))
    singular = np.linalg.svd(found, compute_uv=False)
    expected = a ** np.arange(T - 1.0, -1, -1)
    np.testing.assert_allclose(singular, np.repeat(expected[:, None], H, 1), rtol=1e-12)
    assert singular[0, 0] == pytest.approx(0.0051538, rel=1e-4)


def test_linear_recurrence_with_any_orthogonal_matrix() -> None:
    """1. again, by the tanh cell so close to 0 that it is linear to rounding."""
    a, T = 0.9, 51
    at = weights(a * orthogonal(generator(2), H))
    start = State(draw(generator(3), 1, H, scale=1e-9), np.zeros((1, 0)))
    found, _ = last_by_every_state(VanillaRNN, at, start, np.zeros((T, 1, 1)))
    expected = a ** np.arange(T - 1.0, -1, -1)
    np.testing.assert_allclose(np.linalg.svd(found, compute_uv=False), np.repeat(expected[:, None], H, 1), rtol=1e-10)


def test_orthogonal_tanh_network_at_rest_keeps_every_gradients_norm() -> None:
    """2. At h = x = b = 0 the Jacobian is W_hᵀ, so ‖∂h_T/∂h_t‖₂ = 1 exactly."""
    Q, T = orthogonal(generator(4), H), 20
    zero = VanillaRNN.initial_state(1, H, jnp.float64)
    at = weights(Q)
    steps = jacobians(VanillaRNN, at, zero, np.zeros((T, 1, 1)))
    np.testing.assert_array_equal(steps, np.broadcast_to(Q.T, (T, H, H)))
    found, _ = last_by_every_state(VanillaRNN, at, zero, np.zeros((T, 1, 1)))
    np.testing.assert_allclose(np.linalg.svd(found, compute_uv=False), 1, rtol=1e-12)
    bound = vanishing_bound(np.asarray(at.W_h), np.zeros((T, H)))
    np.testing.assert_allclose(bound, 1, rtol=1e-12)


def test_gated_recurrent_unit_at_rest() -> None:
    """3. J = ½ I + ¼ Qᵀ, so its singular values lie in [¼, ¾]."""
    matrices = [orthogonal(generator(seed), H) for seed in (5, 6, 7)]
    at = weights(*matrices, cell=GRU)
    zero = GRU.initial_state(1, H, jnp.float64)
    (step,) = np.asarray(jacobians(GRU, at, zero, np.zeros((1, 1, 1))))
    np.testing.assert_allclose(step, 0.5 * np.eye(H) + 0.25 * matrices[2].T, rtol=0, atol=1e-15)
    singular = np.linalg.svd(step, compute_uv=False)
    assert singular.max() <= 0.75 + 1e-12
    assert singular.min() >= 0.25 - 1e-12
    found, _ = last_by_every_state(GRU, at, zero, np.zeros((4, 1, 1)))
    np.testing.assert_allclose(np.asarray(found)[0], np.linalg.matrix_power(step, 3), atol=1e-15)


@pytest.mark.parametrize(("beta", "largest"), [(0.0, 0.75), (1.0, 0.9811)])
def test_long_short_term_memory_at_rest(beta: float, largest: float) -> None:
    """4. With forget bias β the cell state moves by J = σ(β) I + ¼ Qᵀ: more than the gate keeps."""
    matrices = [orthogonal(generator(seed), H) for seed in (8, 9, 10, 11)]
    # With an eigenvalue 1, so that the largest value is reached.
    matrices[2] = np.diag([1.0, 1, 1, -1, -1, 1])
    bias = np.repeat([0.0, beta, 0, 0], H)
    at = weights(*matrices, b=bias)
    zero = LSTM.initial_state(1, H, jnp.float64)
    (step,) = np.asarray(jacobians(LSTM, at, zero, np.zeros((1, 1, 1))))
    h_by_h, h_by_c, c_by_h, c_by_c = step[:H, :H], step[:H, H:], step[H:, :H], step[H:, H:]
    keep = 1 / (1 + np.exp(-beta))
    np.testing.assert_allclose(c_by_c, keep * np.eye(H), atol=1e-15)
    np.testing.assert_allclose(c_by_h, 0.5 * matrices[2].T, atol=1e-15)
    np.testing.assert_allclose(h_by_c, 0.5 * keep * np.eye(H), atol=1e-15)
    np.testing.assert_allclose(h_by_h, 0.25 * matrices[2].T, atol=1e-15)
    # h = ½ c at rest, so c alone moves by this:
    through_both = c_by_c + 0.5 * c_by_h
    assert np.linalg.norm(through_both, ord=2) == pytest.approx(largest, abs=5e-5)
    # And the product that the backward pass forms agrees: ∂h_T/∂c_t = ½ J^(T−t).
    _, found = last_by_every_state(LSTM, at, zero, np.zeros((5, 1, 1)))
    np.testing.assert_allclose(np.asarray(found)[0], 0.5 * np.linalg.matrix_power(through_both, 4), atol=1e-14)


def test_constant_error_carousel() -> None:
    """5. Gates held open to the past and shut to the present: ∂c_T/∂c_t = I, exactly in float32."""
    T = 50
    with jax.enable_x64(False):
        bias = np.repeat([-20.0, 20.0, 0.0, 0.0], H)
        W_h = np.concatenate([orthogonal(generator(seed), H) for seed in range(4)], axis=1)
        at = Weights(*(jnp.asarray(part, jnp.float32) for part in (np.zeros((1, 4 * H)), W_h, bias)))
        xs, zeros = (np.zeros((T, 1, size), np.float32) for size in (1, H))
        start = State(zeros[0], jnp.asarray(generator(12).standard_normal((1, H)), jnp.float32))
        steps = np.asarray(jacobians(LSTM, at, start, xs))
        assert steps.dtype == np.float32
        np.testing.assert_array_equal(steps[:, H:, H:], np.broadcast_to(np.eye(H, dtype=np.float32), (T, H, H)))

        @jax.jit
        def from_the_last_cell_state(into_c: jax.Array) -> bptt.BackwardPass:
            _, trace = scan_forward(LSTM, at, State(*map(jnp.asarray, start)), jnp.asarray(xs))
            return bptt.backward(LSTM, at, start, trace, jnp.asarray(zeros), into_c)

        into_c = zeros.copy()
        into_c[-1] = 1
        found = from_the_last_cell_state(into_c)
        # What is left of the way through the input gate: i = σ(−20) ≈ 2e-9.
        np.testing.assert_allclose(found.cell, 1, atol=1e-6)
        np.testing.assert_allclose(found.initial.cell, 1, atol=1e-6)


def test_identity_network_of_rectified_units_passes_everything() -> None:
    """6. W_h = I, b = 0 and positive drive: ∂h_T/∂h_t = I."""
    T = 30
    at = weights(np.eye(H))._replace(W_x=np.full((1, H), 0.1))
    found, _ = last_by_every_state(ReLURNN, at, ReLURNN.initial_state(1, H, jnp.float64), np.ones((T, 1, 1)))
    np.testing.assert_array_equal(found, np.broadcast_to(np.eye(H), (T, H, H)))


def test_one_tanh_unit_by_hand() -> None:
    """7. h' = tanh(w h): ∂h_T/∂h_t is the product of w (1 − h²)."""
    w, T, h = 1.3, 12, 0.7
    values = []
    for _ in range(T):
        h = np.tanh(w * h)
        values.append(h)
    slopes = w * (1 - np.square(values))
    expected = [np.prod(slopes[t + 1 :]) for t in range(T)]
    at = weights(np.array([[w]]))
    start = State(np.full((1, 1), 0.7), np.zeros((1, 0)))
    found, _ = last_by_every_state(VanillaRNN, at, start, np.zeros((T, 1, 1)))
    np.testing.assert_allclose(np.asarray(found)[:, 0, 0], expected, rtol=1e-12)
    bound = vanishing_bound(np.asarray(at.W_h), np.array(values)[:, None])
    np.testing.assert_allclose(bound, expected, rtol=1e-12, err_msg="one unit reaches its bound")
