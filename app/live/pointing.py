"""The crosshair of a run's owner, which those who watch see too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.live.commands import Refused
from rnn_core.settings.table import SETTING

UNREADABLE = "The crosshair stands nowhere in this picture; reload the page."


@dataclass(frozen=True)
class Crosshair:
    """A timestep, counted from 0; the unit as a share of the row of hidden states, if one is meant; pinned or not."""

    t: int
    unit: float | None
    pinned: bool


def checked_crosshair(words: Any) -> Crosshair | None:
    """The crosshair that these words describe, None for none; raises `Refused`."""
    if words is None:
        return None
    try:
        t, unit, pinned = words["t"], words["unit"], words["pinned"]
    except (TypeError, KeyError, IndexError):
        raise Refused(UNREADABLE) from None
    # True is an int in Python, and no timestep.
    fits = type(t) is int and 0 <= t < SETTING["sequence_length"].high and isinstance(pinned, bool)
    share = unit is None or (type(unit) in (int, float) and 0 <= unit <= 1)
    if not (fits and share):
        raise Refused(UNREADABLE)
    return Crosshair(t, unit, pinned)
