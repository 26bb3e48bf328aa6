"""A race: the tests of every seed of all lanes, the middle seed and a band, over steps or over seconds of computing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.numbers import number

HEIGHT = 440


@dataclass(frozen=True)
class Runner:
    """A lane in a race: the test of each seed `[S, Q]`, their 10 %, median and 90 % `[3, Q]`, the step that solved.

    `seconds` is how long one of its training steps takes.
    """

    lane: Lane
    values: FloatArray
    spread: FloatArray
    solved_at: Sequence[int | None]
    seconds: float = 0.0


def race_curves(
    runners: Sequence[Runner],
    steps: FloatArray,
    seeds: Sequence[int],
    theme: ThemeName,
    *,
    metric: str,
    name: str,
    threshold: float | None,
    by_time: bool,
    caption: str,
) -> Chart:
    """The tests at `steps` of all `runners`; with `by_time` each has its own seconds on the axis.

    `metric` is `loss` (a log axis) or `accuracy`, `name` what the axis is called. A star marks where a seed solved it.
    """
    colours = palette(theme)
    figure = go.Figure()
    columns = dict[str, tuple[np.ndarray, np.ndarray]]()
    for runner in runners:
        lane, colour = runner.lane, colours.lane(runner.lane)
        at = steps * runner.seconds if by_time else steps
        for seed, values in zip(seeds, runner.values, strict=True):
            columns[f"{lane.name}, seed {seed}"] = steps, values
            _add_seed(figure, lane, seed, at, values, colour)
        low, median, high = runner.spread
        known = np.isfinite(median)
        if len(runner.values) > 1:
            figure.add_scatter(
                x=np.concatenate([at[known], at[known][::-1]]),
                y=np.concatenate([high[known], low[known][::-1]]),
                mode="lines",
                fill="toself",
                fillcolor=translucent(colour, 0.13),
                line={"width": 0},
                legendgroup=lane.id,
                showlegend=False,
                hoverinfo="skip",
            )
        figure.add_scatter(
            x=at,
            y=median,
            mode="lines+markers" if len(at) <= 2 else "lines",
            name=lane.name,
            legendgroup=lane.id,
            line={"color": colour, "width": 3, "dash": lane.dash},
            text=[f"step {step:,.0f}: {number(value)}" for step, value in zip(steps, median, strict=True)],
            hovertemplate=f"{lane.name}, middle seed<br>%{{text}}<extra></extra>",
        )
        _add_stars(figure, runner, steps, at, seeds, colour)
    end = max(float((steps[-1] if len(steps) else 0) * (r.seconds if by_time else 1)) for r in runners)
    if threshold is not None:
        figure.add_scatter(
            x=[0, end or 1],
            y=[threshold] * 2,
            mode="lines",
            name="solved",
            line={"color": colours.muted, "width": 1.2, "dash": "longdash"},
            hovertemplate=f"solved: {number(threshold)}<extra></extra>",
        )
    if metric == "loss":
        log_axis(figure, name)
    else:
        figure.update_yaxes(title=name, range=[-0.02, 1.02], tickformat=".0%")
    figure.update_xaxes(range=[0, 1.02 * (end or 1)])
    x = "seconds of computing" if by_time else "training step"
    return Chart(framed(figure, theme, x=x, height=HEIGHT), "The race", caption, columns_csv("step", columns))


def _add_seed(figure: go.Figure, lane: Lane, seed: int, at: np.ndarray, values: np.ndarray, colour: str) -> None:
    figure.add_scatter(
        x=at,
        y=values,
        mode="lines",
        legendgroup=lane.id,
        showlegend=False,
        line={"color": translucent(colour, 0.45), "width": 1, "dash": lane.dash},
        text=list(map(number, values)),
        hovertemplate=f"{lane.name}, seed {seed}: %{{text}}<extra></extra>",
    )


def _add_stars(
    figure: go.Figure, runner: Runner, steps: FloatArray, at: np.ndarray, seeds: Sequence[int], colour: str
) -> None:
    found = [
        (seed, int(np.searchsorted(steps, step)), values)
        for seed, step, values in zip(seeds, runner.solved_at, runner.values, strict=True)
        if step is not None
    ]
    figure.add_scatter(
        x=[at[place] for _, place, _ in found],
        y=[values[place] for _, place, values in found],
        mode="markers",
        legendgroup=runner.lane.id,
        showlegend=False,
        marker={"color": colour, "size": 10, "symbol": "star"},
        text=[f"seed {seed} solved at step {steps[place]:,.0f}" for seed, place, _ in found],
        hovertemplate=f"{runner.lane.name}, %{{text}}<extra></extra>",
    )
