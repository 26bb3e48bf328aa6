"""The states and gates of one cell: units down, timesteps across."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.palette import CELL_NAMES, ThemeName, framed, palette
from rnn_core.frames.frame import Frame

STATES = {
    "hidden": "hidden state h",
    "cell": "cell state c",
    "input_gate": "input gate i",
    "forget_gate": "forget gate f",
    "candidate": "candidate",
    "output_gate": "output gate o",
    "reset_gate": "reset gate r",
    "update_gate": "update gate z",
}


def state_heat_map(frame: Frame, cell: str, name: str, theme: ThemeName) -> go.Figure:
    """The tensor `name` of the lane `cell` for the watched example, the top layer, units × timesteps.

    Gates run on [0, 1]. Everything else is signed and diverges on [-1, 1]; a cell state may lie beyond: its colour
    then stays at the end of the scale, and hovering names the value. Raises `KeyError` for what is not in the frame.
    """
    lane = {lane.cell: lane for lane in frame.lanes}[cell]
    values = lane.arrays[name][-1].T
    units, timesteps = values.shape
    gate = name.endswith("_gate")
    colours = palette(theme)
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=np.arange(1, timesteps + 1),
            y=np.arange(1, units + 1),
            colorscale=colours.gates if gate else colours.signed,
            zmin=0 if gate else -1,
            zmax=1,
            colorbar={"thickness": 10, "outlinewidth": 0},
            hovertemplate="unit %{y}, t = %{x}: %{z:.4g}<extra></extra>",
        )
    )
    figure.update_yaxes(title="unit", autorange="reversed")
    scale = "0 (closed) to 1 (open)" if gate else "−1 to 1"
    return framed(
        figure,
        theme,
        title=f"{CELL_NAMES[cell]}: {STATES.get(name, name)}",
        x="timestep t",
        caption=f"watched example, first seed, top layer; colours from {scale}",
    )
