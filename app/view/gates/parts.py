"""What the views of the page "Gates" share: the lane that is looked at, where numbers come from, what a lane lacks."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from app.figures.chart import Chart
from app.view.asking import answered
from app.view.chart import show_chart
from app.view.lab import Lab
from app.view.lane_choice import lane_choice
from app.view.origin import origin_of
from app.view.plain import plain
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.gate_values import KEEPING
from rnn_core.inside.question import Answer, Question
from rnn_core.network.legend import TraceRow
from rnn_core.numbers import number, percent

LATER = 20
NO_GATES = (
    "A vanilla RNN has no gates: h = tanh(x W_x + h W_h + b) writes the whole state anew at every timestep. Add an "
    "LSTM or a GRU to this run in the lab, or try one of the cases below."
)
NO_GATES_IN_A_WINDOW = (
    "A fixed window has no gates: it holds the last inputs, all of them and nothing else. Add an LSTM or a GRU to this "
    "run in the lab, or try one of the cases below."
)


def gated(frame: Frame) -> list[Lane]:
    """The lanes that have gates."""
    return [lane for lane in frame.lanes if lane.cell in KEEPING]


def chosen_lane(lab: Lab, frame: Frame) -> Lane:
    """The lane that the user chooses; without a choice the first that has gates."""
    others = [lane for lane in frame.lanes if lane.cell not in KEEPING]
    return lane_choice(lab, [*gated(frame), *others], "gates_lane")


def without_gates(frame: Frame) -> bool:
    """Whether no lane has gates; the page says so."""
    if gated(frame):
        return False
    st.info(plain(NO_GATES if any(lane.squash for lane in frame.lanes) else NO_GATES_IN_A_WINDOW))
    return True


def answer_of_gated(
    lab: Lab, frame: Frame, question: Callable[[tuple[str, ...]], Question]
) -> tuple[list[Lane], Answer] | None:
    """The lanes that have gates, and the answer to the `question` about their ids; None where the page says why not."""
    if without_gates(frame):
        return None
    lanes = gated(frame)
    answer = answered(lab, question(tuple(lane.id for lane in lanes)))
    return None if answer is None else (lanes, answer)


def gates_of(lane: Lane) -> list[TraceRow]:
    """The gates that a lane has, in the order of its legend; one that an ablation took away is none."""
    return [row for row in lane.traces if row.scale == "gate" and not row.removed]


def show(lab: Lab, frame: Frame, chart: Chart, key: str) -> None:
    """Draw `chart`, whose numbers are of the moment of `frame`."""
    show_chart(chart, origin_of(frame, lab.entry.id, lab.entry.run.latest.name), f"gates_{key}")


def over(examples: int) -> str:
    """Over what the numbers of `GateValues` are taken."""
    return f"First seed, top layer, over {examples} test examples and all their timesteps."


def keeps(kept: float, state: str) -> str:
    """What a gate that is always at `kept` leaves of the state called `state`."""
    if kept >= 1:
        return f"keeps {state} whole, for ever"
    if kept <= 0:
        return f"keeps nothing of {state}"
    after = part(kept**LATER)
    tau = f"{number(-1 / math.log(kept))} timesteps"
    return f"keeps {percent(kept)} of {state} a timestep: after {LATER} timesteps {after} is left (τ = {tau})"


def part(left: float) -> str:
    """The part that is `left` in percent, also a very small one."""
    return percent(left) if left >= 0.001 or left == 0 else f"{number(100 * left)} %"
