from __future__ import annotations

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.tasks import adding, multiplication
from tests.playing.drawn import drawn


@given(sequence_length=st.sampled_from([2, 7, 50]), seed=st.integers(0, 1000), step=st.integers(0, 10_000))
@settings(max_examples=20)
def test_target_is_the_sum_of_one_marked_value_from_each_half(sequence_length: int, seed: int, step: int) -> None:
    task = adding.build(sequence_length)
    batch = drawn(task, seed, step, 16)
    values, markers = batch.inputs[..., 0], batch.inputs[..., 1]
    assert values.min() >= 0
    assert values.max() < 1
    assert set(np.unique(markers)) <= {0.0, 1.0}
    half = sequence_length // 2
    for b in range(16):
        (first,), (second,) = np.flatnonzero(markers[:half, b]), np.flatnonzero(markers[half:, b])
        expected = values[first, b] + values[half + second, b]
        np.testing.assert_allclose(batch.targets[:, b, 0], expected, rtol=1e-6)
    assert np.all(batch.mask == 1)


def test_every_timestep_is_marked_as_often_as_its_half_allows() -> None:
    even, odd = (drawn(adding.build(length), batch_size=20_000) for length in (10, 7))
    np.testing.assert_allclose(np.mean(even.inputs[..., 1], axis=1), 1 / 5, atol=0.015)
    np.testing.assert_allclose(np.mean(odd.inputs[..., 1], axis=1), [1 / 3] * 3 + [1 / 4] * 4, atol=0.015)


def test_baselines_are_the_test_sets_own() -> None:
    task = adding.build(50)
    test = jax.tree.map(np.asarray, task.test)
    sums = np.asarray(test.targets[-1, :, 0], np.float64)
    always_one, knows_first = task.baselines
    assert always_one.value == pytest.approx(np.mean((sums - 1) ** 2), rel=1e-6)
    values, markers = test.inputs[..., 0], test.inputs[..., 1]
    second = np.array([values[25:, b][markers[25:, b] == 1][0] for b in range(256)], np.float64)
    assert knows_first.value == pytest.approx(np.mean((second - 0.5) ** 2), rel=1e-5)


def test_baselines_approach_one_sixth_and_one_twelfth() -> None:
    batch = drawn(adding.build(50), seed=1, batch_size=60_000)
    sums = np.asarray(batch.targets[-1, :, 0], np.float64)
    assert np.mean((sums - 1) ** 2) == pytest.approx(1 / 6, abs=0.003)
    marked = np.asarray(batch.inputs[..., 0] * batch.inputs[..., 1], np.float64)
    assert np.mean((sums - marked[:25].sum(axis=0) - 0.5) ** 2) == pytest.approx(1 / 12, abs=0.002)


def test_a_product_is_that_of_the_numbers_that_adding_marks() -> None:
    summed, multiplied = (drawn(module.build(7), 5, 2, 64) for module in (adding, multiplication))
    np.testing.assert_array_equal(multiplied.inputs, summed.inputs)
    for b in range(64):
        product = 1.0
        for value, marked in multiplied.inputs[:, b]:
            product *= value if marked else 1.0
        np.testing.assert_allclose(multiplied.targets[:, b, 0], product, rtol=1e-6)


def test_the_baselines_of_a_product_are_measured_on_the_test_set_and_approach_their_closed_forms() -> None:
    task = multiplication.build(50)
    test = jax.tree.map(np.asarray, task.test)
    marked = [test.inputs[test.inputs[:, b, 1] == 1, b, 0].astype(np.float64) for b in range(256)]
    always, knows_first = task.baselines
    assert always.value == pytest.approx(np.mean([(first * second - 0.25) ** 2 for first, second in marked]), rel=1e-5)
    assert knows_first.value == pytest.approx(
        np.mean([(first * second - first / 2) ** 2 for first, second in marked]), rel=1e-5
    )
    assert always.value == pytest.approx(7 / 144, rel=0.25)
    assert knows_first.value == pytest.approx(1 / 36, rel=0.25)
