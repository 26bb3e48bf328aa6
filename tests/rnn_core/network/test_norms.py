"""L2 norms over the whole range of float32, against NumPy in float64."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core.network import norms

l2_norm, clip = jax.jit(norms.l2_norm), jax.jit(norms.clip)
plain_norm = jax.jit(partial(jnp.linalg.norm, axis=-1))
LARGEST = float(np.finfo(np.float32).max)


def vectors(exponent: int, seed: int, size: int = 20) -> np.ndarray:
    """Rows whose entries are of the order of ten to the `exponent`."""
    drawn = np.random.default_rng(seed).standard_normal((3, size)) * 10.0**exponent
    return drawn.astype(np.float32)


def true_norms(rows: np.ndarray) -> np.ndarray:
    return np.linalg.norm(rows.astype(np.float64), axis=-1)


@given(st.integers(-35, 36), st.integers(0, 1000))
def test_norms_are_right_from_1e_minus_35_to_1e36(exponent: int, seed: int) -> None:
    rows = vectors(exponent, seed)
    np.testing.assert_allclose(l2_norm(rows), true_norms(rows), rtol=3e-6)


@pytest.mark.parametrize("size", [1e-25, 1e23, 5e-38, 1.8e19, 1e-19])
def test_one_size_for_every_entry(size: float) -> None:
    rows = np.full((2, 9), size, np.float32)
    np.testing.assert_allclose(l2_norm(rows), true_norms(rows), rtol=1e-6)


def test_entries_of_very_different_size_stand_in_one_vector() -> None:
    rows = np.array([[1e-30, 3e20, 4e20], [3e-25, 4e-25, 1e-38]], np.float32)
    np.testing.assert_allclose(l2_norm(rows), [5e20, 5e-25], rtol=1e-6)


def test_where_squares_fit_nothing_has_changed() -> None:
    for exponent in range(-14, 15):
        rows = vectors(exponent, exponent + 50)
        np.testing.assert_array_equal(l2_norm(rows), plain_norm(rows))


def test_no_vector_is_measured_by_the_sum_of_its_squares() -> None:
    """That leaves float32. What is computed in float64, by NumPy, may."""
    plain = re.compile(r"jnp\.linalg\.norm|jnp\.sqrt\(.*(square|\*\* ?2)|optax\.global_norm")
    sources = sorted((Path(norms.__file__).parents[1]).rglob("*.py"))
    found = {path.name for path in sources if plain.search(path.read_text(encoding="utf-8"))}
    assert found <= {"norms.py"}


def test_zero_is_exactly_zero_and_has_a_gradient() -> None:
    assert float(l2_norm(np.zeros(4, np.float32))) == 0
    assert float(l2_norm(np.zeros(0, np.float32))) == 0
    np.testing.assert_array_equal(jax.jit(jax.grad(norms.l2_norm))(np.zeros(4, np.float32)), np.zeros(4))


@pytest.mark.parametrize("size", [1e-25, 1.0, 1e23])
def test_the_gradient_of_a_norm_is_the_direction(size: float) -> None:
    found = jax.jit(jax.grad(norms.l2_norm))(jnp.asarray(np.array([3.0, -4.0], np.float32) * np.float32(size)))
    np.testing.assert_allclose(found, [0.6, -0.8], rtol=1e-6)


def test_what_float32_cannot_hold_is_infinite_and_what_is_no_number_stays_none() -> None:
    rows = np.array([[LARGEST, LARGEST], [1, np.inf], [1, np.nan], [LARGEST / 2, LARGEST / 2]], np.float32)
    found = l2_norm(rows)
    np.testing.assert_allclose(found, [np.inf, np.inf, np.nan, LARGEST / np.sqrt(2)], rtol=1e-6)


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e12, 1e23, 1e38])
@pytest.mark.parametrize("most", [0.01, 1.0, 100.0])
def test_a_clipped_gradient_has_the_clipping_norm_and_its_direction(size: float, most: float) -> None:
    gradient = jnp.asarray(np.array([1.0, -2.0, 2.0], np.float32) * np.float32(size) / 3)
    norm = l2_norm(gradient)
    clipped = clip(gradient, norm, most).gradient
    expected = np.array([1.0, -2.0, 2.0]) / 3 * min(size, most)
    np.testing.assert_allclose(clipped, expected, rtol=1e-5)


def test_a_clipping_norm_of_zero_never_clips() -> None:
    gradient = jnp.asarray(np.array([1e23, -1e3], np.float32))
    found = clip(gradient, l2_norm(gradient), 0.0)
    np.testing.assert_array_equal(found.gradient, gradient)
    assert float(found.factor) == 1


def test_a_zero_gradient_stays_zero() -> None:
    np.testing.assert_array_equal(clip(np.zeros(3, np.float32), np.float32(0), 1.0).gradient, np.zeros(3))
