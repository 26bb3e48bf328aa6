"""Test loss of texts by training step, between guessing evenly and counting letters, in nats and in bits."""

from __future__ import annotations

import math

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.frame import Frame
from rnn_core.numbers import number

HEIGHT = 420
UNIFORM = "all {count} symbols equally likely"
DEFINITION = (
    "Nats: the mean of −ln p of the character that came, over windows of the test text; 0 = was sure and right. "
    "Bits = nats / ln 2. An n-gram guesses from the n − 1 characters before, by counting the training text "
    "(Witten & Bell 1991, interpolated). First seed. A step is one update of the weights."
)


def bits(nats: float) -> float:
    """The same surprise in bits."""
    return nats / math.log(2)


def text_losses(frame: Frame, theme: ThemeName) -> Chart:
    """One line a lane, the first seed's, from the first test on; nats at the left, bits at the right."""
    colours = palette(theme)
    figure = go.Figure()
    for lane in frame.lanes:
        losses = lane.arrays["test_curve"][0]
        figure.add_scatter(
            x=frame.test_steps,
            y=losses,
            mode="lines+markers",
            name=lane.name,
            line={"color": colours.lane(lane), "width": 2.5, "dash": lane.dash},
            marker={"size": 5},
            text=[f"{number(nats)} nats, {number(bits(nats))} bits" for nats in losses],
            hovertemplate=f"{lane.name}<br>step %{{x:,.0f}}: %{{text}} a character<extra></extra>",
        )
    last = float(max(50.0, *frame.test_steps))
    lines = _lines(frame)
    for place, (label, nats) in enumerate(lines):
        figure.add_scatter(
            x=[0, last],
            y=[nats, nats],
            mode="lines",
            line={"color": colours.muted, "width": 1.2, "dash": "dot"},
            showlegend=False,
            hovertemplate=f"{label}: {number(nats)} nats, {number(bits(nats))} bits<extra></extra>",
        )
        figure.add_annotation(
            x=1,
            xref="paper",
            xanchor="right",
            y=nats,
            # The last two lines are close together.
            yanchor="top" if place == len(lines) - 1 else "bottom",
            text=label,
            showarrow=False,
            font={"size": 12},
        )
    finite = [float(loss) for lane in frame.lanes for loss in lane.arrays["test_curve"][0] if np.isfinite(loss)]
    lowest = min([*finite, *(nats for _, nats in lines)])
    highest = max([nats for _, nats in lines])
    span = [lowest - 0.15, highest + 0.35]
    figure.update_xaxes(range=[0, 1.01 * last])
    figure.update_yaxes(title="test loss, nats a character", range=span)
    # A second axis is drawn only if something is on it.
    figure.add_scatter(x=[0], y=[bits(span[0])], yaxis="y2", mode="none", showlegend=False, hoverinfo="skip")
    second = {
        "overlaying": "y",
        "side": "right",
        "title": {"text": "bits a character"},
        "range": [bits(end) for end in span],
        "dtick": 1,
        "tickformat": "d",
        "showgrid": False,
    }
    framed(figure, theme, x="training step", height=HEIGHT)
    figure.update_layout(yaxis2=second, margin={"r": 64})
    return Chart(figure, "Test loss against counting letters", DEFINITION, _numbers(frame, lines))


def _lines(frame: Frame) -> list[tuple[str, float]]:
    """The lines that a network is compared with: their names, and nats."""
    symbols = len(frame.task["output_labels"])
    uniform = (UNIFORM.format(count=symbols), math.log(symbols))
    return [uniform, *((line["label"], float(line["value"])) for line in frame.baselines)]


def _numbers(frame: Frame, lines: list[tuple[str, float]]) -> str:
    curves = {lane.name: (frame.test_steps, lane.arrays["test_curve"][0]) for lane in frame.lanes}
    columns = {f"{name}, nats": curve for name, curve in curves.items()}
    columns |= {f"{name}, bits": (steps, losses / math.log(2)) for name, (steps, losses) in curves.items()}
    columns |= {f"{label}, nats": (frame.test_steps[:1], np.array([nats])) for label, nats in lines}
    return columns_csv("step", columns)
