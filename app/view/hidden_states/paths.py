"""The page "Hidden states", the way of the state: through a plane, or for a single unit the map that it follows."""

from __future__ import annotations

import math

import streamlit as st

from app.figures.heat_map import state_names, watched_values
from app.figures.input_words import inputs_in_words
from app.figures.state_path import one_unit_map, state_path
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.hidden_states.page import origin
from app.view.hidden_states.typed import read, typed_field
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.typed_inputs import inputs_as_typed
from rnn_core.errors import UserError
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.one_unit_map import MOST_INPUTS, OneUnitMap
from rnn_core.inside.state_plane import has_plane, state_plane
from rnn_core.numbers import percent

TWO = "With two units the plane is the state itself: nothing is left out."
ONE = (
    "The unit's two numbers: what the cell holds, c, and what it shows of it, h. There is no map from h to the next h: "
    "the next state follows from both numbers together, and two states with one h may go different ways."
)
MANY = (
    "The two directions along which the states of this example differ most (principal component analysis of its "
    "timesteps). They show {share} of their variance. Directions of two lanes have nothing in common."
)
STEP = "The later a timestep, the fuller its bead. Seed {seed}, top layer, step {step:,}."
BEYOND = "{name}: its states are beyond float32 here, so they have no path."


def show(lab: Lab, frame: Frame, lane: Lane) -> None:
    """The path of the watched example, and below it, for one unit without a cell state, its map."""
    cell = watched_values(lane, "cell") if "cell" in state_names(lane) else None
    hidden = watched_values(lane, "hidden")
    if not has_plane(hidden):
        st.info(plain(BEYOND.format(name=lane.name)))
        return
    found, units = state_plane(hidden, cell), hidden.shape[1]
    if units == 1 and cell is None:
        _map(lab, frame, lane, found.points)
        return
    caption = MANY.format(share=percent(found.share)) if units > 2 else TWO if units == 2 else ONE
    if units > 2 and not found.moves:
        caption = ""
    words = [word for word, inside in zip(inputs_in_words(frame, lane), found.inside, strict=True) if inside]
    beside = words if frame.task["input_kind"] in ("symbols", "words") else [""] * len(words)
    chart = state_path(
        lane,
        found.points,
        found.axes,
        beside,
        theme(),
        title=f"{lane.name}: the path of the state, test example {lab.entry.run.present.watched}",
        caption=f"{caption} {STEP.format(seed=frame.seed, step=frame.step)}".lstrip(),
    )
    show_chart(chart, origin(lab, frame), "hidden_states_path")


def _map(lab: Lab, frame: Frame, lane: Lane, walked: FloatArray) -> None:
    setting = BY_NAME["states_inputs"].setting
    typed = typed_field(lab, frame, "states_inputs", setting.label)
    st.caption(plain(setting.help))
    try:
        inputs, words = read(frame, typed if typed.strip() else _usual(frame))
    except UserError as error:
        st.warning(plain(str(error)))
        return
    reach = max(1.0, math.ceil(float(abs(walked).max(initial=0.0))))
    answer = answered(lab, OneUnitMap(lane.id, inputs[:MOST_INPUTS], reach))
    if answer is not None:
        chart = one_unit_map(lane, answer.arrays, words[:MOST_INPUTS], walked, theme())
        show_chart(chart, origin(lab, frame), "hidden_states_map")


def _usual(frame: Frame) -> str:
    """The two most frequent inputs of the watched example, typed as a sequence."""
    typed = [each for each in inputs_as_typed(frame) if each]
    return " ".join(sorted(dict.fromkeys(typed), key=typed.count, reverse=True)[:2])
