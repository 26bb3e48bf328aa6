"""How good translations are for short and for long sentences (after Bahdanau, Cho & Bengio 2015, figure 2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number, percent

MEASURES = {"exact": "exact match", "bleu": "BLEU", "chrf": "chrF", "length_ratio": "length ratio"}


def quality_by_length(
    bins: Mapping[str, Sequence[Mapping[str, Any]]], lanes: Sequence[Lane], measure: str, theme: ThemeName, *, unit: str
) -> Chart:
    """`bins` of each lane: ranges of source lengths (`shortest`, `longest`, in `unit`s), `count`, and the measures."""
    colours = palette(theme)
    figure = go.Figure()
    for lane in lanes:
        rows = bins[lane.id]
        figure.add_scatter(
            x=list(map(_range, rows)),
            y=[row[measure] for row in rows],
            mode="lines+markers",
            name=lane.name,
            line={"color": colours.lane(lane), "dash": lane.dash, "width": 2.5},
            marker={"size": 8},
            text=[written(measure, row[measure]) for row in rows],
            customdata=[row["count"] for row in rows],
            hovertemplate="%{x}: %{text} (%{customdata} sentences)<extra>%{fullData.name}</extra>",
        )
    top = {"exact": 1.03, "bleu": 103, "chrf": 103}.get(measure)
    figure.update_yaxes(title=MEASURES[measure], range=None if top is None else [0, top], rangemode="tozero")
    figure.update_xaxes(type="category")
    return Chart(
        framed(figure, theme, x=f"{unit}s of the source sentence", height=320),
        f"{MEASURES[measure][0].upper()}{MEASURES[measure][1:]} by length of the source",
        "Held-out sentences, written alone and greedily, in ranges of length with about as many sentences each. First "
        "seed.",
        _numbers(bins, lanes),
    )


def written(measure: str, value: float) -> str:
    """`value` as a reader sees it."""
    return percent(value) if measure == "exact" else number(value)


def _range(row: Mapping[str, Any]) -> str:
    low, high = row["shortest"], row["longest"]
    return str(low) if low == high else f"{low}–{high}"


def _numbers(bins: Mapping[str, Sequence[Mapping[str, Any]]], lanes: Sequence[Lane]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["lane", "shortest", "longest", "sentences", *MEASURES.values()])
    for lane in lanes:
        for row in bins[lane.id]:
            values = (repr(float(row[measure])) for measure in MEASURES)
            table.writerow([lane.name, row["shortest"], row["longest"], row["count"], *values])
    return text.getvalue()
