"""The states and gates of one lane: units down, timesteps across."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import csv
from app.figures.word_axis import word_axis
from rnn_core.frames.frame import Lane
from rnn_core.numbers import decimal, decimals

MOST_HOLES = 4000
"""Holes that are drawn; the caption counts all."""
MOST_NUMBERS = 32
"""Units in another order up to which each one's number stands on the axis."""
MOST_WORDS = 40
"""Timesteps up to which their words stand on the axis in place of numbers."""


def state_names(lane: Lane) -> dict[str, str]:
    """The states and gates of `lane` that can be shown, by trace, with their names."""
    words = {"tanh": "state", "gate": "gate", "signed": ""}
    rows = {row.trace: f"{row.name} {words[row.scale]} {row.letter}" for row in lane.traces if not row.removed}
    return {"hidden": "hidden state h"} | {
        trace: {"cell": "cell state c", "candidate": f"candidate {name[-1]}"}.get(trace, name)
        for trace, name in rows.items()
    }


def watched_values(lane: Lane, trace: str) -> np.ndarray:
    """The trace called `trace` in the top layer, `[T, H]`, for the watched example; NaN at padding."""
    padding = np.isnan(lane.arrays["watched_gradient"][-1])
    return np.where(padding[:, None], np.nan, lane.arrays[trace][-1])


def watched_slope(lane: Lane) -> np.ndarray:
    """φ′ of a lane without gates at the watched example `[T, H]`: 1 − h² of tanh, 0 or 1 of ReLU; NaN at padding.

    A lane whose units are not all alike brings its own.
    """
    if "slope" in lane.arrays:
        return watched_values(lane, "slope")
    h = watched_values(lane, "hidden")
    return 1 - h * h if lane.squash == "tanh" else np.where(np.isnan(h), np.nan, h > 0)


def watched_mean(lane: Lane, trace: str) -> float:
    """The mean of `watched_values` over timesteps and units."""
    return float(np.nanmean(watched_values(lane, trace), dtype=np.float64))


def heat_map(
    lane: Lane,
    trace: str,
    values: np.ndarray,
    theme: ThemeName,
    *,
    title: str = "",
    where: str = "watched example, the seed shown, top layer",
    columns: list[str] | None = None,
    order: np.ndarray | None = None,
) -> Chart:
    """`values` `[T, H]` of the trace called `trace` of `lane`, units × timesteps; `where` says of what they are.

    Gates run on [0, 1], and the caption says what 1 means. Everything else is signed and diverges on [-1, 1]; a value
    beyond has the colour of the end of the scale and a hole, and hovering names it. `columns` are words for the
    timesteps, `order` the units' numbers from 0, top to bottom. NaN is padding and stays empty. Raises `KeyError` for
    an unknown trace.
    """
    timesteps, units = values.shape
    gate = next((row for row in lane.traces if row.trace == trace and row.scale == "gate"), None)
    colours = palette(theme)
    numbers = np.arange(units) if order is None else order
    kept = np.arange(timesteps) if columns is None else _folded(values)
    figure = go.Figure()
    if columns is not None and len(kept) <= MOST_WORDS:
        places: Sequence[str] | np.ndarray = word_axis(figure, [columns[t] for t in kept])
    else:
        kept = np.arange(timesteps)
        places = kept + 1
        figure.update_xaxes(range=[0.5, timesteps + 0.5])
    drawn = values[kept][:, numbers]
    figure.add_trace(
        go.Heatmap(
            z=drawn.T,
            x=places,
            y=np.arange(1, units + 1),
            colorscale=colours.gates if gate else colours.signed,
            zmin=0 if gate else -1,
            zmax=1,
            text=decimals(drawn.T),
            hoverongaps=False,
            hovertemplate="unit %{y}, timestep %{x}: %{text}<extra></extra>",
        )
    )
    figure.update_yaxes(title="unit", range=[units + 0.5, 0.5])
    if columns is not None or order is not None:
        # On the axes are words and rows; what is under the pointer is a timestep and a unit.
        words = [f"timestep {t + 1} {'' if columns is None else columns[t]}" for t in kept]
        said = np.array([[f"unit {unit + 1}, {word}" for word in words] for unit in numbers], dtype=object)
        figure.update_traces(customdata=said, hovertemplate="%{customdata}: %{text}<extra></extra>")
    if order is not None:
        every = -(-units // MOST_NUMBERS)
        rows = range(0, units, every)
        figure.update_yaxes(tickvals=[k + 1 for k in rows], ticktext=[str(numbers[k] + 1) for k in rows])
    beyond = _mark_beyond(figure, places, drawn, colours.panel)
    padding = " The empty column is padding." if len(kept) < timesteps else " Empty columns are padding."
    empty = padding if np.isnan(drawn).any() else ""
    scale = f"0 to 1; 1 {gate.means}" if gate else "−1 to 1"
    return Chart(
        framed(figure, theme, x="timestep t"),
        title or f"{lane.name}: {state_names(lane)[trace]}",
        f"{where[0].upper()}{where[1:]}. Colours from {scale}.{beyond}{empty}",
        csv(values, "timestep", "unit"),
    )


def _folded(values: np.ndarray) -> np.ndarray:
    """The timesteps of `values` with one for all the padding between two others, and none for that at the end."""
    real = ~np.isnan(values).any(axis=1)
    gap = ~real & np.roll(real, 1) & (np.arange(len(real)) < np.flatnonzero(real).max(initial=0))
    return np.flatnonzero(real | gap)


def _mark_beyond(figure: go.Figure, places: Sequence[str] | np.ndarray, values: np.ndarray, colour: str) -> str:
    """A hole in each cell whose value lies beyond [-1, 1]; the sentence that says so, empty where there is none.

    `places` are the timesteps' on the axis.
    """
    timesteps, units = np.nonzero(np.abs(values) > 1)
    if not len(units):
        return ""
    figure.add_scatter(
        x=np.asarray(places)[timesteps[:MOST_HOLES]],
        y=units[:MOST_HOLES] + 1,
        mode="markers",
        marker={"color": colour, "size": 4},
        showlegend=False,
        hoverinfo="skip",
    )
    largest = decimal(values.flat[np.nanargmax(np.abs(values))])
    count = int(np.sum(~np.isnan(values)))
    return f" A hole marks a value beyond them ({len(units):,} of {count:,}); the furthest is {largest}."
