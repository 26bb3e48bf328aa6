"""Gradients that vanish below 1e-19 or explode beyond 1e19, whose squares float32 cannot hold."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.frames.observation import observe
from rnn_core.network.stack import Gradients, NetworkWeights, zero_states
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks import Batch
from rnn_core.training import losses, records, step
from rnn_core.training.records import LaneSpec
from rnn_core.training.run import Run, advance, start

EXPLODING: dict[str, Any] = {"initialisation": "scaled", "gain": 3.0, "sequence_length": 200, "learning_rate": 1e-3}


def run_of(steps: int, **settings: Any) -> Run:
    one: dict[str, Any] = {"lanes": lanes_of("rnn"), "task": "temporal_order", "num_seeds": 1, "hidden_size": 32}
    return advance(start(RunConfig(**(one | settings))), steps)


@partial(jax.jit, static_argnums=0)
def first_batch(spec: LaneSpec, keys: jax.Array) -> Batch:
    return spec.task.sample((), keys[0], jnp.int32(0), spec.batch_size)


@partial(jax.jit, static_argnums=0)
def gradients(spec: LaneSpec, weights: NetworkWeights, batch: Batch) -> Gradients:
    start_state = zero_states(spec.cell, 1, spec.batch_size, spec.hidden_size, batch.mask.dtype)
    return step.gradients(spec, weights, start_state, batch, losses.LAST, 1)[1]


def first_pass(run: Run, dtype: Any = np.float32) -> Gradients:
    """The backward pass on the first batch, before anything is trained, computed in `dtype`."""
    each = run.lanes[0]
    weights = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, dtype)[0], each.state.weights)
    batch = jax.tree.map(np.asarray, first_batch(each.spec, run.keys))
    batch = jax.tree.map(lambda part: part if part.dtype == np.int32 else part.astype(dtype), batch)
    with jax.enable_x64(dtype == np.float64):
        return gradients(each.spec, weights, batch)


def test_a_gradient_that_vanishes_is_small_and_not_nothing() -> None:
    """Against the same batch and weights in float64."""
    run = run_of(0, task="adding", sequence_length=100, initialisation="uniform", batch_size=8)
    found = observe(run).lanes[0].arrays["hidden_gradient"][0, 1]
    hidden = np.asarray(first_pass(run, np.float64).layers[0].hidden)
    assert hidden.dtype == np.float64
    true = np.median(8 * np.linalg.norm(hidden, axis=-1), axis=1)
    assert true[0] < 1e-19
    np.testing.assert_allclose(found, true, rtol=1e-3)


@pytest.mark.parametrize("optimizer", [pytest.param("sgd", marks=pytest.mark.slow), "adam"])
def test_clipping_rescues_a_gradient_that_explodes(optimizer: str) -> None:
    run = run_of(30, optimizer=optimizer, clip_norm=1.0, **EXPLODING)
    each = run.lanes[0]
    found = first_pass(run_of(0, **EXPLODING)).weights
    true = np.sqrt(sum(np.sum(np.asarray(part, np.float64) ** 2) for part in jax.tree.leaves(found)))
    assert 1e22 < true < 1e24
    assert each.curves.gradient_norm[0, 0] == pytest.approx(true, rel=1e-5)
    assert each.curves.gradient_norm.max() > 1e20
    assert int(np.asarray(each.state.diverged_at)[0]) == -1
    assert np.all(np.isfinite(each.curves.train))
    assert len(set(each.curves.train[0])) == 30, "it goes on learning"
    for name in ("hidden_gradient", "watched_gradient", "contribution"):
        assert np.all(np.isfinite(observe(run).lanes[0].arrays[name])), name


@pytest.mark.parametrize(
    ("optimizer", "by", "words"),
    [
        ("sgd", records.WEIGHTS, "more than the limit of 100"),
        ("adam", records.SQUARES, "that the optimiser, which squares it, left the numbers the computer can hold"),
    ],
)
def test_without_clipping_it_stops_with_the_reason(optimizer: str, by: int, words: str) -> None:
    run = run_of(2, optimizer=optimizer, clip_norm=0.0, **EXPLODING)
    state = jax.tree.map(np.asarray, run.lanes[0].state)
    assert (int(state.diverged_at[0]), int(state.diverged_by[0])) == (1, by)
    assert 1e18 < float(state.diverged_value[0]) < 1e25
    message = observe(run).lanes[0].message
    assert words in message
    assert "longest gradient allowed 1 and initialisation orthogonal." in message


def test_a_norm_beyond_float32_is_infinite_and_padding_is_not_a_number() -> None:
    run = run_of(0, sequence_length=20)
    spec = run.lanes[0].spec
    hidden = np.ones((20, spec.batch_size, 32), np.float32)
    hidden[:3] = 3e38
    hidden[3, :, 0] = np.nan
    mask = np.ones((20, spec.batch_size), np.float32)
    mask[-2:] = 0
    passed = first_pass(run).layers[0]._replace(hidden=hidden)
    found = np.asarray(jax.jit(step._norms, static_argnums=0)(spec, (passed,), mask).hidden)[0]
    assert np.all(found[:4] == np.inf)
    np.testing.assert_allclose(found[4:-2], spec.batch_size * np.sqrt(32), rtol=1e-6)
    assert np.all(np.isnan(found[-2:]))
