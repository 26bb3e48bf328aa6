"""A few units as curves over the timesteps, lanes laid over one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.frame import Lane
from rnn_core.numbers import decimal

SYMBOLS = ("circle", "square", "diamond", "x")
MOST_UNITS = len(SYMBOLS)


def unit_curves(
    values: Mapping[str, np.ndarray],
    lanes: Sequence[Lane],
    units: Sequence[int],
    words: Mapping[str, Sequence[str]],
    theme: ThemeName,
    *,
    title: str,
    where: str,
) -> Chart:
    """The units numbered `units` (from 1, at most 4) of `values` `[T, H]` by lane id; `words` are the lanes' inputs.

    A lane is told by its colour and its dash, a unit by its marker. A lane that has no such unit has no curve.
    """
    colours, figure, columns = palette(theme), go.Figure(), {}
    missing = []
    for lane in lanes:
        of_lane = values[lane.id]
        timesteps = np.arange(1, len(of_lane) + 1)
        for place, unit in enumerate(units):
            if unit > of_lane.shape[1]:
                missing.append(f"{lane.name} has no unit {unit}.")
                continue
            curve = of_lane[:, unit - 1]
            name = f"{lane.name}, unit {unit}"
            columns[name] = timesteps, curve
            line = {"color": colours.lane(lane), "width": 2, "dash": lane.dash}
            add_curve(figure, name, curve, words[lane.id], line, {"symbol": SYMBOLS[place], "size": 7})
    return Chart(
        framed(figure, theme, x="timestep t", height=380),
        title,
        " ".join([f"{where}.", "Colour and dash are the lane's, the marker is the unit's.", *missing]),
        columns_csv("timestep", columns) if columns else "timestep\n",
    )


def add_curve(
    figure: go.Figure,
    name: str,
    curve: np.ndarray,
    words: Sequence[str],
    line: Mapping[str, Any],
    marker: Mapping[str, Any],
) -> None:
    """Add one unit's `curve` `[T]` to `figure`, a dot a timestep; pointing tells the value and what was read there."""
    figure.add_scatter(
        x=np.arange(1, len(curve) + 1),
        y=curve,
        mode="lines+markers",
        name=name,
        line=line,
        marker=marker,
        customdata=["" if np.isnan(v) else f"{decimal(v)} {word}" for v, word in zip(curve, words, strict=True)],
        hovertemplate=name + ", timestep %{x}: %{customdata}<extra></extra>",
    )
