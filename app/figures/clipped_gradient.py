"""The length of the whole gradient over training, before clipping and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number

FEW = 12
"""Points up to which each has a mark: one alone would have no line."""


def clipped_gradient(found: Mapping[str, FloatArray], lanes: Sequence[Lane], theme: ThemeName) -> Chart:
    """`found` as `Clipping` answers; thin before, thick after, and the limit as a line where there is one."""
    colours = palette(theme)
    steps = found["steps"]
    figure, columns, nothing = go.Figure(), {}, []
    mode = "lines+markers" if len(steps) <= FEW else "lines"
    for lane in lanes:
        if (found[f"{lane.id}.before"] == 0).any():
            nothing.append(lane.name)
        for field, width in (("before", 1.0), ("after", 2.5)):
            values = found[f"{lane.id}.{field}"]
            figure.add_scatter(
                x=steps,
                y=np.where(values > 0, values, np.nan),
                mode=mode,
                name=f"{lane.name} {field}",
                line={"color": colours.lane(lane), "width": width, "dash": lane.dash},
                text=list(map(number, values)),
                hovertemplate=f"{lane.name}, {field} clipping, step %{{x}}: %{{text}}<extra></extra>",
            )
        for field in ("before", "after", "longest", "clipped"):
            columns[f"{lane.name} {field}"] = (steps.astype(int), found[f"{lane.id}.{field}"])
    limit = found["limit"]
    columns["limit"] = (steps.astype(int), limit)
    if (limit > 0).any():
        figure.add_scatter(
            x=steps,
            y=np.where(limit > 0, limit, np.nan),
            mode=mode,
            name="longest gradient allowed",
            line={"color": colours.text, "width": 1.2, "dash": "dash", "shape": "vh"},
            hovertemplate="limit at step %{x}: %{y}<extra></extra>",
        )
    log_axis(figure, "length of dL/dW")
    zeros = f" A length of exactly 0 has no place on this axis: {', '.join(nothing)}." if nothing else ""
    return Chart(
        framed(figure, theme, x="training step", height=340),
        "Clipping: the whole gradient before and after",
        "‖dL/dW‖ of all weights at every training step, first seed: thin before clipping, thick after. Where a point "
        f"stands for several steps it is their middle value; the table has the longest too.{zeros}",
        columns_csv("step", columns),
    )
