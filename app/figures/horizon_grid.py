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
    rows, columns = list(names), list(lags)
    shares = [[_share(found[cell, lag]) for lag in columns] for cell in rows]
    said = [[_said(found[cell, lag]) for lag in columns] for cell in rows]
    hover = [
        [f"{names[cell]}, lag {lag}<br>{text}" for lag, text in zip(columns, of_cell, strict=True)]
        for cell, of_cell in zip(rows, said, strict=True)
    ]
    # By their places: Plotly would take the lags for numbers, and set them far apart.
    figure = go.Figure(
        go.Heatmap(
            z=shares,
            x=list(range(len(columns))),
            y=list(range(len(rows))),
            zmin=0,
            zmax=1,
            colorscale=colours.gates,
            showscale=False,
            xgap=3,
            ygap=3,
            customdata=hover,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    for y, of_cell in enumerate(said):
        for x, text in enumerate(of_cell):
            ink = colours.panel if (shares[y][x] or 0) > 0.5 else colours.text
            figure.add_annotation(
                x=x,
                y=y,
                text=text,
                showarrow=False,
                font={"size": 13, "color": ink},
            )
    figure.update_xaxes(
        tickvals=list(range(len(columns))), ticktext=list(map(str, columns)), range=[-0.5, len(columns) - 0.5]
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[names[cell] for cell in rows],
        range=[len(rows) - 0.5, -0.5],
        automargin=True,
    )
    table: dict[str, list[object]] = {
        "cell": [names[cell] for cell in rows for _ in columns],
        "lag": [lag for _ in rows for lag in columns],
    }
    seeds = max((len(own) for own in found.values() if own is not None), default=0)
    for k in range(seeds):
        table[f"seed {k} solved at"] = [_cell(found[cell, lag], k) for cell in rows for lag in columns]
    framed(figure, theme, x="lag: timesteps from the first to the last", height=300)
    return Chart(figure, title, caption, rows_csv(table))


def _share(own: Found | None) -> float | None:
    return None if own is None else sum(at is not None for at in own) / len(own)


def _said(own: Found | None) -> str:
    if own is None:
        return "–"
    steps = [at for at in own if at is not None]
    count = f"{len(steps)} of {len(own)}"
    return f"{count}<br>{whole(statistics.median(steps))}" if steps else count


def _cell(own: Found | None, seed: int) -> str:
    if own is None:
        return "not tried"
    return "not solved" if own[seed] is None else str(own[seed])
