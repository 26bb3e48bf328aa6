"""The cost of a training step: a group of bars for each quantity, each a part of the largest lane's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import rows_csv
from rnn_core.frames.frame import Lane

BAR, BETWEEN = 22, 26
"""The height of a bar and of the space between two groups, in pixels."""
ROOM = 1.7
"""How far the axis goes, so that a number has room behind the longest bar."""


def cost_bars(
    costs: Mapping[str, Sequence[float]],
    words: Mapping[str, Sequence[str]],
    lanes: Sequence[Lane],
    theme: ThemeName,
    caption: str,
) -> Chart:
    """`costs` has a number for each of `lanes` by the name of the quantity, `words` the same as it is written.

    NaN is a number that is not known.
    """
    colours = palette(theme)
    figure = go.Figure()
    names = list(costs)
    for place, lane in enumerate(lanes):
        shares = [_share(costs[name], place) for name in names]
        said = [words[name][place] for name in names]
        figure.add_bar(
            y=names,
            x=shares,
            orientation="h",
            name=lane.name,
            marker={"color": colours.lane(lane), "pattern": {"shape": PATTERNS[lane.shade]}},
            text=said,
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"{lane.name}<br>%{{y}}: %{{text}}<extra></extra>",
        )
    figure.update_xaxes(range=[0, ROOM], tickvals=[0, 0.25, 0.5, 0.75, 1], tickformat=".0%")
    figure.update_yaxes(autorange="reversed", automargin=True)
    height = len(names) * (len(lanes) * BAR + BETWEEN) + 130
    framed(figure, theme, x="of the largest lane", height=height, barmode="group", bargap=0.25)
    table = {"quantity": names} | {
        lane.name: [repr(float(costs[name][place])) for name in names] for place, lane in enumerate(lanes)
    }
    return Chart(figure, "What a training step costs", caption, rows_csv(table))


PATTERNS = ("", "/", "x", ".")
"""Of the first, second, third and fourth lane of one cell, as line styles are elsewhere."""


def _share(of_lanes: Sequence[float], place: int) -> float:
    largest = max((value for value in of_lanes if math.isfinite(value)), default=0.0)
    value = of_lanes[place]
    return value / largest if largest > 0 and math.isfinite(value) else 0.0
