"""The singular values of ∂s_T/∂s_t by lag, between the bounds that must hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import ten_to

LOWEST, HIGHEST = -30, 10
"""Powers of ten; the axis is the same for all lanes and moments, and what lies beyond stands at its end."""
BOUNDS = {
    "upper": ("upper bound", "dash"),
    "lower": ("lower bound", "dash"),
    "weights_alone": ("σ_max(W_h) to the power of the lag", "dot"),
}


def singular_values(
    found: Mapping[str, FloatArray], lane: Lane, theme: ThemeName, *, pascanu: bool, state: str
) -> Chart:
    """`found` as `JacobianSpectrum` answers: `lags` and the rest as log₁₀; `state` is what s stands for."""
    colours = palette(theme)
    lags, values = found["lags"], found["singular_values"]
    figure = go.Figure()
    numbers = values.shape[1]
    drawn = {"the largest" if numbers > 1 else "the only one": (values[:, 0], 2.5)}
    drawn |= {"the middle one": (values[:, numbers // 2], 1.4)} if numbers > 2 else {}
    drawn |= {"the smallest": (values[:, -1], 1.0)} if numbers > 1 else {}
    for k in range(1, numbers - 1) if numbers <= 64 else ():
        figure.add_scatter(
            x=lags,
            y=_shown(values[:, k]),
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
            line={"color": translucent(colours.lane(lane), 0.18), "width": 1},
        )
    for name, (powers, width) in drawn.items():
        figure.add_scatter(
            x=lags,
            y=_shown(powers),
            mode="lines",
            name=name,
            text=list(map(ten_to, powers)),
            line={"color": colours.lane(lane), "width": width},
            hovertemplate=f"{name}, lag %{{x}}: %{{text}}<extra></extra>",
        )
    for name, (words, dash) in BOUNDS.items():
        if name in found:
            figure.add_scatter(
                x=lags,
                y=_shown(found[name]),
                mode="lines",
                name=words,
                text=list(map(ten_to, found[name])),
                line={"color": colours.text, "width": 1.4, "dash": dash},
                hovertemplate=f"{words}, lag %{{x}}: %{{text}}<extra></extra>",
            )
    figure.update_xaxes(range=[float(lags[-1]) + 0.5, -0.5])
    log_axis(figure, "singular value", 5, range=[LOWEST, HIGHEST])
    bounds = (
        "∏ min φ′ · σ_min(W_h) ≤ σ ≤ ∏ max φ′ · σ_max(W_h) (Pascanu, Mikolov & Bengio 2013)"
        if pascanu
        else "∏ σ_min(J) ≤ σ ≤ ∏ σ_max(J), J the Jacobian of one timestep"
    )
    if "upper" not in found:
        bounds = "not worked out for a state of more than 128 numbers"
    columns = {f"singular value {k + 1}, log10": (lags.astype(int), values[:, k]) for k in range(numbers)}
    columns |= {f"{name}, log10": (lags.astype(int), found[name]) for name in BOUNDS if name in found}
    return Chart(
        framed(figure, theme, x="lag T − t", height=420),
        f"{lane.name}: singular values of ∂{state}_T/∂{state}_t",
        f"How much the way from timestep t to T stretches a small change, in float64. Bounds: {bounds}. Below 10⁻¹⁶ of "
        "the largest a value is rounding. What lies beyond the axis stands at its end.",
        columns_csv("lag", columns),
    )


def _shown(powers: FloatArray) -> np.ndarray:
    return 10.0 ** np.clip(powers.astype(np.float64), LOWEST, HIGHEST)
