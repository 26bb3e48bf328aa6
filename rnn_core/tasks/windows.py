"""Windows of L = T + 1 consecutive entries of one long series: T to read, each with the next one to predict.

Time-major: a window is a column.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int, Key, Shaped

TEST_WINDOWS = 64
_TRACKS = 2**32 - 1
"""Folded into a seed's key for the tracks' offsets: larger than any step number, so that no batch shares that key."""


def random_windows(
    series: Shaped[Array, " N"], key: Key[Array, ""], step: Int[Array, ""], sequence_length: int, batch_size: int
) -> Shaped[Array, "L B"]:
    """`batch_size` windows that start anywhere, drawn from `fold_in(key, step)`."""
    start = jax.random.randint(jax.random.fold_in(key, step), (batch_size,), 0, series.shape[0] - sequence_length)
    return series[start + jnp.arange(sequence_length + 1)[:, None]]


def track_windows(
    series: Shaped[Array, " N"], key: Key[Array, ""], step: Int[Array, ""], sequence_length: int, batch_size: int
) -> Shaped[Array, "L B"]:
    """One window on each of `batch_size` parallel tracks; the window of step s + 1 begins where that of step s ends.

    The tracks start at random offsets that depend on `key` alone. The series is read as a ring: past its end it goes on
    at the beginning. Positions stay below 2^31 up to about 2^31 / T steps.
    """
    offset = jax.random.randint(jax.random.fold_in(key, _TRACKS), (batch_size,), 0, series.shape[0])
    position = offset + step * sequence_length + jnp.arange(sequence_length + 1)[:, None]
    return jnp.take(series, position, mode="wrap")


def spread_windows(
    series: Shaped[np.ndarray, " N"], sequence_length: int, count: int = TEST_WINDOWS, lead_in: int = 0
) -> Shaped[np.ndarray, "L W"]:
    """`count` windows at even distances from the first entry to the last; they overlap where the series is short.

    With `lead_in`, L = `lead_in` + T + 1: each window has the entries before it in front.
    """
    length = lead_in + sequence_length + 1
    start = np.linspace(0, len(series) - length, count).round().astype(np.int64)
    return series[start + np.arange(length)[:, None]]
