"""A chart: its figure, what is said about it, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from app.figures.palette import ThemeName, palette
from rnn_core.numbers import short

LETTERS, WALL = 13, 16
"""The letters of a chart on a page, and the smallest on a wall, in CSS pixels."""


@dataclass(frozen=True)
class Chart:
    """A figure without words around it: title and caption stand beside it, where no width cuts them.

    `caption` says what is aggregated and how, `csv` holds all numbers that are drawn.
    """

    figure: go.Figure
    title: str
    caption: str
    csv: str


def log_axis(figure: go.Figure, title: str, every: int = 1, **more: Any) -> None:
    """A logarithmic y axis with a number at every `every`th power of ten.

    The numbers are ours: Plotly sets an exponent at 70 % of the size, which is too small for the last row.
    """
    values = [10.0**power for power in range(-40, 41, every)]
    figure.update_yaxes(type="log", title=title, tickvals=values, ticktext=list(map(short, values)), **more)


def framed(figure: go.Figure, theme: ThemeName, *, x: str, **layout: Any) -> go.Figure:
    """`figure` in the look of the product, on a solid background; `x` names its x axis."""
    colours = palette(theme)
    letters = {"tickfont": {"size": 12}, "title": {"font": {"size": 13}}}
    axis = letters | {"gridcolor": colours.grid, "zeroline": False, "linecolor": colours.grid, "ticks": ""}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis, title_standoff=18)
    figure.update_xaxes(title_text=x)
    figure.update_layout(
        font={"family": "system-ui, sans-serif", "color": colours.text, "size": LETTERS},
        paper_bgcolor=colours.panel,
        plot_bgcolor=colours.panel,
        margin={"l": 72, "r": 16, "t": 36, "b": 48},
        height=360,
        hovermode="closest",
        # Plotly leaves room for the letters that a wall shows; `app/view/page.css` sets those of a page smaller.
        legend={
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "xanchor": "left",
            "font": {"size": WALL},
        },
    )
    figure.update_layout(**layout)
    return figure
