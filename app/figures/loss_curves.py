"""Training and test loss of all lanes and seeds against the training step."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.frame import Frame
from rnn_core.numbers import number

HEIGHT = 440


def loss_curves(frame: Frame, theme: ThemeName) -> Chart:
    """One line per lane and seed on a log axis: the first seed bold, test loss as rings, baselines grey.

    Baselines, and the upright lines of settings that were changed, are named in the legend, where no curve runs through
    their names.
    """
    colours = palette(theme)
    first = int(frame.config.get("seed", 0))
    figure = go.Figure()
    for lane in frame.lanes:
        name, colour = lane.name, colours.lane(lane)
        for seed, losses in enumerate(lane.arrays["train_curve"]):
            figure.add_scatter(
                x=frame.curve_steps,
                y=losses,
                mode="lines",
                name=name,
                legendgroup=lane.id,
                showlegend=seed == 0,
                line={
                    "color": colour if seed == 0 else translucent(colour, 0.35),
                    "width": 2.5 if seed == 0 else 1,
                    "dash": lane.dash,
                },
                text=list(map(number, losses)),
                hovertemplate=f"{name}, seed {first + seed}<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
            )
        figure.add_scatter(
            x=frame.test_steps,
            y=lane.arrays["test_curve"][0],
            mode="markers",
            name=f"{name}, test",
            legendgroup=lane.id,
            showlegend=False,
            marker={"color": colour, "size": 6, "symbol": "circle-open"},
            text=list(map(number, lane.arrays["test_curve"][0])),
            hovertemplate=f"{name}, test loss<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
        )
    last = float(max([1.0, *frame.curve_steps, *frame.test_steps]))
    for k, baseline in enumerate(frame.task["baselines"]):
        figure.add_scatter(
            x=[0, last],
            y=[baseline["value"]] * 2,
            mode="lines",
            name=f"{baseline['label']}: {number(baseline['value'])}",
            line={"color": colours.muted, "width": 1.2, "dash": _BASELINE_DASHES[k % len(_BASELINE_DASHES)]},
            hovertemplate="%{fullData.name}<extra></extra>",
        )
    losses = _losses(frame)
    for change in frame.changes:
        figure.add_scatter(
            x=[change.step] * 2,
            y=[losses.min(), losses.max()],
            mode="lines",
            name=f"from step {change.step:,}: {change.words}",
            line={"color": translucent(colours.muted, 0.8), "width": 1.2},
            hovertemplate="%{fullData.name}<extra></extra>",
        )
    figure.update_xaxes(range=[0, 1.01 * last])
    log_axis(figure, frame.loss_name)
    return Chart(
        framed(figure, theme, x="training step", height=HEIGHT),
        "Loss",
        f"Training loss of every seed, the mean since the point before. Bold: seed {first}; rings: its test loss.",
        _numbers(frame),
    )


# Several baselines (the n-grams) are told apart without a colour of their own.
_BASELINE_DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")


def _losses(frame: Frame) -> np.ndarray:
    """All losses on the chart that its axis can show."""
    curves = [lane.arrays[name].ravel() for lane in frame.lanes for name in ("train_curve", "test_curve")]
    losses = np.concatenate([*curves, [baseline["value"] for baseline in frame.task["baselines"]]])
    return losses[np.isfinite(losses) & (losses > 0)]


def _numbers(frame: Frame) -> str:
    first = int(frame.config.get("seed", 0))
    columns = {
        f"{lane.name} {which}, seed {first + seed}": (steps, losses)
        for lane in frame.lanes
        for which, steps, curve in (
            ("training", frame.curve_steps, lane.arrays["train_curve"]),
            ("test", frame.test_steps, lane.arrays["test_curve"]),
        )
        for seed, losses in enumerate(curve)
    }
    return columns_csv("step", columns)
