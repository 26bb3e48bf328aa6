"""The way of a hidden state through a plane, with the timesteps as beads; and the map of a single unit."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import Arrays, FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import decimal, number

MOST_LABELS = 24
EVEN = 1e-6
"""So near to 1 a slope is at the border between stable and unstable."""
DASHES = ("solid", "dash", "dot")


def state_path(
    lane: Lane,
    points: np.ndarray,
    axes: tuple[str, str],
    words: Sequence[str],
    theme: ThemeName,
    *,
    title: str,
    caption: str,
) -> Chart:
    """`points` `[T, 2]` as a line with a bead at each timestep, the later the fuller; `axes` name the two directions.

    `words` are the inputs of the timesteps, empty where there is nothing to write beside the bead.
    """
    colours, timesteps = palette(theme), np.arange(1, len(points) + 1)
    colour = colours.lane(lane)
    still = np.ptp(points, axis=0).max() == 0
    named = [str(t) for t in timesteps] if len(points) <= MOST_LABELS else [""] * len(points)
    if len(points) > MOST_LABELS:
        named[0], named[-1] = "1", str(len(points))
    figure = go.Figure(
        go.Scatter(
            x=points[:, 0],
            y=points[:, 1],
            # On one point all words would lie on one another.
            mode="lines+markers" if still else "lines+markers+text",
            line={"color": colours.muted, "width": 1},
            marker={
                "size": 10,
                "color": timesteps,
                "colorscale": [[0.0, colours.panel], [1.0, colour]],
                "line": {"color": colour, "width": 1},
                "colorbar": {"title": {"text": "t"}},
            },
            text=[
                name if not word or word == name else f"{name} {word}".strip()
                for name, word in zip(named, words, strict=True)
            ],
            textposition="top center",
            textfont={"size": 12, "color": colours.text},
            customdata=[
                f"timestep {t} {word}: {decimal(x)}, {decimal(y)}"
                for t, word, (x, y) in zip(timesteps, words, points, strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
        )
    )
    for axis, update in ((0, figure.update_xaxes), (1, figure.update_yaxes)):
        low, high = points[:, axis].min(), points[:, axis].max()
        room = 0.12 * (high - low) + 0.05
        update(range=[low - room, high + room])
    figure.update_yaxes(title=axes[1])
    return Chart(
        framed(figure, theme, x=axes[0], height=440, showlegend=False),
        title,
        f"The state never moves, so all beads lie on one point. {caption}" if still else caption,
        columns_csv("timestep", {axis: (timesteps, points[:, k]) for k, axis in enumerate(axes)}),
    )


def one_unit_map(lane: Lane, found: Arrays, inputs: Sequence[str], walked: FloatArray, theme: ThemeName) -> Chart:
    """h_t over h_{t−1} for each of `inputs`, the diagonal, and as points the pairs of states `walked` `[T − 1, 2]`.

    `found` is the answer of `rnn_core.inside.one_unit_map.OneUnitMap`. A full dot is a stable fixed point, a ring an
    unstable one.
    """
    colours, before = palette(theme), found["before"]
    colour, reach = colours.lane(lane), float(before[-1])
    figure = go.Figure()
    figure.add_scatter(
        x=[-reach, reach],
        y=[-reach, reach],
        mode="lines",
        name="stays as it is",
        line={"color": colours.muted, "width": 1},
        hoverinfo="skip",
    )
    said = []
    for n, (name, after) in enumerate(zip(inputs, found["after"], strict=True)):
        figure.add_scatter(
            x=before,
            y=after,
            mode="lines",
            name=f"input {name}",
            line={"color": colour, "width": 2.5, "dash": DASHES[n]},
            hovertemplate=f"input {name}<br>h before %{{x:.3f}}, h after %{{y:.3f}}<extra></extra>",
        )
        places, slopes = found[f"fixed.{n}"]
        stable = np.abs(slopes) < 1
        figure.add_scatter(
            x=places,
            y=places,
            mode="markers",
            showlegend=False,
            marker={
                "symbol": np.where(stable, "circle", "circle-open").tolist(),
                "size": 12,
                "color": colours.text,
                "line": {"color": colours.text, "width": 2},
            },
            customdata=[[number(slope)] for slope in slopes],
            hovertemplate=f"input {name}: stays at %{{x:.3f}}, slope %{{customdata[0]}}<extra></extra>",
        )
        said.append(_said(name, places, slopes))
    figure.add_scatter(
        x=walked[:, 0],
        y=walked[:, 1],
        mode="markers",
        name="the sequence",
        marker={"symbol": "diamond", "size": 8, "color": colours.accent},
        text=[str(t) for t in range(2, len(walked) + 2)],
        hovertemplate="timestep %{text}: h before %{x:.3f}, h after %{y:.3f}<extra></extra>",
    )
    figure.update_xaxes(range=[-1.05 * reach, 1.05 * reach])
    figure.update_yaxes(title="h at t", range=[-1.05 * reach, 1.05 * reach])
    return Chart(
        framed(figure, theme, x="h at t − 1", height=460),
        f"{lane.name}: which h follows which",
        "One curve for each input. Where a curve meets the diagonal, h stays as it is: a full dot is stable (slope "
        f"between −1 and 1), a ring is not. {' '.join(said)} Diamonds: the states of the test example.",
        _csv(found, inputs),
    )


def _said(name: str, places: np.ndarray, slopes: np.ndarray) -> str:
    stable = [decimal(place) for place, slope in zip(places, slopes, strict=True) if abs(slope) < 1]
    if not len(places):
        return f"Input {name}: no single place where h stays."
    border = [(place, slope) for place, slope in zip(places, slopes, strict=True) if abs(abs(slope) - 1) < EVEN]
    if not stable and border:
        (place, slope), *_ = border
        return f"Input {name}: h = {decimal(place)} stays, at the border of stable: the slope there is {number(slope)}."
    if not stable and slopes.min() < -1:
        return f"Input {name}: no stable place; h swings from side to side."
    if not stable:
        return f"Input {name}: no stable place."
    if len(stable) == 1:
        return f"Input {name}: one stable place, h = {stable[0]}; every start near it ends there."
    return f"Input {name}: {len(stable)} stable places, h = {' and '.join(stable)}: a bit can be held."


def _csv(found: Arrays, inputs: Sequence[str]) -> str:
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow(["h before", *(f"h after, input {name}" for name in inputs)])
    table.writerows([repr(float(value)) for value in row] for row in zip(found["before"], *found["after"], strict=True))
    return text.getvalue()
