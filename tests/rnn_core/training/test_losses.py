"""Where a loss is taken, and what an error is."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.tasks.task import Batch
from rnn_core.training import losses

MASK = jnp.asarray([[1, 1], [1, 1], [1, 0], [1, 0]], jnp.float32)
"""Two sequences, of four and of two timesteps."""


@pytest.mark.parametrize(
    ("where", "step", "expected"),
    [
        (losses.LAST, 1, [[0, 0], [0, 1], [0, 0], [1, 0]]),
        (losses.EVERY, 1, [[0.25, 0.5], [0.25, 0.5], [0.25, 0], [0.25, 0]]),
        (losses.STEP, 1, [[1, 1], [0, 0], [0, 0], [0, 0]]),
        (losses.STEP, 3, [[0, 0], [0, 1], [1, 0], [0, 0]]),
        (losses.STEP, 99, [[0, 0], [0, 1], [0, 0], [1, 0]]),
    ],
)
def test_shares_of_the_timesteps(where: int, step: int, expected: list[list[float]]) -> None:
    shares = losses.timestep_weights(MASK, where, step)
    np.testing.assert_array_equal(shares, expected)
    np.testing.assert_array_equal(shares.sum(0), 1)


def test_positions_have_numbers() -> None:
    assert losses.position("task", "every") == losses.EVERY
    assert losses.position("task", "last") == losses.LAST
    assert losses.position("last", "every") == losses.LAST
    assert losses.position("step", "last") == losses.STEP


def test_squared_error_is_the_mean_over_outputs() -> None:
    found = losses.errors("squared_error", jnp.asarray([[[1.0, 2.0]]]), jnp.asarray([[[3.0, 1.0]]]))
    np.testing.assert_allclose(found, [[2.5]])


def test_cross_entropy_is_in_nats() -> None:
    outputs = np.array([[[0.2, -1.0, 0.7], [2.0, 0.0, 0.0]]], np.float32)
    targets = np.array([[[2.0], [0.0]]], np.float32)
    probabilities = np.exp(outputs) / np.exp(outputs).sum(-1, keepdims=True)
    expected = -np.log([[probabilities[0, 0, 2], probabilities[0, 1, 0]]])
    np.testing.assert_allclose(
        losses.errors("cross_entropy", jnp.asarray(outputs), jnp.asarray(targets)), expected, rtol=1e-6
    )
    np.testing.assert_allclose(losses.answers("cross_entropy", jnp.asarray(outputs)), probabilities, rtol=1e-6)
    flat = losses.errors("cross_entropy", jnp.zeros((1, 2, 65)), jnp.asarray(targets))
    np.testing.assert_allclose(flat, np.log(65), rtol=1e-6)


def test_legal_symbols_are_scored_one_by_one() -> None:
    outputs, targets = np.array([[[0.3, -2.0]]], np.float32), np.array([[[1.0, 0.0]]], np.float32)
    said = 1 / (1 + np.exp(-outputs))
    expected = -np.mean(targets * np.log(said) + (1 - targets) * np.log(1 - said), axis=-1)
    np.testing.assert_allclose(losses.errors("legal", jnp.asarray(outputs), jnp.asarray(targets)), expected, rtol=1e-6)
    np.testing.assert_allclose(losses.answers("legal", jnp.asarray(outputs)), said, rtol=1e-6)


def test_mean_loss_is_the_mean_of_each_examples_loss() -> None:
    outputs = jnp.arange(8.0).reshape(4, 2, 1)
    batch = Batch(jnp.zeros((4, 2, 1)), jnp.zeros((4, 2, 1)), MASK)
    squares = np.asarray(outputs)[..., 0] ** 2
    every = losses.mean_loss("squared_error", outputs, batch, losses.timestep_weights(MASK, losses.EVERY, 1))
    assert float(every) == pytest.approx((squares[:, 0].mean() + squares[:2, 1].mean()) / 2)
    last = losses.mean_loss("squared_error", outputs, batch, losses.timestep_weights(MASK, losses.LAST, 1))
    assert float(last) == pytest.approx((squares[3, 0] + squares[1, 1]) / 2)


def test_accuracy_of_classes_counts_scored_timesteps() -> None:
    outputs = jnp.asarray([[[1.0, 0], [1, 0]], [[0, 1], [0, 1]], [[1, 0], [1, 0]], [[0, 1], [1, 0]]])
    batch = Batch(jnp.zeros((4, 2, 1)), jnp.ones((4, 2, 1)), MASK)

    def accuracy(where: int) -> float:
        return float(losses.accuracy("cross_entropy", outputs, batch, losses.timestep_weights(MASK, where, 1)))

    assert accuracy(losses.LAST) == 1
    assert accuracy(losses.EVERY) == pytest.approx((2 / 4 + 1 / 2) / 2)
    assert np.isnan(float(losses.accuracy("squared_error", outputs, batch, MASK)))


def test_a_sequence_of_legal_symbols_is_right_as_a_whole() -> None:
    targets = jnp.zeros((4, 2, 1)).at[:, 0].set(1)
    batch = Batch(jnp.zeros((4, 2, 1)), targets, MASK)
    right = jnp.where(targets > 0, 2.0, -2.0)

    def accuracy(outputs) -> float:
        return float(losses.accuracy("legal", outputs, batch, MASK))

    assert accuracy(right) == 1
    assert accuracy(right.at[1, 0, 0].set(-0.1)) == 0.5
    assert accuracy(right.at[3, 1, 0].set(5)) == 1, "padding is never scored"
