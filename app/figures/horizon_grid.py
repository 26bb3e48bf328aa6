"""The memory horizon as a grid: cells by lags, how many seeds have learned it, and in how many steps."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import rows_csv
from rnn_core.numbers import whole

Found = Sequence[int | None]


def horizon_grid(
    found: Mapping[tuple[str, int], Found | None],
    names: Mapping[str, str],
    lags: Sequence[int],
    theme: ThemeName,
    *,
    title: str,
    caption: str,
) -> Chart:
    """`found` has the steps of all seeds by cell and lag, None where not tried yet; `names` are the cells'."""
    colours = palette(theme)
    shares = [[_share(found[cell, lag]) for lag in lags] for cell in names]
    said = [[_said(found[cell, lag]) for lag in lags] for cell in names]
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(map(str, lags)),
            y=list(names.values()),
            zmin=0,
            zmax=1,
            colorscale=colours.gates,
            showscale=False,
            xgap=3,
            ygap=3,
            customdata=said,
            hovertemplate="%{y}, lag %{x}<br>%{customdata}<extra></extra>",
        )
    )
    for row, cell in enumerate(names):
        for column, lag in enumerate(lags):
            share = shares[row][column]
            dark = share is not None and share > 0.5
            figure.add_annotation(
                x=str(lag),
                y=names[cell],
                text=said[row][column],
                showarrow=False,
                font={"size": 13, "color": colours.panel if dark else colours.text},
            )
    figure.update_xaxes(type="category")
    figure.update_yaxes(autorange="reversed", automargin=True)
    table: dict[str, list[object]] = {
        "cell": [name for name in names.values() for _ in lags],
        "lag": [lag for _ in names for lag in lags],
    }
    seeds = max((len(own) for own in found.values() if own is not None), default=0)
    for k in range(seeds):
        table[f"seed {k} solved at"] = [_cell(found[cell, lag], k) for cell in names for lag in lags]
    framed(figure, theme, x="lag: timesteps from the first to the last", height=300)
    return Chart(figure, title, caption, rows_csv(table))


def _share(own: Found | None) -> float | None:
    return None if own is None else sum(at is not None for at in own) / len(own)


def _said(own: Found | None) -> str:
    if own is None:
        return "–"
    steps = [at for at in own if at is not None]
    count = f"{len(steps)} of {len(own)}"
    return f"{count}<br>step {whole(statistics.median(steps))}" if steps else count


def _cell(own: Found | None, seed: int) -> str:
    if own is None:
        return "not tried"
    return "not solved" if own[seed] is None else str(own[seed])
