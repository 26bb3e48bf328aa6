"""The gates and the state of one unit over the timesteps of the watched example."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.heat_map import state_names, watched_slope, watched_values
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from app.figures.unit_curves import SYMBOLS, add_curve
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane


def unit_gates(lane: Lane, unit: int, timestep: int, words: list[str], theme: ThemeName, *, where: str) -> Chart:
    """Each gate of the `unit` (from 1) as a grey curve and its state in the lane's colour; a line at the `timestep`.

    A lane without gates has φ′ in their place. `words` are the inputs.
    """
    colours, figure = palette(theme), go.Figure()
    state = "cell" if lane.cell == "lstm" else "hidden"
    names = state_names(lane)
    gates = {
        row.trace: watched_values(lane, row.trace) for row in lane.traces if row.scale == "gate" and not row.removed
    }
    curves: dict[str, FloatArray] = {names[trace]: values for trace, values in gates.items()}
    if lane.squash:
        curves["tanh′" if lane.squash == "tanh" else "ReLU′"] = watched_slope(lane)
    curves[names[state]] = watched_values(lane, state)
    timesteps, columns = np.arange(1, len(words) + 1), {}
    for place, (name, values) in enumerate(curves.items()):
        own, last = values[:, unit - 1], name == names[state]
        columns[name] = timesteps, own
        line = {"color": colours.lane(lane) if last else colours.muted, "width": 3 if last else 1.5}
        symbol = SYMBOLS[-1] if last else SYMBOLS[place % (len(SYMBOLS) - 1)]
        add_curve(figure, name, own, words, line, {"symbol": symbol, "size": 6})
    figure.add_vline(x=timestep, line={"color": colours.text, "width": 1, "dash": "dot"})
    return Chart(
        framed(figure, theme, x="timestep t", height=300),
        f"{lane.name}: unit {unit} over the timesteps",
        f"{where} Dotted: the timestep of the drawing.",
        columns_csv("timestep", columns),
    )
