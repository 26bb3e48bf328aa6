"""The gradient by lag over training, as a map of one lane: columns are training steps, rows are lags."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import numbers, power_of_ten

LOWEST, HIGHEST = -10, 1
"""Powers of ten of the colours, the same for all lanes and moments; what lies beyond has the colour of the end."""


def training_surface(steps: Sequence[int], found: Sequence[FloatArray], lane: Lane, theme: ThemeName) -> Chart:
    """`found` are the medians of ‖∂L/∂h_t‖₂ by lag at each of the kept moments `steps`."""
    colours = palette(theme)
    medians = np.full((len(steps), max(map(len, found))), np.nan, np.float32)
    for row, median in zip(medians, found, strict=True):
        row[: len(median)] = median
    with np.errstate(divide="ignore"):
        powers = np.clip(np.log10(medians.T.astype(np.float64)), LOWEST, HIGHEST)
    ticks = [*range(LOWEST, HIGHEST, 2), HIGHEST]
    figure = go.Figure(
        go.Heatmap(
            x=[str(step) for step in steps] if len(steps) == 1 else list(steps),
            y=np.arange(len(powers)),
            z=powers,
            zmin=LOWEST,
            zmax=HIGHEST,
            colorscale=[[0, colours.panel], [1, colours.lane(lane)]],
            colorbar={
                "tickvals": ticks,
                "ticktext": [power_of_ten(power) if power else "1" for power in ticks],
            },
            text=numbers(medians.T),
            hovertemplate=f"{lane.name}, step %{{x}}, lag %{{y}}<br>∂L/∂h: %{{text}}<extra></extra>",
            hoverongaps=False,
        )
    )
    figure.update_yaxes(title="lag", range=[len(powers) - 0.5, -0.5])
    if len(steps) > 1:
        # A column reaches half way to the next one, on both sides: no step comes before the first.
        figure.update_xaxes(range=[steps[0], steps[-1]])
    return Chart(
        framed(figure, theme, x="training step", height=300),
        f"{lane.name}: gradient by lag, over training",
        "Each column is a kept moment of the run, each row a number of timesteps before the last one. Colour: the "
        "middle value of ‖∂L/∂hₜ‖ over the examples of that moment's training batch, from 10⁻¹⁰ to 10. First seed, top "
        "layer.",
        columns_csv(
            "lag", {f"step {step}": (np.arange(len(row)), row) for step, row in zip(steps, medians, strict=True)}
        ),
    )
