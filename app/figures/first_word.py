"""How much of the first written word's error reaches each word of the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number


def first_word(
    spreads: Mapping[str, FloatArray], lanes: Sequence[Lane], sentences: int, theme: ThemeName, *, unit: str
) -> Chart:
    """`spreads` of each lane `[3, N]`: 10 %, median and 90 % at the words of the source, from the first on.

    They are of so many `sentences`; `unit` is what one of their tokens is.
    """
    colours = palette(theme)
    figure = go.Figure()
    columns = {}
    for lane in lanes:
        low, middle, high = np.asarray(spreads[lane.id])
        words = np.arange(1, len(middle) + 1)
        known = ~np.isnan(middle)
        colour = colours.lane(lane)
        figure.add_scatter(
            x=[*words[known], *words[known][::-1]],
            y=[*high[known], *low[known][::-1]],
            mode="lines",
            fill="toself",
            fillcolor=translucent(colour, 0.14),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=words[known],
            y=middle[known],
            mode="lines+markers",
            name=lane.name,
            line={"color": colour, "dash": lane.dash, "width": 2.5},
            text=list(map(number, middle[known])),
            hovertemplate=f"{unit} %{{x}}: %{{text}}<extra>%{{fullData.name}}</extra>",
        )
        for row, values in (("10 %", low), ("median", middle), ("90 %", high)):
            columns[f"{lane.name}, {row}"] = (words, values)
    log_axis(figure, "share of the largest", rangemode="normal")
    figure.update_xaxes(dtick=1)
    return Chart(
        framed(figure, theme, x=f"{unit} of the source, from the first", height=320),
        f"The first {unit}'s error, back at each {unit} of the source",
        f"‖∂L/∂h_t‖₂ at the timestep that reads a {unit}, over the largest of its sentence. L = −ln p of the "
        f"right first {unit}. Line = median, band = 8 of 10 of {sentences} held-out sentences. First seed, top layer.",
        columns_csv(unit, columns),
    )
