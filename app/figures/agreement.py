"""Agreement: how often the verb is right, and how much of the gradient reaches the subject."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import Arrays, FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number, percent, whole

FLOOR = 1e-10
Z95 = 1.959964
"""The quantile of the normal distribution that leaves 2.5 % above it."""


def interval(right: FloatArray, count: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    """The 95 % interval of a share of `right` of `count`: Wilson 1927, which never leaves [0, 1]; NaN without any."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share, spread = right / count, Z95**2 / count
        middle = (share + spread / 2) / (1 + spread)
        half = np.sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
        return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def accuracy_by(
    arrays: Arrays, of: str, lanes: Sequence[Lane], rules: Mapping[str, str], trained: int, theme: ThemeName
) -> Chart:
    """The share of right verbs by `of`, "distance" or "attractors": the first seed with its interval, others thin.

    `rules` are the names of what does not learn, by their ids in `arrays`; `trained` is the furthest distance in
    training.
    """
    colours, figure = palette(theme), go.Figure()
    values, counts = arrays["distances" if of == "distance" else "attractors"], arrays[f"by_{of}"]
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {"sentences": (values, counts)}
    told = [f"{whole(float(n))} sentences" for n in counts]
    for lane in lanes:
        colour, rows = colours.lane(lane), arrays[f"{lane.id}.right_by_{of}"]
        low, high = interval(rows[0], counts)
        for seed, right in enumerate(rows):
            columns[f"{lane.name}, right, seed {seed + 1} of {len(rows)}"] = values, right
            if seed:
                _thin(figure, values, _share(right, counts), colour, lane)
        columns |= {f"{lane.name}, 95 % from": (values, low), f"{lane.name}, 95 % to": (values, high)}
        figure.add_scatter(
            x=np.concatenate([values, values[::-1]]),
            y=np.concatenate([high, low[::-1]]),
            mode="lines",
            fill="toself",
            fillcolor=translucent(colour, 0.18),
            line={"width": 0},
            legendgroup=lane.id,
            showlegend=False,
            hoverinfo="skip",
        )
        share = _share(rows[0], counts)
        figure.add_scatter(
            x=values,
            y=share,
            mode="lines+markers",
            name=lane.name,
            legendgroup=lane.id,
            line={"color": colour, "width": 2.5, "dash": lane.dash},
            marker={"size": 5},
            text=[
                f"{percent(each)} of {n}, 95 %: {percent(least)} to {percent(most)}"
                for each, n, least, most in zip(share, told, low, high, strict=True)
            ],
            hovertemplate=f"{lane.name}, %{{x}}<br>%{{text}}<extra></extra>",
        )
    for k, (rule, name) in enumerate(rules.items()):
        right = arrays[f"{rule}.right_by_{of}"][0]
        columns[f"{name}, right"] = values, right
        figure.add_scatter(
            x=values,
            y=_share(right, counts),
            mode="lines",
            name=name,
            line={"color": colours.muted, "width": 1.6, "dash": ("dash", "dot")[k]},
            text=[f"{percent(each)} of {n}" for each, n in zip(_share(right, counts), told, strict=True)],
            hovertemplate=f"{name}, %{{x}}<br>%{{text}}<extra></extra>",
        )
    if of == "distance" and trained < values[-1]:
        figure.add_vline(x=trained, line={"color": colours.muted, "dash": "longdash", "width": 1})
        # On the side that has room: a line near the axis has its numbers at the left.
        at = {"xanchor": "left", "xshift": 4} if trained < values[-1] / 3 else {"xanchor": "right", "xshift": -4}
        figure.add_annotation(x=trained, y=0.03, text=f"trained to {trained}", showarrow=False, **at)
    figure.update_yaxes(title="right verbs", range=[-0.02, 1.04], tickformat=".0%")
    figure.update_xaxes(range=[values[0] - 0.5, values[-1] + 0.5], dtick=5 if of == "distance" else 1)
    x = "words between subject and verb" if of == "distance" else "nouns of the other number between them"
    counted = f"{whole(float(counts[0]))} sentences at each distance" if of == "distance" else _listed(values, counts)
    return Chart(
        framed(figure, theme, x=x, height=420),
        f"Right verbs by {'distance' if of == 'distance' else 'number of attractors'}",
        f"Sentences whose subjects never come in training; {counted}. Bold: first seed, band: its 95 % interval "
        "(Wilson); thin: the other seeds. Guessing has 50 %.",
        columns_csv("distance" if of == "distance" else "attractors", columns),
    )


def gradient_at_subject(arrays: Arrays, lanes: Sequence[Lane], sentences: int, theme: ThemeName) -> Chart:
    """‖∂L/∂h‖₂ at the subject divided by that at the last word, by distance: median, 10 to 90 %, on a log axis."""
    colours, figure = palette(theme), go.Figure()
    distances = arrays["distances"]
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    drawn = [(lane, name) for name in ("cell", "hidden") for lane in lanes if f"{lane.id}.{name}" in arrays]
    for lane, name in drawn:
        low, median, high = arrays[f"{lane.id}.{name}"]
        letter, colour = ("∂L/∂h" if name == "hidden" else "∂L/∂c"), colours.lane(lane)
        for which, ratios in (("10 %", low), ("median", median), ("90 %", high)):
            columns[f"{lane.name} {letter} {which}"] = distances, ratios
        known = ~np.isnan(median)
        if name == "hidden":
            band = np.concatenate([high[known], low[known][::-1]])
            figure.add_scatter(
                x=np.concatenate([distances[known], distances[known][::-1]]),
                y=np.maximum(band, FLOOR),
                mode="lines",
                fill="toself",
                fillcolor=translucent(colour, 0.18),
                line={"width": 0},
                legendgroup=lane.id,
                showlegend=False,
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=distances[known],
            y=np.maximum(median[known], FLOOR),
            mode="lines",
            name=f"{lane.name}, {letter}" if name == "cell" else lane.name,
            legendgroup=lane.id,
            line={"color": colour, "width": 2.5 if name == "hidden" else 1.2, "dash": lane.dash},
            text=list(map(number, median[known])),
            hovertemplate=f"{lane.name}, {letter}, distance %{{x}}: %{{text}}<extra></extra>",
        )
        _mark_below(figure, distances[known], median[known], colour, lane)
    largest = max([1.0, *(float(np.nanmax(arrays[f"{lane.id}.{name}"], initial=0.0)) for lane, name in drawn)])
    top = math.ceil(math.log10(largest)) if math.isfinite(largest) else 6
    log_axis(figure, "subject ÷ last word", 2, range=[math.log10(FLOOR), max(top, 1)])
    figure.update_xaxes(range=[0.5, float(distances[-1]) + 0.5], dtick=5)
    return Chart(
        framed(figure, theme, x="words between subject and verb", height=420),
        "The gradient that reaches the subject",
        "Length (L2 norm) of ∂L/∂h at the subject's noun divided by that at the last word; L is the verb's error. "
        f"{sentences} sentences at each distance, each by itself; line: the middle value, band: 8 of 10 sentences. "
        "First seed, top layer. Thin: ∂L/∂c of an LSTM. A triangle lies beyond the axis.",
        columns_csv("distance", columns),
    )


def _share(right: FloatArray, counts: FloatArray) -> np.ndarray:
    return np.divide(right, counts, out=np.full(len(counts), np.nan, np.float64), where=counts > 0)


def _thin(figure: go.Figure, x: FloatArray, y: np.ndarray, colour: str, lane: Lane) -> None:
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": translucent(colour, 0.4), "width": 0.9, "dash": lane.dash},
        legendgroup=lane.id,
        showlegend=False,
        hoverinfo="skip",
    )


def _mark_below(figure: go.Figure, x: FloatArray, ratios: FloatArray, colour: str, lane: Lane) -> None:
    below = ratios < FLOOR
    if below.any():
        figure.add_scatter(
            x=x[below],
            y=np.full(below.sum(), FLOOR),
            mode="markers",
            marker={"color": colour, "size": 8, "symbol": "triangle-down"},
            cliponaxis=False,
            legendgroup=lane.id,
            showlegend=False,
            text=list(map(number, ratios[below])),
            hovertemplate=f"{lane.name}, distance %{{x}}: %{{text}}<extra></extra>",
        )


def _listed(values: FloatArray, counts: FloatArray) -> str:
    told = [f"{whole(float(n))} with {int(value)}" for value, n in zip(values, counts, strict=True)]
    return f"{', '.join(told)}"
