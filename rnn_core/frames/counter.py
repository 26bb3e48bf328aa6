"""Which unit of a cell state counts: measured by how its value goes with a task's own count."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

LEAST = 0.9
"""Below this correlation no unit is said to count."""


class Counter(NamedTuple):
    """The `unit` (from 0) whose cell state goes best with the count, and their `correlation`."""

    unit: int
    correlation: float


def counters(cell: Float[np.ndarray, "L T H"], count: Float[np.ndarray, " T"] | None) -> tuple[Counter | None, ...]:
    """The unit of each layer that counts, or None where none does; `count` is NaN where the sequence is over."""
    if count is None:
        return ()
    return tuple(_best(layer, count) for layer in cell.astype(np.float64))


def _best(cell: Float[np.ndarray, "T H"], count: Float[np.ndarray, " T"]) -> Counter | None:
    inside = ~np.isnan(count)
    states, wanted = cell[inside], count[inside] - count[inside].mean()
    states = states - states.mean(axis=0)
    size = np.sqrt(np.sum(states**2, axis=0) * np.sum(wanted**2))
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.where(size > 0, wanted @ states / size, 0.0)
    correlation = np.where(np.isfinite(correlation), correlation, 0.0)
    unit = int(np.argmax(np.abs(correlation)))
    return Counter(unit, float(correlation[unit])) if abs(correlation[unit]) >= LEAST else None
