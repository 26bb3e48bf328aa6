"""The states and gates of one cell: units down, timesteps across."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.palette import ThemeName, framed, palette
from rnn_core.frames.frame import Lane


def state_names(lane: Lane) -> dict[str, str]:
    """The states and gates of `lane` that can be shown, by trace, with their names."""
    words = {"tanh": "state", "gate": "gate", "signed": ""}
    rows = {row.trace: f"{row.name} {words[row.scale]} {row.letter}" for row in lane.traces if not row.removed}
    return {"hidden": "hidden state h"} | {
        trace: {"cell": "cell state c", "candidate": f"candidate {name[-1]}"}.get(trace, name)
        for trace, name in rows.items()
    }


def state_heat_map(lane: Lane, name: str, theme: ThemeName) -> go.Figure:
    """The tensor `name` of `lane` for the watched example, the top layer, units × timesteps.

    Gates run on [0, 1]. Everything else is signed and diverges on [-1, 1]; a cell state may lie beyond: its colour
    then stays at the end of the scale, and hovering names the value. Raises `KeyError` for what the lane does not have.
    """
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
        title=f"{lane.name}: {state_names(lane)[name]}",
        x="timestep t",
        caption=f"watched example, first seed, top layer; colours from {scale}",
    )
