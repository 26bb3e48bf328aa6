"""How often a gate is shut and how often open: one dot a unit (Karpathy, Johnson & Li 2015, figure 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import percent

SYMBOLS = ("circle", "diamond", "square", "cross")
"""The marks of the first to the fourth lane of a cell."""


def gate_saturation(
    gate: str, found: Mapping[str, tuple[FloatArray, FloatArray]], lanes: Sequence[Lane], theme: ThemeName, where: str
) -> Chart:
    """`found` has by lane id the fractions of the time in which each unit's `gate` (a trace) is shut and is open."""
    colours = palette(theme)
    figure, columns, letter, means, name = go.Figure(), {}, "", "", gate
    figure.add_scatter(
        x=[0, 1],
        y=[1, 0],
        mode="lines",
        line={"color": colours.muted, "width": 1, "dash": "dash"},
        showlegend=False,
        hoverinfo="skip",
    )
    for lane in lanes:
        row = next(row for row in lane.traces if row.trace == gate)
        letter, means, name = row.letter, row.means, row.name
        shut, opened = found[lane.id]
        units = np.arange(1, len(shut) + 1)
        figure.add_scatter(
            x=shut,
            y=opened,
            mode="markers",
            name=lane.name,
            showlegend=True,
            marker={
                "size": 9,
                "symbol": SYMBOLS[lane.shade],
                "color": translucent(colours.lane(lane), 0.45),
                "line": {"color": colours.lane(lane), "width": 1},
            },
            cliponaxis=False,
            text=[
                f"unit {unit}<br>below 0.1: {percent(low)} of the time<br>above 0.9: {percent(high)}"
                for unit, low, high in zip(units, shut, opened, strict=True)
            ],
            hovertemplate=f"{lane.name}, %{{text}}<extra></extra>",
        )
        columns[f"{lane.name} below 0.1"], columns[f"{lane.name} above 0.9"] = (units, shut), (units, opened)
    ticks = {"tickvals": [0, 0.25, 0.5, 0.75, 1], "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"]}
    figure.update_xaxes(range=[-0.03, 1.03], **ticks)
    figure.update_yaxes(range=[-0.03, 1.03], title=f"{letter} above 0.9", **ticks)
    return Chart(
        framed(figure, theme, x=f"{letter} below 0.1, of the time", height=340),
        f"{name.capitalize()} gate {letter}: shut and open",
        f"One dot a unit; 1 {means}. {where} On the dashed line a unit is always shut or open; at 0, 0 it is always "
        "between.",
        columns_csv("unit", columns),
    )
