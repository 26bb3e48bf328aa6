"""What the views of the page "Gradients" share: the lane that is looked at, switches, how far it reaches."""

from __future__ import annotations

import math

import streamlit as st

from app.figures.sheet import Origin
from app.view import session
from app.view.lab import Lab
from app.view.origin import origin_of
from app.view.page_parameters import BY_NAME
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import number, whole

PLACES = {"last": "at the last timestep", "every": "at every timestep"}


def chosen_lane(lab: Lab, frame: Frame) -> Lane:
    """The lane that the user chooses; without a choice the first."""
    lanes = {lane.id: lane for lane in frame.lanes}
    known, name = session.parameter(lab, "gradients_lane"), f"gradients_lane_{lab.entry.id}"
    if len(lanes) == 1:
        return frame.lanes[0]
    chosen = choice(lab, name, "Lane", list(lanes), known, lambda lane: lanes[lane].name)
    session.set_parameter(lab, "gradients_lane", "" if chosen == next(iter(lanes)) else chosen)
    return lanes[chosen]


def chosen_place(lab: Lab) -> str:
    """Whose error is counted: that of the last timestep, or that of every timestep."""
    setting = BY_NAME["gradients_where"].setting
    known = session.parameter(lab, setting.name)
    place: str = st.segmented_control(
        setting.label,
        list(PLACES),
        default=widget_value(lab, setting.name, known),
        format_func=lambda place: f"error {PLACES[place]}",
        key=widget_key(lab, setting.name),
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    session.set_parameter(lab, setting.name, place)
    return place


def slider(lab: Lab, name: str, low: float, high: float, step: float = 1.0) -> float:
    """A slider of the page's parameter `name` between `low` and `high`; its value."""
    setting = BY_NAME[name].setting
    kind = int if setting.kind == "int" else float
    own = _slider_name(lab, name)
    known = min(max(widget_value(lab, own, session.parameter(lab, name)), low), high)
    value = st.slider(
        setting.label, kind(low), kind(high), kind(known), kind(step), key=widget_key(lab, own), help=setting.help
    )
    session.set_parameter(lab, name, value)
    return float(value)


def set_slider(lab: Lab, name: str, value: float) -> None:
    """Another value for the slider of the parameter `name`, from elsewhere on the page."""
    session.set_parameter(lab, name, value)
    # The browser keeps what its slider shows: another one begins anew, with this value.
    lab.parameters[f"{name}_told"] = lab.parameters.get(f"{name}_told", 0) + 1


def _slider_name(lab: Lab, name: str) -> str:
    return f"{name}_{lab.parameters.get(f'{name}_told', 0)}"


def origin(lab: Lab, frame: Frame) -> Origin:
    """Where the figures come from."""
    return origin_of(frame, lab.entry.id, lab.entry.run.latest.name)


def reach(name: str, first: float, last: float, lag: int) -> str:
    """How long the gradient is `lag` timesteps before the last one (`first`) beside the last one (`last`), in words."""
    where = f"{name}: {lag} timesteps before the last one the gradient is"
    if not math.isfinite(first) or not math.isfinite(last):
        return f"{where} beyond float32."
    if last == 0:
        return f"{name}: the gradient is exactly 0 at the last timestep, so nothing goes back."
    if first == 0:
        return f"{where} exactly 0."
    factor = last / first
    if 0.8 <= factor <= 1.25:
        return f"{where} as long as there."
    larger = factor < 1
    times = 1 / factor if larger else factor
    said = whole(float(f"{times:.2g}")) if 10 <= times < 1e9 else number(times, 2)
    return f"{where} {said} times {'longer' if larger else 'shorter'} than there."
