"""The product behind one timestep: factor by factor from the last timestep back to it, tanh′ and W_h apart."""

from __future__ import annotations

import math

import streamlit as st

from app.view.asking import answered
from app.view.gradients.parts import chosen_lane
from app.view.lab import Lab
from app.view.number_table import show_table
from app.view.slider import slider
from rnn_core.frames.frame import Frame
from rnn_core.inside.backward_factors import BackwardFactors, factors_back
from rnn_core.numbers import number

SHOWN_AT_ONCE = 12
"""Rows that are drawn; the CSV has all."""


def show_factors(lab: Lab, frame: Frame) -> None:
    """The table for the lane and the timestep that the user chooses, of the watched example."""
    st.markdown("**The product, factor by factor**")
    left, right = st.columns(2)
    with left:
        lane = chosen_lane(lab, frame)
    example = lab.entry.run.on_screen.watched
    answer = answered(lab, BackwardFactors(lane.id, example))
    if answer is None:
        return
    last = int(answer.words["last"])
    if last < 2:
        st.info("The error stands at timestep 1. There is no way back from there.")
        return
    with right:
        lag = int(slider(lab, "gradients_lag", 1, last - 1)) if last > 2 else 1
    found = factors_back(answer, lag)
    names = {"slope": f"{'tanh' if lane.squash == 'tanh' else 'ReLU'}′"}
    columns = {"from": [f"{t} → {t - 1}" for t in found.timesteps]}
    for name, values in found.factors.items():
        columns[names.get(name, name)] = [f"× {number(value)}" for value in values]
    columns["so far"] = list(map(number, found.so_far))
    shown = _folded(columns)
    apart = (
        f"{names['slope']} and W_h stand apart."
        if answer.words["apart"]
        else f"The {lane.short} has several paths through a timestep; one factor stands for all of them together."
    )
    show_table(
        f"{lane.name}: from timestep {last} back to {last - lag}",
        shown,
        f"{_together(float(found.so_far[-1]), last, lag)} Each factor is what the length of the gradient is multiplied "
        f"by (test example {example}, error at the last timestep, first seed, top layer). {apart}",
        "gradients_factors",
        numbers={
            "from": found.timesteps,
            **{n: list(v) for n, v in found.factors.items()},
            "so far": list(found.so_far),
        },
        ranks=False,
    )


def _together(times: float, last: int, lag: int) -> str:
    if math.isnan(times):
        return f"The gradient at timestep {last} is exactly 0, so nothing goes back."
    return f"At timestep {last - lag} the gradient is {number(times)} times as long as at timestep {last}."


def _folded(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """The first rows and the last two, with a row of dots between, where there are many."""
    if len(columns["from"]) <= SHOWN_AT_ONCE:
        return columns
    return {name: [*rows[: SHOWN_AT_ONCE - 3], "…", *rows[-2:]] for name, rows in columns.items()}
