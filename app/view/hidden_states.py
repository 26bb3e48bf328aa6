"""The parts of the page "Hidden states"."""

from __future__ import annotations

import streamlit as st

from app.figures.heat_map import heat_map, state_names, watched_values
from app.view import session
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.visitor import tab
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.errors import UserError
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.states import StatesOfSequence
from rnn_core.inside.typed_sequence import parse_sequence
from rnn_core.tasks.task import Unit
from rnn_core.tasks.text.corpus import visible

WHAT = (
    "Each row is one unit, each column one timestep. The colour is the unit's value. A unit that keeps its colour for "
    "many timesteps holds something in memory. Source: Karpathy, Johnson & Li 2015, arXiv:1506.02078."
)
SEED = "Seed {seed}, {layer}, step {step:,}"
TYPE_SYMBOLS = "Type symbols of this task: {symbols}."
SPACE_IS_NONE, SPACE_IS_ONE = " Spaces between them are not needed.", " A space is a symbol too: ␣."
TYPE_WORDS = "Type words of this task with spaces between them: {words}."
TYPE_NUMBERS = "Type numbers with spaces between them, such as 0.5 0.2*. A star marks a number."
TYPE_VALUES = "Type numbers with spaces between them, such as 1 -1 1."
TYPE_IN_UNIT = "Type readings in {unit} with spaces between, such as 58 61 55."


def choose(lab: Lab, frame: Frame) -> Lane:
    """Let the user choose a lane and what of it is shown; the lane."""
    with st.expander("What am I looking at?"):
        st.write(WHAT)
    lanes = {lane.id: lane for lane in frame.lanes}
    left, right = st.columns(2)
    with left:
        known, own = session.parameter(lab, "lane"), f"hidden_states_lane_{lab.entry.id}"
        chosen = choice(lab, own, "Lane", list(lanes), known, lambda lane: lanes[lane].name)
    session.set_parameter(lab, "lane", "" if chosen == next(iter(lanes)) else chosen)
    lane = lanes[chosen]
    names = state_names(lane)
    with right:
        trace, own = session.parameter(lab, "trace"), f"hidden_states_trace_{lane.cell}"
        shown = choice(lab, own, "Shown", list(names), trace, names.__getitem__)
    session.set_parameter(lab, "trace", shown)
    return lane


def show_example(lab: Lab, frame: Frame, lane: Lane) -> None:
    """The watched test example at the moment that is looked at."""
    trace = session.parameter(lab, "trace")
    title = f"{lane.name}: {state_names(lane)[trace]}, test example {lab.entry.run.present.watched}"
    _show(lab, lane, trace, watched_values(lane, trace), title, frame, key="example")


def show_typed(lab: Lab, frame: Frame, lane: Lane) -> None:
    """A sequence that the user types, through the network as it is at this moment."""
    kind, labels = frame.task["input_kind"], frame.task["input_labels"]
    unit = Unit(**frame.task["unit"]) if frame.task.get("unit") else None
    spaces = SPACE_IS_ONE if visible(" ") in labels else SPACE_IS_NONE
    hints = {
        "symbols": TYPE_SYMBOLS.format(symbols=" ".join(labels)) + spaces,
        "words": TYPE_WORDS.format(words=" ".join(labels)),
        "value_and_marker": TYPE_NUMBERS,
    }
    hint = TYPE_IN_UNIT.format(unit=unit.name) if unit else hints.get(kind, TYPE_VALUES)
    st.markdown("**Your own sequence**")
    typed = st.text_input(
        "Your own sequence",
        widget_value(lab, "hidden_states_sequence", session.parameter(lab, "sequence")),
        key=widget_key(lab, "hidden_states_sequence"),
        help=hint,
        placeholder=hint,
        label_visibility="collapsed",
    )
    session.set_parameter(lab, "sequence", typed)
    if not typed.strip():
        st.caption(plain(hint))
        return
    try:
        sequence = parse_sequence(typed, kind, tuple(labels), unit)
        answer = lab.entry.run.ask(StatesOfSequence(sequence), page=tab())
    except UserError as error:
        st.warning(plain(str(error)))
        return
    trace = session.parameter(lab, "trace")
    values = answer.arrays[f"{lane.id}.{trace}"][-1]
    title = f"{lane.name}: {state_names(lane)[trace]}, your sequence"
    columns = [str(element) for element in sequence] if kind in ("symbols", "words") else typed.split()
    _show(lab, lane, trace, values, title, frame, key="typed", columns=columns)


def _show(
    lab: Lab,
    lane: Lane,
    trace: str,
    values: FloatArray,
    title: str,
    frame: Frame,
    *,
    key: str,
    columns: list[str] | None = None,
) -> None:
    layers = lane.arrays["hidden"].shape[0]
    layer = "top layer" if layers > 1 else "its one layer"
    where = SEED.format(seed=frame.config.get("seed", 0), layer=layer, step=frame.step)
    chart = heat_map(lane, trace, values, theme(), title=title, where=where, columns=columns)
    show_chart(chart, origin_of(frame, lab.entry.id, lab.entry.run.latest.name), f"hidden_states_{key}")
