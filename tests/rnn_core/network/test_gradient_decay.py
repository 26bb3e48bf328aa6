"""How fast the gradient fades in networks that have learned nothing, and how a loss at every step hides it."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core.network import bptt, stack
from rnn_core.network.cell import Cell, Weights
from rnn_core.network.gru import GRU
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.lstm import LSTM
from rnn_core.network.stack import NetworkWeights, RecurrentNetwork
from rnn_core.network.unroll import scan_forward
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks import Batch, adding
from rnn_core.training import losses

T, B, H, SYMBOLS = 100, 16, 32, 8
SEEDS = range(6)


@partial(jax.jit, static_argnums=0)
def norms(cell: type[Cell], weights: Weights, xs: jax.Array, v: jax.Array) -> jax.Array:
    """‖∂(v·h_T)/∂h_t‖₂ `[T, B]`."""
    state = cell.initial_state(B, H)
    _, trace = scan_forward(cell, weights, state, xs)
    passed = bptt.backward(cell, weights, state, trace, jnp.zeros((T, B, H)).at[-1].set(v))
    return jnp.linalg.norm(passed.hidden, axis=-1)


def decay(cell: type[Cell], start: Initialisation, input_scale: float = 1.0) -> float:
    """Factor per step from lag 10 to lag 60, on random one-hot inputs: mean over seeds of the batch's median."""
    factors = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        weights = cell(SYMBOLS, H, rngs=nnx.Rngs(seed), initialisation=start).weights
        xs = np.eye(SYMBOLS, dtype=np.float32)[rng.integers(0, SYMBOLS, (T, B))] * np.float32(input_scale)
        v = rng.standard_normal((B, H)).astype(np.float32)
        by_step = np.median(np.asarray(norms(cell, weights, jnp.asarray(xs), jnp.asarray(v))), axis=1)
        factors.append((by_step[T - 61] / by_step[T - 11]) ** (1 / 50))
    return float(np.mean(factors))


# Biases start at 0 here even for `uniform`, where PyTorch draws them too and so decays a little faster (0.58).
@pytest.mark.parametrize(
    ("cell", "start", "expected", "tolerance"),
    [
        (VanillaRNN, Initialisation(), 0.80, 0.03),
        (VanillaRNN, Initialisation("uniform"), 0.60, 0.06),
        (VanillaRNN, Initialisation("glorot"), 0.831, 0.029),
        (GRU, Initialisation(), 0.72, 0.02),
        (GRU, Initialisation("uniform"), 0.63, 0.03),
        (GRU, Initialisation(update_bias=1.0), 0.847, 0.02),
        (GRU, Initialisation("chrono", chrono_steps=100), 0.985, 0.01),
        (LSTM, Initialisation(forget_bias=0.0), 0.71, 0.03),
        (LSTM, Initialisation(forget_bias=1.0), 0.91, 0.02),
        (LSTM, Initialisation(forget_bias=3.0), 0.994, 0.015),
        (LSTM, Initialisation("uniform", forget_bias=0.0), 0.63, 0.03),
        (LSTM, Initialisation("uniform", forget_bias=1.0), 0.85, 0.02),
        (LSTM, Initialisation("chrono", chrono_steps=100), 0.976, 0.01),
    ],
)
def test_decay_of_an_untrained_network(
    cell: type[Cell], start: Initialisation, expected: float, tolerance: float
) -> None:
    assert decay(cell, start) == pytest.approx(expected, abs=tolerance)


def test_with_no_forget_bias_the_vanilla_network_fades_least() -> None:
    """Why the forget bias is a visible setting: at 0 the untrained LSTM looks worse than what it was made to beat."""
    no_bias, one = (decay(LSTM, Initialisation(forget_bias=bias)) for bias in (0.0, 1.0))
    assert no_bias < decay(VanillaRNN, Initialisation()) < one
    assert decay(GRU, Initialisation()) < decay(VanillaRNN, Initialisation())


def test_saturation_is_what_fades_an_orthogonal_network() -> None:
    assert decay(VanillaRNN, Initialisation(), input_scale=0.0) == pytest.approx(1, abs=1e-4)
    assert decay(VanillaRNN, Initialisation(), input_scale=0.1) == pytest.approx(0.97, abs=0.02)


@partial(jax.jit, static_argnums=3)
def hidden_gradient(weights: NetworkWeights, batch: Batch, where: jax.Array | int, length: int) -> jax.Array:
    """Median over the batch of ‖∂L/∂h_t‖₂ `[T]`."""
    states = stack.zero_states(VanillaRNN, 1, B, 16)
    passed = stack.forward(VanillaRNN, weights, states, batch.inputs)
    shares = losses.timestep_weights(batch.mask, where, length)
    loss = partial(losses.mean_loss, "squared_error", batch=batch, weights=shares)
    found = stack.gradients(VanillaRNN, weights, states, batch.inputs, passed, loss)
    return jnp.median(jnp.linalg.norm(found.layers[0].hidden, axis=-1), axis=1)


@pytest.mark.parametrize("seed", range(4))
def test_a_loss_at_every_step_hides_the_vanishing_gradient(seed: int) -> None:
    """The same weights, the same batch: the loss at the last step alone fades, the mean over all steps looks flat."""
    length, start = 60, Initialisation("uniform")
    weights = RecurrentNetwork(VanillaRNN, 2, 16, 1, rngs=nnx.Rngs(seed), initialisation=start).weights
    batch = adding.build(length).sample((), jax.random.key(seed), jnp.int32(0), B)
    last, every = (np.asarray(hidden_gradient(weights, batch, where, length)) for where in (losses.LAST, losses.EVERY))
    lags = np.array([10, 20, 40, 59])
    faded, refilled = last[length - 1 - lags] / last[-1], every[length - 1 - lags] / every[-1]
    assert np.all(faded < [5e-2, 5e-3, 1e-4, 1e-6]), faded
    assert np.all(refilled > 0.5), refilled
    assert np.all(refilled < 3), refilled
