"""Places where a unit is beyond a threshold: the symbols before them, and the timesteps."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from app.figures.word_axis import word_axis
from rnn_core.frames.frame import Lane
from rnn_core.numbers import percent

SHOWN = 24


def firing_by_timestep(lane: Lane, shares: np.ndarray, theme: ThemeName, *, said: str, examples: int) -> Chart:
    """The share of the sequences in which the unit fires at each timestep; NaN is padding. `said` is the condition."""
    timesteps = np.arange(1, len(shares) + 1)
    figure = go.Figure(
        go.Bar(
            x=timesteps,
            y=shares,
            marker={"color": palette(theme).lane(lane)},
            customdata=["" if np.isnan(share) else percent(float(share)) for share in shares],
            hovertemplate="timestep %{x}: %{customdata}<extra></extra>",
        )
    )
    figure.update_yaxes(title="share of sequences", range=[0, 1.02])
    return Chart(
        framed(figure, theme, x="timestep t", height=300, bargap=0.1),
        f"{lane.name}: when {said}",
        f"Of {examples} test sequences, the share in which it is so at this timestep. First seed, top layer.",
        columns_csv("timestep", {"share": (timesteps, shares)}),
    )


def firing_by_symbol(
    lane: Lane, shares: np.ndarray, labels: Sequence[str], everywhere: float, theme: ThemeName, *, said: str
) -> Chart:
    """Of every symbol the share of its timesteps in which the unit fires, largest first, beside the share of all."""
    colours = palette(theme)
    came = [k for k in np.argsort(-np.nan_to_num(shares, nan=-1.0), kind="stable") if not np.isnan(shares[k])]
    shown = came[:SHOWN]
    figure = go.Figure()
    places = word_axis(figure, [labels[k] for k in shown])
    figure.add_trace(
        go.Bar(
            x=places,
            y=[float(shares[k]) for k in shown],
            marker={"color": colours.lane(lane)},
            customdata=[f"{labels[k]}: {percent(float(shares[k]))}" for k in shown],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_hline(y=everywhere, line={"color": colours.muted, "dash": "dash", "width": 1})
    figure.update_yaxes(title="share of its timesteps", range=[0, 1.02])
    rest = f" {len(came) - len(shown)} more symbols are in the table." if len(came) > len(shown) else ""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow(["symbol", "share"])
    table.writerows([labels[k], repr(float(shares[k]))] for k in came)
    return Chart(
        framed(figure, theme, x="the symbol just read", height=300, bargap=0.2),
        f"{lane.name}: after which symbols {said}",
        f"Of all timesteps with this symbol, the share in which it is so. The dashed line is that of all timesteps: "
        f"{percent(everywhere)}. First seed, top layer.{rest}",
        text.getvalue(),
    )
