"""The plane in which the path of a hidden state is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from rnn_core.language.plane import plane


@dataclass(frozen=True, eq=False)
class StatePlane:
    """`points` of the timesteps that are `inside` (no padding), the names of the two `axes`, the variance they show."""

    points: Float[np.ndarray, "N 2"]
    axes: tuple[str, str]
    share: float
    inside: Bool[np.ndarray, " T"]

    @property
    def moves(self) -> bool:
        """Whether two of its points differ."""
        return bool((self.points != self.points[:1]).any())


def has_plane(hidden: Float[np.ndarray, "T H"]) -> bool:
    """Whether every state that is no padding is finite."""
    return not np.isinf(hidden).any()


def state_plane(hidden: Float[np.ndarray, "T H"], cell: Float[np.ndarray, "T C"] | None = None) -> StatePlane:
    """Two units are the plane themselves; one unit has c beside h, or h of the timestep before; more have their PCA.

    Rows of NaN in `hidden` are padding. What stands before the first timestep is not known here: it is left out.
    Every other state must be finite.
    """
    inside = ~np.isnan(hidden).any(axis=1)
    h = hidden[inside]
    units = hidden.shape[1]
    if units > 2:
        found = plane(h)
        return StatePlane(found.points, ("first direction", "second direction"), found.share, inside)
    if units == 2:
        return StatePlane(h, ("unit 1", "unit 2"), 1.0, inside)
    if cell is not None:
        return StatePlane(np.column_stack([cell[inside, 0], h[:, 0]]), ("c", "h"), 1.0, inside)
    return StatePlane(np.column_stack([h[:-1, 0], h[1:, 0]]), ("h before", "h after"), 1.0, inside)
