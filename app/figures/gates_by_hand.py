"""One LSTM unit with gates set by hand: its input, its cell state and its output under one another."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.numbers import decimal, short

ROWS = (("input x", 0.76, 1.0), ("cell state c", 0.34, 0.68), ("output h", 0.0, 0.26))
LEAST = 1.0
"""Each axis reaches at least so far, so that it stands still while a slider is moved."""


def gates_by_hand(
    x: FloatArray, c: FloatArray, h: FloatArray, gates: tuple[float, float, float], theme: ThemeName
) -> Chart:
    """The three curves over the timesteps; `gates` are i, f and o."""
    colours, figure = palette(theme), go.Figure()
    timesteps = np.arange(1, len(x) + 1)
    cell = colours.cell("lstm")
    figure.add_bar(x=timesteps, y=x, marker={"color": colours.text}, width=0.5, yaxis="y", **_hover("x", x))
    for values, axis, letter in ((c, "y2", "c"), (h, "y3", "h")):
        figure.add_scatter(
            x=timesteps,
            y=values,
            mode="lines+markers",
            line={"color": cell, "width": 2.5},
            marker={"size": 6},
            yaxis=axis,
            **_hover(letter, values),
        )
    i, f, o = map(short, gates)
    framed(figure, theme, x="timestep t", height=460, showlegend=False)
    for number, ((name, bottom, top), values) in enumerate(zip(ROWS, (x, c, h), strict=True), start=1):
        most = 1.08 * max(LEAST, float(np.abs(values).max()))
        low = -most if float(values.min()) < 0 else -0.08 * most
        layout = {"domain": [bottom, top], "range": [low, most], "title": {"text": name}, "nticks": 4}
        layout |= {"zeroline": True, "zerolinecolor": colours.muted, "zerolinewidth": 1}
        figure.update_layout({f"yaxis{number if number > 1 else ''}": layout})
    figure.update_xaxes(range=[0.3, len(x) + 0.7], anchor="y3")
    return Chart(
        figure,
        f"One unit by hand: i = {i}, f = {f}, o = {o}",
        "Computed by the LSTM's equations with constant gates: c = f·c(before) + i·x and h = o·tanh(c), from c = 0. No "
        "network and no training: in a network the gates change at every timestep (Hochreiter & Schmidhuber 1997; Gers "
        "et al. 2000).",
        columns_csv("timestep", {"x": (timesteps, x), "c": (timesteps, c), "h": (timesteps, h)}),
    )


def _hover(letter: str, values: FloatArray) -> dict[str, object]:
    return {
        "text": [decimal(value) for value in values],
        "textposition": "none" if letter == "x" else None,
        "hovertemplate": f"{letter} at timestep %{{x}}: %{{text}}<extra></extra>",
    }
