"""Lengths of gradients as lines on one fixed log axis, a lane in its own colour, with a ruler of float32's rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.gradient_profile import FLOOR, ceiling_of, mark_beyond, show_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number

ROUNDING = 2.0**-24
"""Half a unit in the last place of float32: what is smaller beside 1 is lost when it is added to 1."""


@dataclass(frozen=True)
class Line:
    """A lane's lengths: the median, or 10 %, median and 90 % of several examples `[1 or 3, K]`.

    They stand at the places 0, 1, … or `at` others. A `thin` line is one beside the lane's own, called `what`
    ("∂L/∂c"); it has no band.
    """

    lane: Lane
    spread: FloatArray
    what: str = "∂L/∂h"
    thin: bool = False
    at: np.ndarray | None = None

    @property
    def places(self) -> np.ndarray:
        """The place of the lengths."""
        return np.arange(self.spread.shape[1]) if self.at is None else self.at.astype(int)

    @property
    def name(self) -> str:
        """The words of the legend."""
        return f"{self.lane.name}: {self.what}" if self.thin else self.lane.name

    @property
    def median(self) -> FloatArray:
        """The middle value."""
        return self.spread[len(self.spread) // 2]


def gradient_lines(
    lines: Sequence[Line],
    theme: ThemeName,
    *,
    title: str,
    caption: str,
    x: str,
    place: str,
    height: int = 360,
    backwards: bool = False,
    ruler: bool = False,
) -> Chart:
    """`lines` over the axis `x`, whose values are called `place`; `backwards` has 0 at the right, as time runs.

    With `ruler` a shade covers what float32 loses beside the largest median on the chart.
    """
    colours = palette(theme)
    ceiling = ceiling_of(line.spread for line in lines)
    figure = go.Figure()
    for line in lines:
        _add(figure, line, colours.lane(line.lane), ceiling, place)
    most = max((float(line.places.max()) for line in lines if len(line.places)), default=1.0)
    figure.update_xaxes(range=[most + 0.5, -0.5] if backwards else [0, most * 1.02])
    show_axis(figure, ceiling)
    said = caption
    largest = _largest(lines)
    if ruler and largest > 0:
        level = max(ROUNDING * largest, FLOOR)
        _shade(figure, level, colours.muted)
        said += (
            f" Shaded: below {number(ROUNDING * largest)}, which is 2⁻²⁴ of the largest; float32 loses it when the "
            "timesteps are added up."
        )
    return Chart(
        framed(figure, theme, x=x, height=height),
        title,
        f"{said} A triangle lies beyond the axis; a 0 does too.",
        _csv(lines, place),
    )


def _largest(lines: Sequence[Line]) -> float:
    medians = [line.median[np.isfinite(line.median)] for line in lines if not line.thin]
    return max((float(median.max(initial=0)) for median in medians), default=0.0)


def _shade(figure: go.Figure, level: float, colour: str) -> None:
    figure.add_shape(
        type="rect",
        xref="paper",
        x0=0,
        x1=1,
        y0=FLOOR,
        y1=level,
        fillcolor=translucent(colour, 0.12),
        line={"width": 0},
        layer="below",
    )
    for words, anchor in (("useful", "bottom"), ("lost in rounding", "top")):
        figure.add_annotation(
            text=words,
            xref="paper",
            x=0.995,
            y=np.log10(level),
            xanchor="right",
            yanchor=anchor,
            showarrow=False,
            font={"size": 12, "color": colour},
        )


def _add(figure: go.Figure, line: Line, colour: str, ceiling: float, place: str) -> None:
    shown = {"legendgroup": line.lane.id, "showlegend": False, "hoverinfo": "skip"}
    if len(line.spread) == 3 and not line.thin:
        low, _, high = line.spread
        figure.add_scatter(
            x=np.concatenate([line.places, line.places[::-1]]),
            y=np.clip(np.concatenate([high, low[::-1]]), FLOOR, ceiling),
            mode="lines",
            fill="toself",
            fillcolor=translucent(colour, 0.18),
            line={"width": 0},
            **shown,
        )
    words = [number(value) for value in line.median]
    if len(line.spread) == 3:
        ends = zip(line.spread[0], line.median, line.spread[2], strict=True)
        words = [f"{number(m)}<br>8 of 10 examples: {number(a)} to {number(b)}" for a, m, b in ends]
    figure.add_scatter(
        x=line.places,
        y=np.clip(line.median, FLOOR, ceiling),
        customdata=line.median,
        mode="lines+markers" if len(line.places) <= 12 else "lines",
        name=line.name,
        legendgroup=line.lane.id,
        line={"color": colour, "width": 1 if line.thin else 2.5, "dash": line.lane.dash},
        text=words,
        hovertemplate=f"{line.lane.name}, {place} %{{x}}<br>{line.what}: %{{text}}<extra></extra>",
    )
    mark_beyond(figure, line.places, line.median, ceiling, colour, line.lane.id)


def _csv(lines: Sequence[Line], place: str) -> str:
    names = ("10 %", "median", "90 %")
    columns = {
        f"{line.lane.name} {line.what} {names[k] if len(line.spread) == 3 else 'median'}": (line.places, values)
        for line in lines
        for k, values in enumerate(line.spread)
    }
    return columns_csv(place, columns)
