"""Singular values against NumPy's SVD of finite differences, bounds pointwise, exponents, W_h, and W_h = g·Q."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core import Initialisation, ReLURNN, VanillaRNN, advance, ask, lanes_of, start
from rnn_core.inside import scaled_orthogonal
from rnn_core.inside.clipping import Clipping, limits_of
from rnn_core.inside.jacobian_spectrum import JacobianSpectrum, lyapunov, singular_values
from rnn_core.inside.one_thread import keep_to_one_thread
from rnn_core.inside.recurrent_weights import RecurrentWeights
from rnn_core.inside.scaled_orthogonal import SYMBOLS, predicted, stretched
from rnn_core.network.bptt import jacobians
from rnn_core.network.cell import State, Weights
from rnn_core.network.fixed_window import fixed_window
from rnn_core.network.initialisation import lecun_normal, orthogonal
from rnn_core.settings.table import Change
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import next_state, states
from tests.playing.small_run import SMALL, T, small

CELLS = ("rnn", "lstm", "gru")


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(small()), 3)


def product_by_differences(run: Run, cell: str, lag: int) -> np.ndarray:
    """∂s_T/∂s_{T−lag} of test example 1, from the equations in float64."""
    each = next(each for each in run.lanes if each.id == cell)
    layer: Any = each.state.weights.layers[0]
    weights = [np.asarray(part)[0] for part in layer]
    xs = np.asarray(run.task.test.inputs)[:, 0]
    before = states(cell, [weights], xs)[0][T - lag]

    def last(state: np.ndarray) -> np.ndarray:
        for x in xs[T - lag :]:
            state = next_state(cell, weights, state, x)
        return state

    nudges = 1e-6 * np.eye(len(before))
    return np.array([(last(before + nudge) - last(before - nudge)) / 2e-6 for nudge in nudges]).T


@pytest.mark.parametrize("cell", CELLS)
def test_singular_values_are_those_of_finite_differences(run: Run, cell: str) -> None:
    answer = ask(run, JacobianSpectrum(cell))
    np.testing.assert_array_equal(answer.arrays["lags"], np.arange(T))
    for lag in (0, 1, T - 1):
        expected = np.linalg.svd(product_by_differences(run, cell, lag), compute_uv=False)
        found = 10.0 ** answer.arrays["singular_values"][lag]
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-6 * expected[0])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_the_bounds_hold_at_every_lag(seed: int, gain: float) -> None:
    run = fresh(SMALL.replace(initialisation="scaled", gain=gain, seed=seed, num_seeds=1))
    for cell in CELLS:
        found = ask(run, JacobianSpectrum(cell)).arrays
        values, close = found["singular_values"], 1e-4
        assert np.all(values[:, 0] <= found["upper"] + close)
        assert np.all(values[:, -1] >= found["lower"] - close - 1e-2 * np.abs(found["lower"]))
        if cell == "rnn":
            assert np.all(found["upper"] <= found["weights_alone"] + close)
            np.testing.assert_allclose(found["weights_alone"], np.arange(T) * np.log10(gain), atol=1e-4)


def test_rectified_units_are_bounded_by_their_weights_too() -> None:
    run = fresh(small(initialisation="irnn", num_seeds=1, lanes=lanes_of("rnn")))
    found = ask(run, JacobianSpectrum("rnn"))
    assert found.words["pascanu"]
    assert np.all(found.arrays["singular_values"][:, 0] <= found.arrays["weights_alone"] + 1e-4)


def test_exponents_are_the_rates_of_a_constant_network() -> None:
    """Of J = a·Q all are ln a; of a diagonal J they are the logarithms of its entries; their sum is ln |det J|."""
    Q = orthogonal(np.random.default_rng(0), 6)
    np.testing.assert_allclose(lyapunov(np.stack([0.9 * Q] * 40), 6), np.log(0.9), atol=1e-12)
    diagonal = np.diag([2.0, 1.0, 0.5, 0.25])
    np.testing.assert_allclose(lyapunov(np.stack([diagonal] * 400), 4), np.log(np.diag(diagonal)), atol=2e-2)
    random = np.random.default_rng(1).standard_normal((30, 5, 5))
    sums = np.mean([np.log(abs(np.linalg.det(J))) for J in random])
    assert lyapunov(random, 5).sum() == pytest.approx(sums, rel=1e-9)
    assert np.isneginf(lyapunov(np.zeros((3, 4, 4)), 2)).all()


def test_a_register_loses_every_direction_and_not_before_its_end() -> None:
    window = fixed_window(4, 2)(2, 10, rngs=nnx.Rngs(0))
    shift = np.asarray(window.weights.W_h, np.float64).T
    assert np.isneginf(lyapunov(np.stack([shift] * 12), 10)).all()
    assert np.isfinite(lyapunov(np.stack([shift] * 3), 1)).all()


def test_products_beyond_float64_keep_their_singular_values() -> None:
    steps = np.stack([1e-30 * np.eye(3)] * 30)
    np.testing.assert_allclose(singular_values(steps, np.array([0, 29]))[1], -30 * 29)


@pytest.mark.parametrize("gain", [0.5, 0.9, 1.0, 1.1, 3.0])
def test_without_a_nonlinearity_it_is_g_to_the_power_of_the_lag(gain: float) -> None:
    found, expected = stretched("linear", gain, 50), np.log10(gain) * np.arange(50)
    np.testing.assert_allclose(found.largest, expected, atol=1e-11)
    np.testing.assert_allclose(found.smallest, expected, atol=1e-11)
    np.testing.assert_allclose(predicted(gain, 50), expected, atol=1e-12)


@pytest.mark.parametrize(("kind", "cell"), [("tanh", VanillaRNN), ("relu", ReLURNN)])
@pytest.mark.parametrize("gain", [0.9, 1.5])
def test_what_is_measured_is_what_the_cells_do(x64: None, kind: str, cell: type, gain: float) -> None:
    rng, timesteps, units = np.random.default_rng(3), 12, 6
    W_h, W_x = gain * orthogonal(rng, units), lecun_normal(rng, SYMBOLS, units)
    xs = np.eye(SYMBOLS)[rng.integers(0, SYMBOLS, timesteps)][:, None]
    weights = Weights(jnp.asarray(W_x), jnp.asarray(W_h), jnp.zeros(units))
    start = State(jnp.zeros((1, units)), jnp.zeros((1, 0)))
    steps = np.asarray(jacobians(cell, weights, start, jnp.asarray(xs)))
    expected = singular_values(steps, np.arange(timesteps))
    found = stretched(kind, gain, timesteps, 1.0, units, 3)
    np.testing.assert_allclose(10**found.largest, 10 ** expected[:, 0], rtol=1e-9)
    assert np.all(found.largest <= predicted(gain, timesteps) + 1e-12)


def test_a_silent_tanh_network_is_linear_and_saturation_delays_explosion() -> None:
    np.testing.assert_allclose(stretched("tanh", 1.1, 60, 0.0).largest, predicted(1.1, 60), atol=1e-10)
    assert stretched("tanh", 1.1, 100).largest[-1] < 0 < stretched("tanh", 2.0, 100).largest[-1]
    assert np.isfinite(stretched("relu", 3.0, 200).largest[:3]).all()
    assert np.isneginf(predicted(0.0, 3)[1:]).all()
    assert scaled_orthogonal.UNITS == 32


def test_recurrent_weights_are_measured_block_by_block(run: Run) -> None:
    found = ask(fresh(run.config.replace(initialisation="scaled", gain=0.7)), RecurrentWeights())
    assert found.words["blocks"]["rnn"] == ["W_h"]
    assert found.words["blocks"]["lstm"] == ["input_gate", "forget_gate", "candidate", "output_gate"]
    for cell in CELLS:
        np.testing.assert_allclose(found.arrays[f"{cell}.largest"], 0.7, rtol=1e-5)
        np.testing.assert_allclose(found.arrays[f"{cell}.radius"], 0.7, rtol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_uniform_weights_stretch_by_more_than_1_and_still_fade(seed: int) -> None:
    """σ_max above 1 is needed for an explosion, and not enough: PyTorch's range."""
    start = Initialisation("uniform")
    W_h = start.recurrent(np.random.default_rng(seed), 32, 1)
    assert np.linalg.norm(W_h, ord=2) > 1 > np.abs(np.linalg.eigvals(W_h)).max()


def test_clipping_is_counted_step_by_step() -> None:
    config = small(num_seeds=1, lanes=lanes_of("rnn"), clip_norm=0.0, changes=(Change(4, "clip_norm", 0.05),))
    run = advance(start(config), 8)
    found = ask(run, Clipping())
    np.testing.assert_array_equal(limits_of(run.config, 8), np.float32([0] * 4 + [0.05] * 4))
    before = run.lanes[0].curves.gradient_norm[0]
    after = [norm if limit == 0 else min(norm, limit) for norm, limit in zip(before, [0] * 4 + [0.05] * 4, strict=True)]
    np.testing.assert_allclose(found.arrays["rnn.before"], before)
    np.testing.assert_allclose(found.arrays["rnn.after"], after, rtol=1e-6)
    cut = [norm > 0.05 for norm in before[4:]]
    assert any(cut)
    assert found.words["clipped"]["rnn"] == pytest.approx(sum(cut) / 8)
    nothing = ask(start(config), Clipping())
    assert nothing.words["clipped"] == {"rnn": None}
    assert nothing.arrays["rnn.before"].shape == (0,)


def test_linear_algebra_of_questions_keeps_to_one_thread_where_numpy_brings_openblas() -> None:
    brings = list((Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*"))
    assert keep_to_one_thread() is bool(brings)
