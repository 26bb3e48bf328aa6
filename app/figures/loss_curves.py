"""Training and test loss of all lanes and seeds against the training step."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.frame import Frame, Parent
from rnn_core.numbers import number

HEIGHT = 440
AHEAD, AT_FIRST = 4, 500
"""So much of a run before is shown, as on the canvas: this many times as many steps as this run has, or these."""


BELOW = ", below a log axis"
"""Said of a baseline of zero, which has no place there."""


def loss_curves(frame: Frame, theme: ThemeName) -> Chart:
    """One line per lane and seed on a log axis: the first seed bold, test loss as rings, baselines grey.

    Baselines, and the upright lines of settings that were changed, are named in the legend, where no curve runs through
    their names.
    """
    colours = palette(theme)
    first = frame.seed
    figure = go.Figure()
    parent = frame.parent
    if parent is not None:
        for lane in frame.lanes:
            for seed, losses in enumerate(parent.curves.get(lane.id, ())):
                _parent_line(figure, parent, lane.name, colours.lane(lane), losses, first=seed == 0)
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
    own = float(max([1.0, *frame.curve_steps, *frame.test_steps]))
    last = own if parent is None else max(own, _parent_end(parent, own))
    for k, baseline in enumerate(frame.baselines):
        figure.add_scatter(
            x=[0, last],
            y=[baseline["value"]] * 2,
            mode="lines",
            name=f"{baseline['label']}: {number(baseline['value'])}" + BELOW * (baseline["value"] <= 0),
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
        f"Training loss of every seed, the mean since the point before. Bold: seed {first}; rings: its test loss."
        + _parent_words(parent),
        _numbers(frame),
    )


def _parent_line(figure: go.Figure, parent: Parent, lane: str, colour: str, losses: np.ndarray, *, first: bool) -> None:
    """One seed's loss in the run before, pale, or in the run that this one branched from, dashed."""
    name = f"{lane}, {'run before' if parent.difference else 'branched from'}"
    figure.add_scatter(
        x=parent.steps,
        y=losses,
        mode="lines",
        name=name,
        showlegend=False,
        line={
            "color": translucent(colour, 0.4 if parent.difference else 0.75 if first else 0.35),
            "width": 1.5 if first else 0.8,
            "dash": "solid" if parent.difference else "dash",
        },
        text=list(map(number, losses)),
        hovertemplate=f"{name}<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
    )


def _parent_end(parent: Parent, own: float) -> float:
    """Up to which step the lines of another run are shown beside `own` steps: as on the canvas."""
    end = float(max([0.0, *parent.steps]))
    return min(end, max(AHEAD * own, AT_FIRST)) if parent.difference else end


def _parent_words(parent: Parent | None) -> str:
    """A sentence on the lines of another run; empty where there are none."""
    if parent is None or not parent.curves:
        return ""
    named = f" “{parent.name}”" if parent.name else ""
    if parent.difference:
        return f" Pale: the run before{named} ({parent.difference})."
    return f" Dashed: how the run{named} that this one branched from at step {parent.step:,} went on."


# Several baselines (the n-grams) are told apart without a colour of their own.
_BASELINE_DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")


def _losses(frame: Frame) -> np.ndarray:
    """All losses on the chart that its axis can show."""
    curves = [lane.arrays[name].ravel() for lane in frame.lanes for name in ("train_curve", "test_curve")]
    losses = np.concatenate([*curves, [baseline["value"] for baseline in frame.baselines]])
    return losses[np.isfinite(losses) & (losses > 0)]


def _numbers(frame: Frame) -> str:
    first = frame.seed
    columns = {
        f"{lane.name} {which}, seed {first + seed}": (steps, losses)
        for lane in frame.lanes
        for which, steps, curve in (
            ("training", frame.curve_steps, lane.arrays["train_curve"]),
            ("test", frame.test_steps, lane.arrays["test_curve"]),
        )
        for seed, losses in enumerate(curve)
    }
    if frame.parent is not None:
        which = "run before" if frame.parent.difference else "branched from"
        columns |= {
            f"{lane.name} {which}, seed {seed + 1} of it": (frame.parent.steps, losses)
            for lane in frame.lanes
            for seed, losses in enumerate(frame.parent.curves.get(lane.id, ()))
        }
    return columns_csv("step", columns)
