"""For how many timesteps each unit keeps its state: τ = −1 / ln f, units in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number

LOWEST, HIGHEST = 0.1, 1e4
"""The ends of the axis in timesteps; what lies beyond, 0 and ∞ too, has a triangle there."""


def time_constants_by_unit(
    found: Mapping[str, FloatArray], lanes: Sequence[Lane], theme: ThemeName, timesteps: int, where: str
) -> Chart:
    """`found` has by lane id τ `[4, H]`: of the mean gate, and of its 10 %, median and 90 % over time.

    The units stand in order of the first; a line at `timesteps` marks the length of the sequences.
    """
    colours, figure, columns = palette(theme), go.Figure(), {}
    most = 1
    for lane in lanes:
        tau = found[lane.id]
        order = np.argsort(tau[0], kind="stable")
        of_mean, low, _, high = tau[:, order]
        places = np.arange(1, len(order) + 1)
        most = max(most, len(order))
        colour = colours.lane(lane)
        gaps: list[float | None] = []
        for a, b in zip(np.clip(low, LOWEST, HIGHEST), np.clip(high, LOWEST, HIGHEST), strict=True):
            gaps += [float(a), float(b), None]
        figure.add_scatter(
            x=np.repeat(places, 3),
            y=gaps,
            mode="lines",
            line={"color": translucent(colour, 0.35), "width": 4},
            legendgroup=lane.id,
            showlegend=False,
            hoverinfo="skip",
        )
        beyond = np.where(of_mean > HIGHEST, "triangle-up", np.where(of_mean < LOWEST, "triangle-down", "circle"))
        figure.add_scatter(
            x=places,
            y=np.clip(of_mean, LOWEST, HIGHEST),
            mode="markers",
            name=lane.name,
            legendgroup=lane.id,
            showlegend=True,
            marker={"color": colour, "size": 9, "symbol": beyond.tolist()},
            cliponaxis=False,
            text=[
                f"unit {unit + 1}: {said(value)}<br>8 of 10 timesteps: {number(a)} to {number(b)}"
                for unit, value, a, b in zip(order, of_mean, low, high, strict=True)
            ],
            hovertemplate=f"{lane.name}, %{{text}}<extra></extra>",
        )
        units = np.arange(1, len(order) + 1)
        for part, values in zip(("τ of the mean", "τ of 10 %", "τ of the median", "τ of 90 %"), tau, strict=True):
            columns[f"{lane.name} {part}"] = (units, values)
    figure.add_hline(
        y=timesteps,
        line={"color": colours.muted, "width": 1.2, "dash": "dash"},
    )
    # Plotly takes the logarithm of a line's place, but not of its words'.
    figure.add_annotation(
        text=f"T = {timesteps}",
        xref="paper",
        x=0.995,
        y=math.log10(timesteps),
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
        font={"size": 12, "color": colours.muted},
    )
    log_axis(figure, "time constant τ in timesteps", range=[math.log10(LOWEST), math.log10(HIGHEST)])
    figure.update_xaxes(range=[0.4, most + 0.6])
    return Chart(
        framed(figure, theme, x="units, shortest memory first", height=400),
        "Time constants: how long each unit keeps its state",
        "Dot: τ = −1 / ln f with f the mean of the unit's keeping gate over time (the forget gate of an LSTM, the "
        "update gate z of a GRU); bar: 8 of 10 timesteps' own τ. After τ timesteps at that value 1/e = 37 % of a "
        f"number is left. {where} A triangle lies beyond the axis: below it is also 0 (keeps nothing), above it "
        "also ∞ (never forgets).",
        columns_csv("unit", columns),
    )


def said(tau: float) -> str:
    """A time constant in words."""
    if math.isinf(tau):
        return "∞: never forgets"
    return "0: keeps nothing" if tau == 0 else f"{number(tau)} timesteps"
