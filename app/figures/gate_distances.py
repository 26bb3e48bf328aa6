"""How near a lane's gates and its state are to their ends, over training."""

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

DASHES = ("solid", "dash", "dot")


def gate_distances(
    steps: Sequence[int],
    gates: Mapping[str, Sequence[FloatArray]],
    hidden: Sequence[FloatArray],
    lane: Lane,
    theme: ThemeName,
    where: str,
) -> Chart:
    """Of each unit the mean of min(v, 1 − v) of every gate, by trace, at the kept moments `steps`; of h of 1 − |h|.

    `hidden` is empty where h has no bound. The lines are the middle units; the table has the units between which 8 of
    10 lie.
    """
    colours, figure, columns = palette(theme), go.Figure(), {}
    names = {row.trace: f"{row.name} gate {row.letter}: min(v, 1 − v)" for row in lane.traces}
    lines = [
        (names[gate], found, colours.lane(lane), dash)
        for (gate, found), dash in zip(gates.items(), DASHES, strict=False)
    ]
    if hidden:
        lines.append(("state h: 1 − |h|", hidden, colours.muted, "solid"))
    for name, found, colour, dash in lines:
        spreads = np.array([np.quantile(values, (0.1, 0.5, 0.9)) for values in found])
        figure.add_scatter(
            x=list(steps),
            y=spreads[:, 1],
            mode="lines+markers" if len(steps) <= 12 else "lines",
            name=name,
            showlegend=True,
            line={"color": colour, "width": 2.5, "dash": dash},
            text=[f"{number(middle)}<br>8 of 10 units: {number(a)} to {number(b)}" for a, middle, b in spreads],
            hovertemplate=f"{name}, step %{{x}}<br>%{{text}}<extra></extra>",
        )
        for k, part in enumerate(("10 %", "median", "90 %")):
            columns[f"{name} {part}"] = (np.asarray(steps), spreads[:, k])
    # Of one moment at step 0 alone Plotly would begin at −1.
    figure.update_xaxes(rangemode="nonnegative")
    figure.update_yaxes(title="distance to the nearest end", range=[-0.02, 1.02 if hidden else 0.52])
    return Chart(
        framed(figure, theme, x="training step", height=380),
        f"{lane.name}: how far from its ends, over training",
        f"0 = always shut or open, or h at −1 or 1: there σ′ or tanh′ is 0 and little is learned. 0.5 is the middle of "
        f"a gate, 1 that of h. Each unit's mean over time; lines: the middle unit. {where}",
        columns_csv("step", columns),
    )
