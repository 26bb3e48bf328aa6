"""Curves as they are kept and as they are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core.training.curves import POINTS, Curves, point_steps, stride, thinned


@pytest.mark.parametrize(
    ("num_steps", "expected"), [(0, 1), (1, 1), (400, 1), (401, 2), (800, 2), (801, 4), (20_000, 64)]
)
def test_a_drawn_point_stands_for_a_power_of_two_steps(num_steps: int, expected: int) -> None:
    assert stride(num_steps) == expected
    assert len(point_steps(num_steps)) <= POINTS


@pytest.mark.parametrize("num_steps", [0, 1, 7, 400, 401, 799, 1000, 3201])
def test_every_step_counts_once(num_steps: int) -> None:
    train = np.random.default_rng(0).random((2, num_steps)).astype(np.float32)
    steps, points = point_steps(num_steps), thinned(train)
    assert points.shape == (2, len(steps))
    assert points.dtype == np.float32
    starts = np.concatenate([[0], steps[:-1]]).astype(int) if num_steps else np.zeros(0, int)
    for column, (first, last) in enumerate(zip(starts, steps, strict=True)):
        np.testing.assert_allclose(points[:, column], train[:, first:last].mean(axis=1), rtol=1e-5)
    if num_steps:
        assert steps[-1] == num_steps


def test_a_step_without_a_loss_leaves_its_point_without_one() -> None:
    train = np.ones((1, 1000), np.float32)
    train[0, 500:] = np.nan
    points = thinned(train)[0]
    assert np.all(points[:125] == 1)
    assert np.all(np.isnan(points[125:]))


def test_curves_grow_at_their_end() -> None:
    curves = Curves.empty(2)
    assert curves.train.shape == curves.test.shape == (2, 0)
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    grown = curves.trained(rows, 10 * rows).trained(rows[:1], rows[:1])
    np.testing.assert_array_equal(grown.train, [[0, 2, 4, 0], [1, 3, 5, 1]])
    np.testing.assert_array_equal(grown.gradient_norm, [[0, 20, 40, 0], [10, 30, 50, 1]])
    tested = grown.evaluated(rows[0], rows[0], rows[1], rows[2]).evaluated(rows[2], rows[0], rows[1], rows[0])
    np.testing.assert_array_equal(tested.test, [[0, 4], [1, 5]])
    np.testing.assert_array_equal(tested.accuracy, [[0, 0], [1, 1]])
    np.testing.assert_array_equal(tested.task_accuracy, [[2, 2], [3, 3]])
    np.testing.assert_array_equal(tested.task_loss, [[4, 0], [5, 1]])
    assert curves.train.shape == (2, 0), "a Curves never changes"
