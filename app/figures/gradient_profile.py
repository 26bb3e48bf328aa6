"""How long the gradient is that reaches each timestep: the picture of vanishing and exploding gradients."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.palette import ThemeName, framed, palette, translucent
from rnn_core.frames.frame import Frame

FLOOR, CEILING = 1e-10, 1e1


def gradient_profile(frame: Frame, theme: ThemeName) -> go.Figure:
    """‖∂L/∂h_t‖₂ by timestep for every lane, median over the batch with a band from 10 to 90 %, on a fixed log axis.

    Of stacked layers the top one is drawn. Values below the axis are drawn at its floor; hovering names the true value.
    """
    colours = palette(theme)
    figure = go.Figure()
    timesteps = np.arange(1, len(frame.inputs) + 1)
    for lane in frame.lanes:
        name, colour = lane.name, colours.lane(lane)
        low, median, high = lane.arrays["hidden_gradient"][-1]
        figure.add_scatter(
            x=np.concatenate([timesteps, timesteps[::-1]]),
            y=np.clip(np.concatenate([high, low[::-1]]), FLOOR, CEILING),
            mode="lines",
            fill="toself",
            fillcolor=translucent(colour, 0.18),
            line={"width": 0},
            legendgroup=lane.id,
            showlegend=False,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=timesteps,
            y=np.clip(median, FLOOR, CEILING),
            customdata=np.stack([low, median, high], axis=1),
            mode="lines",
            name=name,
            legendgroup=lane.id,
            line={"color": colour, "width": 2, "dash": lane.dash},
            hovertemplate=f"{name}, t = %{{x}}<br>median %{{customdata[1]:.3g}}"
            "<br>10–90 %: %{customdata[0]:.3g} … %{customdata[2]:.3g}<extra></extra>",
        )
    figure.update_yaxes(
        type="log",
        title="‖∂L/∂h<sub>t</sub>‖<sub>2</sub>",
        range=[float(np.log10(FLOOR)), float(np.log10(CEILING))],
        dtick=2,
        exponentformat="power",
    )
    loss = "the loss at the last step" if frame.config.get("profile", "last") == "last" else "the loss as trained"
    return framed(
        figure,
        theme,
        title="Gradient by timestep",
        x="timestep t",
        caption=f"L2 norm per example, of {loss}; line: median over the batch, band: 10–90 %; first seed, top layer",
    )
