"""Orders of units: those that do alike side by side, or the longest memory first."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from rnn_core.inside.gate_values import time_constants


def by_similarity(values: Float[np.ndarray, "T H"]) -> Int[np.ndarray, " H"]:
    """The numbers of the units, from 0, as a chain: the one that moves most, then always the one most like the last.

    Alike is the correlation over the timesteps of `values`, in which a row of NaN is padding. Units that never move
    come last, by number.
    """
    inside = values[~np.isnan(values).any(axis=1)].astype(np.float64)
    centred = inside - inside.mean(axis=0) if len(inside) else inside
    lengths = np.sqrt((centred**2).sum(axis=0))
    moving = lengths > 1e-9
    directions = centred / np.where(moving, lengths, 1.0)
    alike = directions.T @ directions
    left = [int(unit) for unit in np.flatnonzero(moving)]
    chain = list[int]()
    while left:
        nearest = max(left, key=(lambda unit: alike[chain[-1], unit]) if chain else lengths.__getitem__)
        chain.append(nearest)
        left.remove(nearest)
    return np.array([*chain, *np.flatnonzero(~moving)], int)


def by_memory(keeps: Float[np.ndarray, "T H"]) -> Int[np.ndarray, " H"]:
    """The numbers of the units, from 0, the longest τ = −1/ln f̄ first; f̄ is the mean of the gate that `keeps`."""
    mean = np.asarray(np.nanmean(keeps, axis=0, dtype=np.float64))
    return np.argsort(-time_constants(mean), kind="stable")
