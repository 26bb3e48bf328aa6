"""Spectral radius and largest singular value of W_h over training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number

NAMES = {"largest": ("σ_max", 2.5), "radius": ("ρ", 1.2)}


def recurrent_weights(
    steps: Sequence[int],
    moments: Sequence[Mapping[str, FloatArray]],
    blocks: Mapping[str, Sequence[str]],
    lanes: Sequence[Lane],
    theme: ThemeName,
) -> Chart:
    """`{lane}.largest` and `{lane}.radius` `[G]` at the kept moments `steps`; drawn is the candidate's block."""
    colours = palette(theme)
    found = {name: np.stack([moment[name] for moment in moments]) for name in moments[0]}
    figure, columns = go.Figure(), {}
    for lane in lanes:
        names = list(blocks[lane.id])
        drawn = next(k for k, name in enumerate(names) if name in ("W_h", "candidate"))
        for field, (words, width) in NAMES.items():
            values = found[f"{lane.id}.{field}"]
            figure.add_scatter(
                x=list(steps),
                y=values[:, drawn],
                mode="lines+markers" if len(steps) <= 12 else "lines",
                name=f"{lane.name} {words}",
                line={"color": colours.lane(lane), "width": width, "dash": lane.dash},
                text=list(map(number, values[:, drawn])),
                hovertemplate=f"{lane.name} {words}, step %{{x}}: %{{text}}<extra></extra>",
            )
            for k, name in enumerate(names):
                columns[f"{lane.name} {name} {words}"] = (np.asarray(steps), values[:, k])
    figure.add_hline(y=1, line={"color": colours.muted, "width": 1.2, "dash": "dash"})
    # Of one moment at step 0 alone Plotly would begin at −1.
    figure.update_xaxes(rangemode="nonnegative")
    figure.update_yaxes(title="size of W_h", rangemode="tozero")
    return Chart(
        framed(figure, theme, x="training step", height=340),
        "W_h over training",
        "Thick: largest singular value σ_max; thin: spectral radius ρ, the largest absolute eigenvalue. Of an LSTM and "
        "a GRU the candidate's matrix; the table has every gate's. First seed, top layer, at kept moments of the run. "
        "σ_max below 1 is enough for a vanilla RNN's gradient to vanish; above 1 is needed for it to explode, and not "
        "enough (Pascanu, Mikolov & Bengio 2013).",
        columns_csv("step", columns),
    )
