"""The page "Hidden states", a sequence of the user's own, and a second one beside it."""

from __future__ import annotations

import streamlit as st

from app.figures.heat_map import state_names
from app.figures.two_sentences import distances
from app.view import session
from app.view.chart import show_chart, theme
from app.view.hidden_states.drawn import draw_sequence
from app.view.hidden_states.page import origin, show_heat_map
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.typed_inputs import unit_of
from app.view.visitor import tab
from app.view.widgets import renewed, widget_key, widget_value
from rnn_core.errors import UserError
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.question import Answer
from rnn_core.inside.states import Element, StatesOfSequence
from rnn_core.inside.typed_sequence import parse_sequence
from rnn_core.tasks.text.corpus import visible

TYPE_SYMBOLS = "Type symbols of this task: {symbols}."
SPACE_IS_NONE, SPACE_IS_ONE = " Spaces between them are not needed.", " A space is a symbol too: ␣."
TYPE_WORDS = "Type words of this task with spaces between them: {words}."
TYPE_NUMBERS = "Type numbers with spaces between them, such as 0.5 0.2*. A star marks a number."
TYPE_VALUES = "Type numbers with spaces between them, such as 1 -1 1."
TYPE_IN_UNIT = "Type readings in {unit} with spaces between, such as 58 61 55."
TRANSLATES = (
    "A translation reads a sentence with one network and writes with another. Type a sentence of your own on the page "
    "“Translator”."
)
APART = (
    "The length (L2 norm) of the difference between the hidden states h of the two sequences at the same timestep. As "
    "long as both have had the same inputs it is exactly 0. Below: the input of the first, then that of the second, or "
    "one where they are the same. First seed, top layer; drawn as far as both go."
)

Typed = tuple[tuple[Element, ...], list[str]]
"""The elements of a sequence, and a word for each."""


def hint_of(frame: Frame) -> str:
    """A sentence on what may be typed in this task."""
    kind, labels, unit = frame.task["input_kind"], frame.task["input_labels"], unit_of(frame)
    spaces = SPACE_IS_ONE if visible(" ") in labels else SPACE_IS_NONE
    hints = {
        "symbols": TYPE_SYMBOLS.format(symbols=" ".join(labels)) + spaces,
        "words": TYPE_WORDS.format(words=" ".join(labels)),
        "value_and_marker": TYPE_NUMBERS,
    }
    return TYPE_IN_UNIT.format(unit=unit.name) if unit else hints.get(kind, TYPE_VALUES)


def typed_field(lab: Lab, frame: Frame, name: str, label: str, *, visibly: bool = True) -> str:
    """The field of the page's parameter `name`; what is typed there."""
    hint, widget = hint_of(frame), renewed(name)
    typed = st.text_input(
        label,
        widget_value(lab, widget, session.parameter(lab, name)),
        key=widget_key(lab, widget),
        help=plain(hint),
        placeholder=hint,
        label_visibility="visible" if visibly else "collapsed",
    )
    session.set_parameter(lab, name, typed)
    return typed


def read(frame: Frame, typed: str) -> Typed:
    """The sequence that `typed` stands for; raises `UserError`."""
    kind, labels = frame.task["input_kind"], tuple(frame.task["input_labels"])
    sequence = parse_sequence(typed, kind, labels, unit_of(frame))
    return sequence, [str(each) for each in sequence] if kind in ("symbols", "words") else typed.split()


def show_typed(lab: Lab, frame: Frame, lane: Lane) -> None:
    """A sequence that the user types, through the network as it is at this moment, and another one beside it."""
    st.markdown("**Your own sequence**")
    if frame.task.get("boundary"):
        st.info(TRANSLATES)
        return
    typed = typed_field(lab, frame, "sequence", "Your own sequence", visibly=False)
    # Always at the same place: elsewhere it would be another drawing, and a stroke would end.
    draw_sequence(lab, frame, _read_or_nothing(frame, typed))
    if not typed.strip():
        st.caption(plain(hint_of(frame)))
    first = _states(lab, frame, typed)
    if first is None:
        return
    _heat_map(lab, frame, lane, first, "your sequence", "typed")
    setting = BY_NAME["states_beside"].setting
    second = _states(lab, frame, typed_field(lab, frame, "states_beside", setting.label))
    if second is None:
        return
    _heat_map(lab, frame, lane, second, "the sequence beside it", "beside")
    both = min(len(first[1]), len(second[1]))
    apart = {
        f"{each.id}.distance": _length(
            first[0].arrays[f"{each.id}.hidden"][-1, :both] - second[0].arrays[f"{each.id}.hidden"][-1, :both]
        )
        for each in frame.lanes
    }
    words = (first[1][:both], second[1][:both])
    chart = distances(apart, frame.lanes, words, theme(), title="How far the two states are apart", caption=APART)
    show_chart(chart, origin(lab, frame), "hidden_states_distance")


def _read_or_nothing(frame: Frame, typed: str) -> tuple[Element, ...]:
    """The sequence that `typed` stands for, none where it cannot be read: the page says why further down."""
    try:
        return read(frame, typed)[0]
    except UserError:
        return ()


def _length(apart: FloatArray) -> FloatArray:
    """The L2 norm of each row."""
    length: FloatArray = (apart * apart).sum(axis=1) ** 0.5
    return length


def _states(lab: Lab, frame: Frame, typed: str) -> tuple[Answer, list[str]] | None:
    """The states of every lane and the words of the sequence; None where nothing was typed or the page says why."""
    if not typed.strip():
        return None
    try:
        sequence, words = read(frame, typed)
        return lab.entry.run.ask(StatesOfSequence(sequence), page=tab()), words
    except UserError as error:
        st.warning(plain(str(error)))
        return None


def _heat_map(lab: Lab, frame: Frame, lane: Lane, found: tuple[Answer, list[str]], whose: str, key: str) -> None:
    trace = session.parameter(lab, "trace")
    values = found[0].arrays[f"{lane.id}.{trace}"][-1]
    title = f"{lane.name}: {state_names(lane)[trace]}, {whose}"
    show_heat_map(lab, lane, trace, values, title, frame, key=key, columns=found[1])
