"""Vanish, hold, explode: g^(T−t) as predicted, and what three networks with W_h = g·Q do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.numbers import short, ten_to

LOWEST, HIGHEST = -10, 10
STYLES = {"linear": ("linear", "circle"), "tanh": ("tanh", "square"), "relu": ("ReLU", "diamond")}


def scaled_orthogonal(
    predicted: np.ndarray, measured: Mapping[str, np.ndarray], gain: float, theme: ThemeName, how: str
) -> Chart:
    """log₁₀ by lag: `predicted` as a line, `measured` of each kind of network as marks; empty until it is measured."""
    colours = palette(theme)
    lags = np.arange(len(predicted))
    figure = go.Figure(
        go.Scatter(
            x=lags,
            y=_shown(predicted),
            mode="lines",
            name=f"predicted: {short(gain)} to the power of the lag",
            line={"color": colours.text, "width": 2, "dash": "dash"},
            text=[ten_to(p) for p in predicted],
            hovertemplate="predicted, lag %{x}: %{text}<extra></extra>",
        )
    )
    inks = dict(zip(STYLES, (colours.text, colours.accent, colours.muted), strict=True))
    columns = {"predicted, log10": (lags, predicted)}
    for kind, powers in measured.items():
        name, symbol = STYLES[kind]
        figure.add_scatter(
            x=lags,
            y=_shown(powers),
            mode="lines+markers",
            name=f"{name}, measured",
            text=[ten_to(p) for p in powers],
            line={"color": inks[kind], "width": 1.2},
            marker={"symbol": symbol, "size": 6, "color": inks[kind]},
            hovertemplate=f"{name}, lag %{{x}}: %{{text}}<extra></extra>",
        )
        columns[f"{name}, log10"] = (lags, powers)
    figure.update_xaxes(range=[len(lags) - 0.5, -0.5])
    log_axis(figure, "largest singular value", 2, range=[LOWEST, HIGHEST])
    return Chart(
        framed(figure, theme, x="lag T − t", height=460),
        f"W_h = {short(gain)}·Q: what reaches timestep t",
        f"Largest singular value of ∂h_T/∂hₜ, Q orthogonal, {how}, in float64. Linear: exactly g to the power of the "
        "lag. tanh and ReLU have slopes of at most 1, so the dashed line bounds them (Pascanu, Mikolov & Bengio "
        "2013). What lies beyond the axis stands at its end.",
        columns_csv("lag", columns),
    )


def _shown(powers: np.ndarray) -> np.ndarray:
    return 10.0 ** np.clip(powers, LOWEST, HIGHEST)
