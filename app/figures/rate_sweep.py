"""A lane at several learning rates: the last test of every seed, and the middle one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette
from app.figures.table import rows_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number, short


def rate_sweep(
    rates: Sequence[float],
    values: FloatArray,
    solved: Sequence[Sequence[int | None]],
    lane: Lane,
    theme: ThemeName,
    *,
    seeds: Sequence[int],
    metric: str,
    name: str,
    threshold: float | None,
    caption: str,
) -> Chart:
    """`values` `[R, S]` of all seeds at all `rates`; a star where the seed has `solved` the task on the way."""
    colours = palette(theme)
    figure = go.Figure()
    colour = colours.lane(lane)
    places = list(range(len(rates)))
    if threshold is not None:
        figure.add_hline(y=threshold, line={"color": colours.muted, "width": 1.2, "dash": "longdash"})
    medians = [float(np.median(row[np.isfinite(row)])) if np.isfinite(row).any() else float("nan") for row in values]
    figure.add_scatter(
        x=places,
        y=medians,
        mode="lines",
        name="middle seed",
        line={"color": colour, "width": 2.5, "dash": lane.dash},
        hoverinfo="skip",
    )
    for star, symbol in ((True, "star"), (False, "circle-open")):
        found = [
            (place, seed, float(values[place, k]))
            for place in places
            for k, seed in enumerate(seeds)
            if (solved[place][k] is not None) == star
        ]
        figure.add_scatter(
            x=[place for place, _, _ in found],
            y=[value for _, _, value in found],
            mode="markers",
            name="solved" if star else "not solved",
            marker={
                "color": colour,
                "size": 11 if star else 9,
                "symbol": symbol,
                "line": {"width": 2, "color": colour},
            },
            text=[f"rate {short(rates[place])}, seed {seed}: {number(value)}" for place, seed, value in found],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.update_xaxes(tickvals=places, ticktext=list(map(short, rates)), range=[-0.5, len(rates) - 0.5])
    if metric == "loss":
        log_axis(figure, name)
    else:
        figure.update_yaxes(title=name, range=[-0.02, 1.02], tickformat=".0%")
    table: dict[str, list[object]] = {"learning rate": [repr(rate) for rate in rates]}
    for k, seed in enumerate(seeds):
        table[f"seed {seed} {metric}"] = [repr(float(values[place, k])) for place in places]
        table[f"seed {seed} solved at"] = [solved[place][k] or "" for place in places]
    title = f"{lane.name}: other learning rates"
    return Chart(framed(figure, theme, x="learning rate", height=380), title, caption, rows_csv(table))
