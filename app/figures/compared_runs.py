"""Several runs laid over each other: their losses on one chart, their gradients on another.

A lane has its cell's colour, as everywhere; a run has a letter and a line style, the same in both charts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed, log_axis
from app.figures.gradient_profile import FLOOR, ceiling_of, mark_beyond, show_axis
from app.figures.gradient_profile import HEIGHT as GRADIENT_HEIGHT
from app.figures.loss_curves import HEIGHT as LOSS_HEIGHT
from app.figures.palette import ThemeName, palette, translucent
from app.figures.table import columns_csv
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import number

DIFFERENT = "The runs learn different tasks: only the shapes of their curves compare, not how high they stand."
OWN_UNITS = "loss, of each task its own"
DASHES = {"A": "solid", "B": "dash", "C": "dot", "D": "dashdot"}
"""The letters of the first to the fourth run, and their line styles."""
STYLES = {"solid": "solid line", "dash": "dashed line", "dot": "dotted line", "dashdot": "dash-dot line"}


def style_of(letter: str) -> str:
    """The line style of the run called `letter`, in words."""
    return STYLES[DASHES[letter]]


def compared_losses(frames: Sequence[Frame], theme: ThemeName) -> Chart:
    """The training losses of all lanes: the median of a lane's seeds bold, each of its seeds thin."""
    figure, columns = go.Figure(), dict[str, tuple[np.ndarray, np.ndarray]]()
    several = False
    for letter, dash, frame, lane in _lanes(frames):
        name, group, colour = f"{letter} · {lane.name}", f"{letter}.{lane.id}", palette(theme).lane(lane)
        losses, first = lane.arrays["train_curve"], frame.seed
        for seed, of_seed in enumerate(losses):
            columns[f"{name}, seed {first + seed}"] = frame.curve_steps, of_seed
            if len(losses) > 1:
                several = True
                figure.add_scatter(
                    x=frame.curve_steps,
                    y=of_seed,
                    mode="lines",
                    line={"color": translucent(colour, 0.35), "width": 0.8, "dash": dash},
                    legendgroup=group,
                    showlegend=False,
                    hoverinfo="skip",
                )
        middle = _median(losses)
        which = "median of the seeds" if len(losses) > 1 else f"seed {first}"
        figure.add_scatter(
            x=frame.curve_steps,
            y=middle,
            mode="lines",
            name=name,
            legendgroup=group,
            line={"color": colour, "width": 2.5, "dash": dash},
            text=list(map(number, middle)),
            hovertemplate=f"{name}, {which}<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
        )
    _add_baselines(figure, frames, palette(theme).muted)
    log_axis(figure, units[0] if len(units := _units(frames)) == 1 else OWN_UNITS)
    seeds = " Bold: the middle one of a lane's seeds; thin: each seed." if several else ""
    return Chart(
        framed(figure, theme, x="training step", height=LOSS_HEIGHT),
        "Loss of the compared runs",
        f"Training loss, the mean since the point before.{seeds} {_styles(frames)}{_equal(frames)}",
        columns_csv("step", columns),
    )


def compared_gradients(frames: Sequence[Frame], theme: ThemeName) -> Chart:
    """‖∂L/∂h_t‖₂ of all lanes, median over the batch, on one log axis.

    Where the sequences are not equally long, their ends lie over each other: the gradient starts there.
    """
    lengths = {len(frame.inputs) for frame in frames}
    figure, columns = go.Figure(), dict[str, tuple[np.ndarray, FloatArray]]()
    ceiling = ceiling_of(_median_gradient(lane) for _, _, _, lane in _lanes(frames))
    for letter, dash, frame, lane in _lanes(frames):
        name, group, colour = f"{letter} · {lane.name}", f"{letter}.{lane.id}", palette(theme).lane(lane)
        median = _median_gradient(lane)
        timesteps = np.arange(1, len(median) + 1) - (0 if len(lengths) == 1 else len(frame.inputs))
        real = ~np.isnan(median)
        timesteps, median = timesteps[real], median[real]
        columns[f"{name} median"] = timesteps, median
        figure.add_scatter(
            x=timesteps,
            y=np.clip(median, FLOOR, ceiling),
            mode="lines",
            name=name,
            legendgroup=group,
            line={"color": colour, "width": 2.5, "dash": dash},
            text=list(map(number, median)),
            hovertemplate=f"{name}, timestep %{{x}}<br>∂L/∂h: %{{text}}<extra></extra>",
        )
        mark_beyond(figure, timesteps, median, ceiling, colour, group)
    show_axis(figure, ceiling)
    x = "timestep t" if len(lengths) == 1 else "timesteps before the last one"
    return Chart(
        framed(figure, theme, x=x, height=GRADIENT_HEIGHT),
        "Gradient of the compared runs",
        "Length of ∂L/∂h, the middle value of the examples of one training batch. First seed, top layer. "
        f"{_styles(frames)}",
        columns_csv("timestep", columns),
    )


def _lanes(frames: Sequence[Frame]) -> Iterator[tuple[str, str, Frame, Lane]]:
    for (letter, dash), frame in zip(DASHES.items(), frames, strict=False):
        for lane in frame.lanes:
            yield letter, dash, frame, lane


def _median(losses: FloatArray) -> FloatArray:
    """The median over the seeds `[S, P]` → `[P]`; seeds that have diverged do not count."""
    found = np.full(losses.shape[1], math.nan, np.float32)
    some = np.isfinite(losses).any(axis=0)
    found[some] = np.nanmedian(np.where(np.isfinite(losses), losses, math.nan)[:, some], axis=0)
    return found


def _median_gradient(lane: Lane) -> FloatArray:
    median: FloatArray = lane.arrays["hidden_gradient"][-1, 1]
    return median


def _add_baselines(figure: go.Figure, frames: Sequence[Frame], colour: str) -> None:
    if len(_units(frames)) > 1:
        return
    last = max(float(frame.curve_steps[-1]) if len(frame.curve_steps) else 1.0 for frame in frames)
    known = {f"{line['label']}: {number(line['value'])}": line["value"] for f in frames for line in f.baselines}
    for name, value in known.items():
        figure.add_scatter(
            x=[0, last],
            y=[value] * 2,
            mode="lines",
            name=name,
            line={"color": colour, "width": 1.2, "dash": "longdash"},
            hovertemplate="%{fullData.name}<extra></extra>",
        )


def _units(frames: Sequence[Frame]) -> list[str]:
    return list(dict.fromkeys(frame.loss_name for frame in frames))


def _styles(frames: Sequence[Frame]) -> str:
    return ", ".join(f"{letter}: {style_of(letter)}" for letter, _ in zip(DASHES, frames, strict=False)) + "."


def _equal(frames: Sequence[Frame]) -> str:
    """A sentence about each lane whose lines lie on those of another run's lane, as far as both go."""
    lanes = list(_lanes(frames))
    return "".join(
        f" {letter} · {lane.name} has the same losses as {other} · {twin.name}: one lies on the other."
        for k, (letter, _, frame, lane) in enumerate(lanes)
        for other, _, before, twin in lanes[:k]
        if letter != other and lane.cell == twin.cell and _agree(frame, lane, before, twin)
    )


def _agree(frame: Frame, lane: Lane, before: Frame, twin: Lane) -> bool:
    points = min(len(frame.curve_steps), len(before.curve_steps))
    losses, others = lane.arrays["train_curve"], twin.arrays["train_curve"]
    return (
        points > 0
        and len(losses) == len(others)
        and np.array_equal(frame.curve_steps[:points], before.curve_steps[:points])
        and np.array_equal(losses[:, :points], others[:, :points], equal_nan=True)
    )


def different_tasks(frames: Sequence[Frame]) -> str:
    """The sentence that the runs learn different tasks; empty where they do not."""
    return DIFFERENT if len({frame.task["title"] for frame in frames}) > 1 else ""
