"""The itemised gradient as a triangle: which loss sends how much to which timestep."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number, numbers, power_of_ten

DECADES = 8


def triangle_map(
    norms: FloatArray, along: FloatArray, total: float, lane: Lane, theme: ThemeName, example: int
) -> Chart:
    """`norms` `[s, t]` of C_{s,t}, and `along`, each item's part of the total's length; nothing above the diagonal."""
    colours = palette(theme)
    T = len(norms)
    timesteps = np.arange(1, T + 1)
    largest = float(np.max(norms, where=np.isfinite(norms), initial=0))
    top = int(np.ceil(np.log10(largest))) if largest > 0 else 0
    with np.errstate(divide="ignore"):
        powers = np.clip(np.log10(norms.astype(np.float64)), top - DECADES, top)
    powers[np.triu_indices(T, 1)] = np.nan
    ticks = list(range(top - DECADES, top + 1, 2))
    figure = go.Figure(
        go.Heatmap(
            x=timesteps,
            y=timesteps,
            z=powers,
            zmin=top - DECADES,
            zmax=top,
            colorscale=[[0, colours.panel], [1, colours.lane(lane)]],
            colorbar={
                "tickvals": ticks,
                "ticktext": list(map(power_of_ten, ticks)),
            },
            customdata=numbers(along),
            text=numbers(norms),
            hoverongaps=False,
            hovertemplate="error at %{y} → timestep %{x}<br>‖C‖ = %{text}, its part %{customdata}<extra></extra>",
        )
    )
    figure.update_xaxes(range=[0.5, T + 0.5])
    figure.update_yaxes(title="error at timestep s", range=[T + 0.5, 0.5])
    return Chart(
        framed(figure, theme, x="timestep t", height=420),
        f"{lane.name}: the gradient item by item",
        f"Colour: ‖C‖ of each item on a log scale, C = hₜ₋₁ᵀδ being what the error at s alone adds to dL/dW_h at t "
        f"(RNNbow, Cashman et al. 2019). All items together are dL/dW_h itself, of length {number(total)}; the table "
        f"has each item's part of that length, and the parts add up to {number(float(along.sum()))}. Test example "
        f"{example}, first seed, top layer.",
        columns_csv(
            "error at s",
            {
                f"{name}, timestep {t}": (timesteps, values[:, t - 1])
                for name, values in (("norm", norms), ("part", along))
                for t in timesteps
            },
        ),
    )
