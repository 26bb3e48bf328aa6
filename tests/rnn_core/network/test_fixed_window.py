"""A fixed window: the last k inputs and nothing before, forward, backward and in training."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core import RunConfig, advance, start
from rnn_core.network import bptt
from rnn_core.network.fixed_window import FixedWindow, fixed_window
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.unroll import scan_forward
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.link import from_link, to_link
from rnn_core.settings.setting import SettingError
from rnn_core.training.run import Run, fresh
from rnn_core.training.solving import solved_at
from tests.playing.random_network import generator

K, D, UNITS, T = 4, 2, 3, 8
WINDOW = fixed_window(K, D)
H = UNITS + WINDOW.further_units()
scan = jax.jit(scan_forward, static_argnums=0)
back = jax.jit(bptt.backward, static_argnums=0)


def drawn(seed: int = 0) -> FixedWindow:
    return WINDOW(D, H, rngs=nnx.Rngs(seed), initialisation=Initialisation())


def test_the_state_is_the_last_inputs_and_a_layer_that_sees_k_of_them() -> None:
    weights = drawn().weights
    W_x, W_h, b = (np.asarray(part, np.float64) for part in weights)
    b = b + np.arange(H) * np.r_[np.zeros(H - UNITS), np.ones(UNITS)] / 10
    xs = generator(70).standard_normal((T, 1, D))
    _, trace = scan(WINDOW, weights._replace(b=jnp.float32(b)), WINDOW.initial_state(1, H), jnp.float32(xs))
    for t in range(T):
        seen = [xs[t - j, 0] if t >= j else np.zeros(D) for j in range(K)]
        register = np.concatenate(seen[: K - 1])
        taps = [W_x[:, H - UNITS :], *np.split(W_h[: H - UNITS, H - UNITS :], K - 1)]
        n = np.tanh(sum(x @ W for x, W in zip(seen, taps, strict=True)) + b[H - UNITS :])
        np.testing.assert_allclose(trace.hidden[t, 0], np.concatenate([register, n]), atol=1e-6)
        np.testing.assert_allclose(trace.slope[t, 0], np.concatenate([np.ones(H - UNITS), 1 - n * n]), atol=1e-6)


def test_the_gradient_is_exactly_zero_beyond_the_window() -> None:
    weights = drawn().weights
    zero = WINDOW.initial_state(1, H)
    _, trace = scan(WINDOW, weights, zero, jnp.float32(generator(71).standard_normal((T, 1, D))))
    error = np.zeros((T, 1, H), np.float32)
    error[-1] = 1
    passed = back(WINDOW, weights, zero, trace, jnp.asarray(error))
    lengths = np.linalg.norm(passed.hidden[:, 0], axis=-1)
    assert np.all(lengths[T - K :] > 0)
    np.testing.assert_array_equal(lengths[: T - K], 0)
    np.testing.assert_array_equal(np.linalg.matrix_power(np.asarray(weights.W_h), K), 0)
    assert np.any(np.linalg.matrix_power(np.asarray(weights.W_h), K - 1))


def trained(timesteps: int, window: int, steps: int, **settings: object) -> Run:
    lanes = (LaneConfig("rnn", "window", window),)
    run = start(RunConfig(sequence_length=timesteps, lanes=lanes, num_seeds=3, batch_size=32, **settings))
    return advance(run, steps)


def test_training_moves_neither_the_register_nor_what_is_not_there() -> None:
    run = trained(6, 3, 0, optimizer="adamw")
    before, after = run.lanes[0], advance(run, 3).lanes[0]
    masks = before.spec.cell.trained(before.spec.hidden_size)
    (old,), (new,) = before.state.weights.layers, after.state.weights.layers
    for name, mask in masks._asdict().items():
        was, now = (np.asarray(getattr(weights, name)) for weights in (old, new))
        np.testing.assert_array_equal(was[:, ~mask], now[:, ~mask], err_msg=name)
        assert np.all(was[:, mask] != now[:, mask]), name
    # 16 units that see 3 inputs of 2 numbers, and a readout of these units and of the register's 4.
    assert before.num_parameters == 16 * (3 * 2 + 1) + (16 + 4) + 1


@pytest.mark.slow
def test_what_lies_within_the_window_is_learned_and_what_lies_further_back_is_not() -> None:
    near = trained(5, 5, 1200)
    assert None not in solved_at(near.task, near.lanes[0].curves, -1)
    far = trained(20, 5, 600)
    # The first number is never seen: knowing the other one alone would be better than this.
    lowest = far.lanes[0].curves.task_loss.min(axis=1)
    assert np.all(lowest > far.task.baselines[1].value)


def test_a_window_stands_in_a_link_with_its_size_and_says_it() -> None:
    config, notices = from_link({"cells": "rnn,rnn~variant:window~k:7"})
    assert notices == ()
    assert config.lanes == (LaneConfig("rnn"), LaneConfig("rnn", "window", 7))
    assert from_link(to_link(config)) == (config, ())
    assert [name.name for name in lane_names(config.full_lanes)] == [
        "Vanilla RNN",
        "Vanilla RNN, sees the last 7 inputs",
    ]
    _, (notice,) = from_link({"cells": "rnn~variant:window~k:99"})
    assert "Use" in notice


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"num_layers": 2}, "Use 1 layer"),
        ({"task": "dates"}, "Use other lanes for a translation"),
        ({"task": "shakespeare", "lanes": (LaneConfig("rnn", "window", 64),)}, "Use at most"),
    ],
)
def test_where_there_can_be_no_window_a_sentence_says_so(settings: dict[str, object], words: str) -> None:
    lanes = (LaneConfig("rnn", "window"),)
    with pytest.raises(SettingError, match=words):
        fresh(RunConfig(**{"lanes": lanes, **settings}))
