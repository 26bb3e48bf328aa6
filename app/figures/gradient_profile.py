"""How long the gradient is that reaches each timestep: the picture of vanishing and exploding gradients."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import number

FLOOR = 1e-10
LOWEST_CEILING = 1e1
"""The axis ends here unless a gradient is longer: an axis that is the same at most moments is read at a glance."""
HEIGHT = 520


def ceiling_of(norms: Iterable[FloatArray]) -> float:
    """The top of an axis on which all `norms` have their place: `LOWEST_CEILING`, or the power of ten that holds them.

    A norm that is not finite has no place on any axis, and does not count.
    """
    largest = max((float(array[np.isfinite(array)].max(initial=0.0)) for array in norms), default=0.0)
    return max(LOWEST_CEILING, 10.0 ** math.ceil(math.log10(largest))) if largest > 0 else LOWEST_CEILING


def gradient_profile(frame: Frame, theme: ThemeName) -> Chart:
    """‖∂L/∂h_t‖₂ by timestep for every lane, median over the batch with a band from 10 to 90 %, on one log axis.

    The axis grows with a gradient that explodes. Of stacked layers the top one is drawn. What lies below the axis, or
    is not finite, is drawn at its end with a triangle; hovering names the true value. An LSTM's ‖∂L/∂c_t‖₂ is thin.
    """
    colours = palette(theme)
    spreads: dict[tuple[str, str], FloatArray] = {
        (lane.id, name): lane.arrays[name][-1]
        for lane in frame.lanes
        for name in ("hidden_gradient", "cell_gradient")
        if name in lane.arrays
    }
    ceiling = ceiling_of(spreads.values())
    figure = go.Figure()
    for lane in frame.lanes:
        _add_lane(figure, lane, spreads[lane.id, "hidden_gradient"], colours.lane(lane), ceiling)
        if (lane.id, "cell_gradient") in spreads:
            _add_cell(figure, lane, spreads[lane.id, "cell_gradient"], colours.lane(lane), ceiling)
    figure.update_xaxes(range=[0.5, len(frame.inputs) + 0.5])
    show_axis(figure, ceiling)
    last = frame.gradient_of == "last"
    errors = "the error at the last timestep" if last else "all errors used in training"
    return Chart(
        framed(figure, theme, x="timestep t", height=HEIGHT),
        "Gradient by timestep",
        f"Length (L2 norm) of ∂L/∂h for each example of one training batch, from {errors}. Line: the middle value; "
        "band: 8 of 10 examples. First seed, top layer. Thin: ∂L/∂c of an LSTM. A triangle lies beyond the axis.",
        _numbers(frame, spreads),
    )


def show_axis(figure: go.Figure, ceiling: float) -> None:
    """The axis of gradients, from `FLOOR` to `ceiling`."""
    log_axis(figure, "length of ∂L/∂hₜ", 2, range=[math.log10(FLOOR), math.log10(ceiling)])


def _numbers(frame: Frame, spreads: Mapping[tuple[str, str], FloatArray]) -> str:
    of = {"hidden_gradient": "∂L/∂h", "cell_gradient": "∂L/∂c"}
    names = {lane.id: lane.name for lane in frame.lanes}
    timesteps = np.arange(1, len(frame.inputs) + 1)
    columns = {
        f"{names[lane]} {of[name]} {which}": (timesteps, values)
        for (lane, name), spread in spreads.items()
        for which, values in zip(("10 %", "median", "90 %"), spread, strict=True)
    }
    return columns_csv("timestep", columns)


def _add_lane(figure: go.Figure, lane: Lane, spread: FloatArray, colour: str, ceiling: float) -> None:
    timesteps = 1 + np.flatnonzero(~np.isnan(spread[1]))
    low, median, high = spread[:, timesteps - 1]
    figure.add_scatter(
        x=np.concatenate([timesteps, timesteps[::-1]]),
        y=np.clip(np.concatenate([high, low[::-1]]), FLOOR, ceiling),
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
        y=np.clip(median, FLOOR, ceiling),
        customdata=np.stack([low, median, high], axis=1),
        mode="lines",
        name=lane.name,
        legendgroup=lane.id,
        line={"color": colour, "width": 2.5, "dash": lane.dash},
        text=[
            f"{middle}<br>8 of 10 examples: {least} to {most}"
            for least, middle, most in zip(*(map(number, of_batch) for of_batch in (low, median, high)), strict=True)
        ],
        hovertemplate=f"{lane.name}, timestep %{{x}}<br>∂L/∂h: %{{text}}<extra></extra>",
    )
    mark_beyond(figure, timesteps, median, ceiling, colour, lane.id)


def mark_beyond(
    figure: go.Figure, x: np.ndarray, norms: FloatArray, ceiling: float, colour: str, legend_group: str
) -> None:
    """Triangles at the ends of the axis where `norms` lie below or above it."""
    for beyond, end, symbol in ((norms < FLOOR, FLOOR, "triangle-down"), (norms > ceiling, ceiling, "triangle-up")):
        if beyond.any():
            figure.add_scatter(
                x=x[beyond],
                y=np.full(beyond.sum(), end),
                mode="markers",
                marker={"color": colour, "size": 9, "symbol": symbol},
                cliponaxis=False,
                legendgroup=legend_group,
                showlegend=False,
                hoverinfo="skip",
            )


def _add_cell(figure: go.Figure, lane: Lane, spread: FloatArray, colour: str, ceiling: float) -> None:
    timesteps = 1 + np.flatnonzero(~np.isnan(spread[1]))
    median = spread[1, timesteps - 1]
    figure.add_scatter(
        x=timesteps,
        y=np.clip(median, FLOOR, ceiling),
        customdata=median,
        mode="lines",
        name=f"{lane.name}: ∂L/∂c",
        legendgroup=lane.id,
        line={"color": colour, "width": 1, "dash": lane.dash},
        text=list(map(number, median)),
        hovertemplate=f"{lane.name}, timestep %{{x}}<br>∂L/∂c: %{{text}}<extra></extra>",
    )
