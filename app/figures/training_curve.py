"""One number over a training that is not a run's, with lines to compare it with."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from rnn_core.numbers import number

DASHES = ("dash", "dot", "dashdot", "longdash")


def training_curve(
    at: Sequence[float],
    values: Sequence[float],
    theme: ThemeName,
    *,
    title: str,
    caption: str,
    x: str,
    y: str,
    until: float,
    lines: Mapping[str, float] | None = None,
) -> Chart:
    """`values` at the places `at` of the axis `x`, which ends at `until` from the start; `lines` are named levels."""
    colours = palette(theme)
    figure = go.Figure(
        go.Scatter(
            x=list(at),
            y=list(values),
            mode="lines+markers",
            line={"color": colours.accent, "width": 2},
            marker={"size": 5},
            name=y,
            text=list(map(number, values)),
            hovertemplate=f"%{{text}} at %{{x:.1f}} {x}<extra></extra>",
            showlegend=False,
        )
    )
    for dash, (name, level) in zip(DASHES, (lines or {}).items(), strict=False):
        figure.add_scatter(
            x=[0, until],
            y=[level, level],
            mode="lines",
            line={"color": colours.muted, "width": 1.5, "dash": dash},
            name=f"{name}: {number(level)}",
            hoverinfo="name",
        )
    # A little more, so that the last point is whole.
    figure.update_xaxes(range=[-0.02 * until, 1.02 * until])
    figure.update_yaxes(title=y)
    return Chart(framed(figure, theme, x=x, height=300), title, caption, _csv(x, y, at, values, lines or {}))


def _csv(x: str, y: str, at: Sequence[float], values: Sequence[float], lines: Mapping[str, float]) -> str:
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([x, y, *lines])
    table.writerows(
        [repr(float(place)), repr(float(value)), *map(repr, lines.values())]
        for place, value in zip(at, values, strict=True)
    )
    return text.getvalue()
