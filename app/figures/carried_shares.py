"""How much of what W_h learns comes from the last timesteps: the summed ‖C_t‖_F, cumulated from the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import percent


def carried_shares(shares: Mapping[str, FloatArray], lanes: Sequence[Lane], examples: int, theme: ThemeName) -> Chart:
    """The median `shares` `[T]` of each lane: at k, what the last k timesteps carry."""
    colours = palette(theme)
    figure, columns, longest = go.Figure(), {}, 1
    for lane in lanes:
        values = shares[lane.id]
        places = np.arange(1, len(values) + 1)
        longest = max(longest, len(values))
        columns[lane.name] = (places, values)
        figure.add_scatter(
            x=places,
            y=values,
            mode="lines",
            name=lane.name,
            line={"color": colours.lane(lane), "width": 2.5, "dash": lane.dash},
            text=[percent(value) if np.isfinite(value) else "–" for value in values],
            hovertemplate=f"{lane.name}: the last %{{x}} timesteps carry %{{text}}<extra></extra>",
        )
    figure.add_hline(y=0.99, line={"color": colours.muted, "width": 1.2, "dash": "dash"})
    figure.add_annotation(
        text="99 %",
        xref="paper",
        x=1,
        y=0.99,
        xanchor="right",
        yanchor="top",
        showarrow=False,
        font={"size": 12, "color": colours.muted},
    )
    figure.update_xaxes(range=[longest + 0.5, 0.5])
    figure.update_yaxes(title="share of the sum", range=[0, 1.03], tickformat=".0%")
    return Chart(
        framed(figure, theme, x="the last k timesteps", height=300),
        "What the last timesteps carry",
        f"Σ‖Cₜ‖ over the last k timesteps, as a share of the sum over all; Cₜ = hₜ₋₁ᵀδₜ is what timestep t adds to "
        f"dL/dW_h, and its length is the Frobenius norm. Line: the middle value of {examples} test examples. First "
        "seed, top layer. After Cashman et al. 2019 (RNNbow).",
        columns_csv("last k timesteps", columns),
    )
