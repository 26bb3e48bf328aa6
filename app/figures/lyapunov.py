"""The finite-time Lyapunov exponents of a lane: at which rate each direction grows or shrinks, a timestep."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number


def lyapunov(exponents: FloatArray, lane: Lane, theme: ThemeName, *, timesteps: int, numbers: int) -> Chart:
    """The largest `exponents` of a state of so many `numbers`; −inf is a direction that is lost altogether."""
    colours = palette(theme)
    places = np.arange(1, len(exponents) + 1)
    finite = np.isfinite(exponents)
    figure = go.Figure(
        go.Scatter(
            x=places[finite],
            y=exponents[finite],
            mode="lines+markers",
            name="λ",
            line={"color": colours.lane(lane), "width": 2, "dash": lane.dash},
            text=[f"{number(value)}, a factor of {number(np.exp(value))} a timestep" for value in exponents[finite]],
            hovertemplate="λ%{x} = %{text}<extra></extra>",
            showlegend=False,
        )
    )
    figure.add_hline(y=0, line={"color": colours.muted, "width": 1.2, "dash": "dash"})
    figure.update_yaxes(title="λ, natural logarithm")
    lost = int(len(exponents) - finite.sum())
    missing = f" Of them −∞, a direction that is lost altogether: {lost}." if lost else ""
    several = (
        f"Shown: the {len(exponents)} largest of {numbers}" if len(exponents) < numbers else f"Shown: all {numbers}"
    )
    return Chart(
        framed(figure, theme, x="number of the exponent", height=300),
        f"{lane.name}: finite-time Lyapunov exponents",
        f"λ = 1/T Σ ln|R| from a QR of Jₖ Q at every timestep (Benettin et al. 1980), T = {timesteps}, in float64. e^λ "
        f"is the mean factor of a timestep: above 0 a small change grows. {several}.{missing}",
        columns_csv("number", {"lambda": (places, exponents)}),
    )
