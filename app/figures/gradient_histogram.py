"""How many gradients have which length: the histogram of log₁₀ ‖∂L/∂h_t‖ over timesteps and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import rows_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import percent, power_of_ten, ten_to

LOWEST, HIGHEST = -20, 6
"""Powers of ten of the axis, the same at every moment and in every run."""


def gradient_histogram(norms: Mapping[str, FloatArray], lanes: Sequence[Lane], theme: ThemeName) -> Chart:
    """`norms` `[T, B]` of each lane by id, NaN where there is no timestep; one bin for each half of a power of ten.

    What is 0, infinite or beyond the axis is counted in the caption, for no bar could show it.
    """
    colours = palette(theme)
    edges = np.arange(LOWEST, HIGHEST + 0.5, 0.5)
    figure, beyond = go.Figure(), []
    columns: dict[str, Sequence[object]] = {"log10 from": edges[:-1].tolist(), "log10 to": edges[1:].tolist()}
    for lane in lanes:
        values = norms[lane.id][~np.isnan(norms[lane.id])].astype(np.float64)
        positive = values[(values > 0) & np.isfinite(values)]
        counts = np.histogram(np.log10(positive), edges)[0]
        shares = counts / max(len(values), 1)
        columns[f"{lane.name}, share"] = shares.tolist()
        if left := len(values) - int(counts.sum()):
            beyond.append(f"{lane.name}: {percent(left / len(values))} are 0, infinite or beyond the axis.")
        colour = colours.lane(lane)
        figure.add_scatter(
            x=edges[:-1] + 0.25,
            y=shares,
            mode="lines",
            fill="tozeroy",
            fillcolor=translucent(colour, 0.12),
            line={"color": colour, "width": 2, "dash": lane.dash, "shape": "hvh"},
            name=lane.name,
            text=[
                f"{percent(share)} from {ten_to(low)} to {ten_to(high)}"
                for share, low, high in zip(shares, edges[:-1], edges[1:], strict=True)
            ],
            hovertemplate=f"{lane.name}: %{{text}}<extra></extra>",
        )
    figure.update_xaxes(
        range=[LOWEST, HIGHEST],
        tickvals=list(range(LOWEST, HIGHEST + 1, 4)),
        ticktext=[power_of_ten(power) if power else "1" for power in range(LOWEST, HIGHEST + 1, 4)],
    )
    figure.update_yaxes(title="share", rangemode="tozero", tickformat=".0%")
    return Chart(
        framed(figure, theme, x="length of ∂L/∂hₜ", height=300),
        "Histogram of the gradient's length",
        "Every timestep of every example of the training batch counts once; bins of half a power of ten. "
        + " ".join(beyond),
        rows_csv(columns),
    )
