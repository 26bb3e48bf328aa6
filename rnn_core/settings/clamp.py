"""A gate held at a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clamp:
    """A gate that stays at `value` from 0 to 1, whatever the input, for all units or for some.

    `gate` is the name of a trace, such as `forget_gate`. `units` count from 1; none given means all.
    """

    gate: str
    value: float
    units: tuple[int, ...] = ()
