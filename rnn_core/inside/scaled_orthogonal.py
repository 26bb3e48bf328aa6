"""Vanish, hold, explode: W_h = g·Q with Q orthogonal, before any training.

Without a non-linearity every singular value of ∂h_T/∂h_t is g^(T−t) exactly; tanh and ReLU have
slopes of at most 1, so that g^(T−t) is an upper bound there (Pascanu, Mikolov & Bengio 2013; Saxe et al. 2014).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from rnn_core.inside.one_thread import keep_to_one_thread
from rnn_core.network.initialisation import lecun_normal, orthogonal

UNITS = 32
SYMBOLS = 8
NONLINEARITIES = ("linear", "tanh", "relu")


class Stretched(NamedTuple):
    """By lag T − t from 0: the largest and the smallest singular value of ∂h_T/∂h_t, as log₁₀; −inf for 0."""

    largest: Float64[np.ndarray, " T"]
    smallest: Float64[np.ndarray, " T"]


def predicted(gain: float, timesteps: int) -> Float64[np.ndarray, " T"]:
    """log₁₀ of g^(T−t), by lag; −inf where it is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.log10(np.float64(gain)) * np.arange(timesteps)
    slope[0] = 0.0
    return slope


@lru_cache(maxsize=64)
def stretched(
    kind: str, gain: float, timesteps: int, input_scale: float = 1.0, units: int = UNITS, seed: int = 0
) -> Stretched:
    """Measured on a network of `units` units that reads random one-hot symbols times `input_scale`, in float64.

    `kind` is one of `NONLINEARITIES`. h_0 = 0, b = 0, W_x is LeCun-normal.
    """
    rng = np.random.default_rng(seed)
    W_h = gain * orthogonal(rng, units)
    W_x = lecun_normal(rng, SYMBOLS, units)
    symbols = rng.integers(0, SYMBOLS, timesteps)
    h, steps = np.zeros(units), []
    # A linear network's Jacobian does not depend on its state, which for g > 1 would leave the finite numbers.
    for symbol in symbols if kind != "linear" else ():
        a = input_scale * W_x[symbol] + h @ W_h
        h = np.tanh(a) if kind == "tanh" else np.maximum(a, 0)
        slope = 1 - h * h if kind == "tanh" else (a > 0).astype(float)
        steps.append(slope[:, None] * W_h.T)
        # Only the signs of a ReLU network's sums count, which do not change with the scale of all its sums.
        if kind == "relu" and (size := np.abs(h).max()) > 1e100:
            h, W_x = h / size, W_x / size
    if kind == "linear":
        steps = [W_h.T] * timesteps
    return _products(steps)


def _products(steps: list[np.ndarray]) -> Stretched:
    keep_to_one_thread()
    product, scale = np.eye(len(steps[0])), 0.0
    found = np.empty((2, len(steps)))
    for lag in range(len(steps)):
        values = np.linalg.svd(product, compute_uv=False)
        with np.errstate(divide="ignore"):
            found[:, lag] = scale + np.log10(values[[0, -1]])
        product = product @ steps[len(steps) - 1 - lag]
        norm = float(np.linalg.norm(product)) or 1.0
        product, scale = product / norm, scale + float(np.log10(norm))
    return Stretched(*found)
