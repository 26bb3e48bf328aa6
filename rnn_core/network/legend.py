"""The rows in which a cell shows its inside: which trace, its letter and name, its scale, and what its values mean."""

from __future__ import annotations

from typing import Literal, NamedTuple

Scale = Literal["gate", "signed", "tanh"]
"""`gate`: from 0 to 1; `signed`: from −1 to 1; `tanh`: without bounds, drawn as its tanh."""


class TraceRow(NamedTuple):
    """One row: `removed` says that an ablation has put a constant in the gate's place, `means` what a gate's 1 does."""

    trace: str
    letter: str
    name: str
    scale: Scale
    removed: bool = False
    means: str = ""
