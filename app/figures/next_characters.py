"""The next character's probabilities before and after temperature and top-k."""

from __future__ import annotations

import csv
import io

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from rnn_core.frames.bytes import FloatArray
from rnn_core.numbers import number, percent

SHOWN = 16
HEIGHT = 330


def entropy(probabilities: FloatArray) -> float:
    """−Σ p ln p, in nats."""
    some = probabilities[probabilities > 0].astype(np.float64)
    return float(-np.sum(some * np.log(some)))


def next_characters(
    labels: list[str], before: FloatArray, after: FloatArray, colour: str, theme: ThemeName, *, title: str, words: str
) -> Chart:
    """Bars of the likeliest symbols: `before` `[V]` by the network itself, `after` `[V]` what is drawn from.

    `words` say which temperature and top-k lie between. The entropies of both stand in the legend.
    """
    colours = palette(theme)
    order = np.argsort(-before, kind="stable")[:SHOWN]
    names = [labels[symbol] for symbol in order]
    figure = go.Figure()
    for name, values, paint in (
        (f"by the network: entropy {number(entropy(before))} nats", before, colours.muted),
        (f"{words}: entropy {number(entropy(after))} nats", after, colour),
    ):
        figure.add_bar(
            x=list(range(len(order))),
            y=values[order],
            name=name,
            marker={"color": paint},
            text=[percent(values[symbol]) for symbol in order],
            textposition="none",
            customdata=names,
            hovertemplate="%{customdata}: %{text}<extra>%{fullData.name}</extra>",
        )
    figure.update_yaxes(title="probability", range=[0, 1.02 * float(max(before.max(), after.max()))])
    figure.update_xaxes(tickvals=list(range(len(order))), ticktext=names)
    rest = len(labels) - len(order)
    share = percent(max(1 - float(before[order].sum()), 0))
    others = {0: "", 1: f" The other symbol has {share}."}.get(
        rest, f" The other {rest} symbols have {share} together."
    )
    return Chart(
        framed(figure, theme, x="next character, the likeliest first", height=HEIGHT, barmode="group", bargap=0.25),
        title,
        "p = softmax(scores / temperature) among the top-k. Entropy: −Σ p ln p, 0 = sure, "
        f"{number(np.log(len(labels)))} = all symbols equally likely.{others} First seed.",
        _numbers(labels, before, after),
    )


def _numbers(labels: list[str], before: FloatArray, after: FloatArray) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["symbol", "by the network", "drawn from"])
    table.writerows([label, repr(float(p)), repr(float(q))] for label, p, q in zip(labels, before, after, strict=True))
    return text.getvalue()
