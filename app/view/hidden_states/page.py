"""The page "Hidden states": the lane, what of it is shown and in which order, and the views of the watched example."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from app.figures.heat_map import heat_map, state_names, watched_values
from app.figures.input_words import inputs_in_words, words_read
from app.figures.sheet import Origin
from app.figures.unit_curves import MOST_UNITS, unit_curves
from app.view import session
from app.view.chart import show_chart, theme
from app.view.hidden_states.presets import PRESETS
from app.view.lab import Lab
from app.view.lane_choice import lane_choice
from app.view.looking_at import looking_at
from app.view.moment import say_broken
from app.view.origin import origin_of
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.presets import show_presets
from app.view.segments import segments
from app.view.switch import switch
from app.view.unit_numbers import unit_numbers
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.gate_values import KEEPING
from rnn_core.inside.unit_order import by_memory, by_similarity
from rnn_core.settings.setting_words import CARRIES_STATE

WHAT = (
    "Each row is one unit, each column one timestep. The colour is the unit's value. A unit that keeps its colour for "
    "many timesteps holds something in memory. Source: Karpathy, Johnson & Li 2015, arXiv:1506.02078."
)
SEED = "Seed {seed}, {layer}, step {step:,}"
VIEWS = {"units": "Units", "curves": "Curves", "path": "Path", "fires": "Where it fires", "passage": "A passage"}
ORDERS = {"number": "number", "similarity": "similarity", "time": "time constant"}
SORTED = {
    "number": "",
    "similarity": " Rows: first the unit that moves most, then always the one whose values are most like those of the "
    "row above (correlation over the timesteps).",
    "time": " Rows: the longest memory on top, by τ = −1/ln of the mean of the gate that keeps.",
}
NO_TIME = "{name} has no gate that keeps, so its units have no time constant. They stand by number."
LEFT_OUT = "This run has no unit {others}: its units are 1 to {most}."
UNREADABLE = "“{typed}” names no units of this run. Use numbers from 1 to {most} with commas between, such as 1, 2."


def choose(lab: Lab, frame: Frame) -> tuple[Lane, str]:
    """Let the user choose a lane, what of it is shown, and a view; the lane and the view."""
    looking_at(WHAT)
    say_broken(frame)
    if session.parameter(lab, "states_view") == "passage" and not _reads(lab):
        session.set_parameter(lab, "states_view", "units")
    view = segments(
        lab, "states_view", {name: words for name, words in VIEWS.items() if name != "passage" or _reads(lab)}
    )
    left, right = st.columns(2)
    with left:
        lane = lane_choice(lab, frame.lanes, "lane")
    names = state_names(lane)
    if view != "passage":
        with right:
            trace, own = session.parameter(lab, "trace"), f"hidden_states_trace_{lane.cell}"
            shown = choice(lab, own, "Shown", list(names), trace, names.__getitem__)
        session.set_parameter(lab, "trace", shown)
    return lane, view


def _reads(lab: Lab) -> bool:
    """Whether the run learns from a text, of which a passage can be read."""
    return lab.entry.run.present.task in CARRIES_STATE and lab.entry.run.present.task != "echo"


def presets(lab: Lab) -> None:
    """The telling cases."""
    show_presets(lab, PRESETS)


def show_units(lab: Lab, frame: Frame, lane: Lane) -> None:
    """The watched test example at the moment that is looked at: one lane, or all of them under one another."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        name = "states_order"
        order = choice(
            lab, name, BY_NAME[name].setting.label, list(ORDERS), session.parameter(lab, name), ORDERS.__getitem__
        )
        session.set_parameter(lab, name, order)
    with right:
        every = switch(lab, "states_all")
    trace = session.parameter(lab, "trace")
    for each in frame.lanes if every else (lane,):
        shown = trace if trace in state_names(each) else "hidden"
        title = f"{each.name}: {state_names(each)[shown]}, test example {lab.entry.run.present.watched}"
        numbers, said = _order(each, watched_values(each, shown), order)
        key = "example" if each is lane else f"example_{each.id}"
        show_heat_map(
            lab,
            each,
            shown,
            watched_values(each, shown),
            title,
            frame,
            key=key,
            columns=words_read(frame, each),
            order=numbers,
            said=said,
        )


def _order(lane: Lane, values: FloatArray, order: str) -> tuple[Any, str]:
    """The rows of the heat map as numbers of units, None for their own order, and what is said of it."""
    if order == "similarity":
        return by_similarity(values), SORTED[order]
    gate = KEEPING.get(lane.cell, "")
    if order == "time" and gate not in state_names(lane):
        return None, " " + NO_TIME.format(name=lane.name)
    if order == "time":
        return by_memory(watched_values(lane, gate)), SORTED[order]
    return None, ""


def show_curves(lab: Lab, frame: Frame, lane: Lane) -> None:
    """A few units as curves, those of all lanes over one another."""
    name = "states_units"
    typed = st.text_input(
        BY_NAME[name].setting.label,
        widget_value(lab, name, session.parameter(lab, name)),
        key=widget_key(lab, name),
        help=BY_NAME[name].setting.help,
    )
    session.set_parameter(lab, name, typed)
    trace = session.parameter(lab, "trace")
    values = {each.id: watched_values(each, trace) for each in frame.lanes if trace in state_names(each)}
    most = max(array.shape[1] for array in values.values())
    units, others = unit_numbers(typed, most)
    if not units:
        st.warning(plain(UNREADABLE.format(typed=typed[:40], most=most)))
        return
    if others:
        st.caption(LEFT_OUT.format(others=", ".join(map(str, others)), most=most))
    chart = unit_curves(
        values,
        [each for each in frame.lanes if each.id in values],
        units[:MOST_UNITS],
        {each.id: inputs_in_words(frame, each) for each in frame.lanes},
        theme(),
        title=f"{state_names(lane)[trace]}, test example {lab.entry.run.present.watched}".capitalize(),
        where=_where(frame, lane),
    )
    show_chart(chart, origin(lab, frame), "hidden_states_curves")


def origin(lab: Lab, frame: Frame) -> Origin:
    """Where the figures come from."""
    return origin_of(frame, lab.entry.id, lab.entry.run.latest.name)


def _where(frame: Frame, lane: Lane) -> str:
    layer = "top layer" if lane.arrays["hidden"].shape[0] > 1 else "its one layer"
    return SEED.format(seed=frame.seed, layer=layer, step=frame.step)


def show_heat_map(
    lab: Lab,
    lane: Lane,
    trace: str,
    values: FloatArray,
    title: str,
    frame: Frame,
    *,
    key: str,
    columns: list[str] | None = None,
    order: Any = None,
    said: str = "",
) -> None:
    """`values` `[T, H]` of the trace of `lane` as a heat map, the rows in `order`, of which `said` is told."""
    where = f"{_where(frame, lane)}"
    chart = heat_map(lane, trace, values, theme(), title=title, where=where, columns=columns, order=order)
    show_chart(replace(chart, caption=f"{chart.caption}{said}"), origin(lab, frame), f"hidden_states_{key}")
