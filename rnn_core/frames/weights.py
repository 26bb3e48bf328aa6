"""What the arrays of weights in a frame are called, and what their columns are for."""

from __future__ import annotations

from typing import Any, NamedTuple


class WeightRow(NamedTuple):
    """One matrix or bias: the name of its array, its letter in the equations, and its layer (from 0).

    `blocks` are the letters of what its columns are for, left to right, H columns each: i f g o in an LSTM. Empty for
    the readout, whose columns are the outputs.
    """

    array: str
    letter: str
    layer: int
    blocks: tuple[str, ...]


class WeightsLegend(NamedTuple):
    """What the arrays of weights are; `variant` is that of the cell, which says by which equations they count."""

    variant: str
    rows: tuple[WeightRow, ...]


def legend_from(words: dict[str, Any] | None) -> WeightsLegend | None:
    """The legend as a frame's words have it."""
    if words is None:
        return None
    rows = tuple(WeightRow(**{**row, "blocks": tuple(row["blocks"])}) for row in words["rows"])
    return WeightsLegend(words["variant"], rows)


def legend_words(legend: WeightsLegend) -> dict[str, Any]:
    """`legend` for a frame's words."""
    return {"variant": legend.variant, "rows": [row._asdict() for row in legend.rows]}
