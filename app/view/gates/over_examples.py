"""The page "Gates", over test examples: saturation, its course over training, and time constants."""

from __future__ import annotations

import math
import statistics

import streamlit as st

from app.figures.gate_distances import gate_distances
from app.figures.gate_saturation import gate_saturation
from app.figures.time_constants import said, time_constants_by_unit
from app.view.asking import answered_over_training, say_moments
from app.view.chart import theme
from app.view.gates.parts import answer_of_gated, chosen_lane, keeps, over, show
from app.view.lab import Lab
from app.view.plain import plain
from app.view.said import say
from rnn_core.frames.frame import Frame
from rnn_core.inside.gate_values import EXAMPLES, GateValues, time_constants
from rnn_core.numbers import percent

ABOVE = (
    "A gate near 0 is shut, one near 1 is open. A unit at the top left holds this gate open nearly all the time, one "
    "at the bottom right keeps it shut. In between it decides by what it reads."
)
MOST_IN_A_ROW = 3


def show_saturation(lab: Lab, frame: Frame) -> None:
    """One dot a unit: how often shut, how often open."""
    found = answer_of_gated(lab, frame, GateValues)
    if found is None:
        return
    lanes, answer = found
    st.write(ABOVE)
    gates = list(dict.fromkeys(gate for lane in lanes for gate in answer.words["gates"][lane.id]))
    where = over(answer.words["examples"])
    for first in range(0, len(gates), MOST_IN_A_ROW):
        with st.container(key=f"pair_saturation_{first}"):
            places = st.columns(MOST_IN_A_ROW)
        for gate, place in zip(gates[first : first + MOST_IN_A_ROW], places, strict=False):
            shown = [lane for lane in lanes if gate in answer.words["gates"][lane.id]]
            ends = {
                lane.id: (answer.arrays[f"{lane.id}.{gate}.shut"], answer.arrays[f"{lane.id}.{gate}.open"])
                for lane in shown
            }
            with place:
                show(lab, frame, gate_saturation(gate, ends, shown, theme(), where), f"saturation_{gate}")


def show_training(lab: Lab, frame: Frame) -> None:
    """The distances to the ends at every kept moment, of one lane."""
    lane = chosen_lane(lab, frame)
    question = GateValues((lane.id,), EXAMPLES)
    found = answered_over_training(lab, question)
    if found is None:
        return
    answers = list(found.values())
    words, arrays = answers[0].words, [answer.arrays for answer in answers]
    gates = {gate: [each[f"{lane.id}.{gate}.distance"] for each in arrays] for gate in words["gates"][lane.id]}
    hidden = f"{lane.id}.hidden.distance"
    states = [each[hidden] for each in arrays if hidden in each]
    if not gates and not states:
        st.info(plain(f"{lane.name}: no gates, and h has no bounds, so there is no end to be near to."))
        return
    if not gates:
        st.info(plain(f"{lane.name}: no gates. Of its state h the distance to −1 and 1 is shown."))
    chart = gate_distances(list(found), gates, states, lane, theme(), over(words["examples"]))
    show(lab, frame, chart, "training")
    say_moments(lab, frame, question, found)


def show_memory(lab: Lab, frame: Frame) -> None:
    """Time constants by unit, of all lanes that have a gate which keeps."""
    found = answer_of_gated(lab, frame, GateValues)
    if found is None:
        return
    lanes, answer = found
    kept = {lane.id: answer.arrays[f"{lane.id}.kept"] for lane in lanes}
    constants = {lane: time_constants(values) for lane, values in kept.items()}
    for lane in lanes:
        mean = kept[lane.id][0]
        longest = int(mean.argmax())
        state = "c" if lane.cell == "lstm" else "h"
        middle = statistics.median(map(float, mean))
        units = f"Its longest memory is unit {longest + 1}: {said(float(constants[lane.id][0, longest]))}."
        say(f"memory_{lane.id}", f"{lane.name}: the middle unit {keeps(middle, state)}. {units}")
    timesteps = len(frame.inputs)
    chart = time_constants_by_unit(constants, lanes, theme(), timesteps, over(answer.words["examples"]))
    show(lab, frame, chart, "memory")
    for lane in lanes:
        forever = statistics.mean(map(math.isinf, constants[lane.id][0]))
        if forever:
            st.caption(plain(f"{lane.name}: {percent(forever)} of its units have f = 1 exactly. τ = ∞: never forgets."))
