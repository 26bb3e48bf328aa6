"""A chart: its figure, what is said about it, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any, get_args

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio

from app.figures.palette import ThemeName, palette
from rnn_core.numbers import short

LETTERS, WALL = 13, 16
"""The letters of a chart on a page, and the smallest on a wall, in CSS pixels."""
LEGEND_LETTERS = 40
"""Letters of a line in a legend: as many as a phone has room for."""
FEW = 10
"""An axis that counts no further has a tick at every whole number."""
HEIGHT, LINE = 360, 20
"""Of a chart that says nothing else, and of a line of its legend, in CSS pixels."""


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


def _look(theme: ThemeName) -> go.layout.Template:
    colours = palette(theme)
    axis = {
        "automargin": True,
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "tickfont": {"size": 12},
        "ticklabelstandoff": 4,
        "ticks": "",
        "zeroline": False,
    }
    bar = {"colorbar": {"outlinewidth": 0, "thickness": 10, "ticks": ""}}
    layout = {
        "annotationdefaults": {"arrowhead": 0, "arrowwidth": 1},
        # Words that are digits are words.
        "autotypenumbers": "strict",
        "height": HEIGHT,
        "hoverlabel": {"align": "left"},
        "hovermode": "closest",
        # Plotly leaves room for the letters that a wall shows; `app/view/page.css` sets those of a page smaller.
        "legend": {
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "xanchor": "left",
            "font": {"size": WALL},
            # On a phone four long names take eight lines. Beyond half of the height Plotly would hide the last ones.
            "maxheight": 0.75,
        },
        "margin": {"l": 72, "r": 16, "t": 36, "b": 48},
        "shapedefaults": {"line": {"color": colours.text}},
        "xaxis": axis | {"title": {"font": {"size": LETTERS}, "standoff": 15}},
        "yaxis": axis | {"title": {"font": {"size": LETTERS}, "standoff": 18}},
    }
    return go.layout.Template(layout=layout, data={"heatmap": [bar], "scatter": [{"marker": bar}]})


# As templates: Plotly checks each value of a figure whenever the figure is made or copied, but a known template's only
# once. Its own template would be most of what a small chart sends.
for _theme in get_args(ThemeName):
    pio.templates[f"unrolled {_theme}"] = _look(_theme)
pio.templates.default = None


def _counts_few(figure: go.Figure, name: str) -> bool:
    """Whether an axis counts a few timesteps, steps or units: Plotly's ticks would stand between two whole numbers.

    A y axis counts in heat maps alone.
    """
    axis = figure.layout[f"{name}axis"]
    if axis.type in ("log", "category") or axis.tickvals is not None or axis.dtick is not None:
        return False
    traces = [trace for trace in figure.data if name == "x" or trace.type == "heatmap"]
    places = [np.ravel(trace[name]) for trace in traces if name in trace and trace[name] is not None]
    if not places or any(each.dtype.kind not in "iuf" for each in places):
        return False
    known = np.concatenate(places)
    known = known[np.isfinite(known)]
    return bool(len(known) and np.ptp(known) < FEW and (known == np.round(known)).all())


def framed(figure: go.Figure, theme: ThemeName, *, x: str, **layout: Any) -> go.Figure:
    """`figure` in the look of the product, on a solid background; `x` names its x axis.

    A long name of a curve is broken into lines, for which the figure is higher: Plotly cuts a line of its legend off
    where the picture ends.
    """
    colours, more_lines = palette(theme), 0
    for trace in figure.data:
        if trace.name is not None and len(trace.name) > LEGEND_LETTERS:
            lines = wrap(trace.name, LEGEND_LETTERS)
            trace.name = "<br>".join(lines)
            more_lines += len(lines) - 1
    figure.update_layout(
        template=f"unrolled {theme}",
        font={"family": "system-ui, sans-serif", "color": colours.text, "size": LETTERS},
        paper_bgcolor=colours.panel,
        plot_bgcolor=colours.panel,
    )
    figure.update_xaxes(title_text=x)
    figure.update_layout(**layout)
    for name in ("x", "y"):
        if _counts_few(figure, name):
            figure.layout[f"{name}axis"].dtick = 1
    if more_lines:
        figure.update_layout(height=(figure.layout.height or HEIGHT) + LINE * more_lines)
    return figure
