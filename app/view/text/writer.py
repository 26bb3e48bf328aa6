"""What the networks write from the moment that is looked at, as the user asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from app.live.engine import OwnRun
from app.view import session
from app.view.asking import answered, moment_for, of_step
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.said import speak
from app.view.scope import module
from app.view.text import closely, written_text
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.frames.frame import Frame
from rnn_core.inside.question import Answer
from rnn_core.language.novelty import CONTROL_PASSAGES, TextNovelty
from rnn_core.language.sampling import TextSample
from rnn_core.numbers import percent, whole

TEMPERATURE = (
    "A low temperature takes only likely characters, so the text is safe and repeats itself; a high one also takes "
    "unlikely ones, so it surprises and errs."
)
COLOURS = {"none": "nothing", "surprise": "surprise", "unit": "one hidden unit"}
FIRST_PIECE = 50
SPOKEN = 60
"""Characters of each text that are spoken when it has come; arrow keys read the rest."""
WRITTEN = "All have the same random numbers: what differs comes from the networks."
ARGMAX = "At temperature 0 each network writes its likeliest character every time (argmax): nothing is drawn at random."

_written = module("written", "pages/written")


def show(lab: Lab, frame: Frame) -> None:
    """The fields and what all lanes write."""
    st.subheader("Let them write")
    asked = _fields(lab, frame)
    at = moment_for(lab)
    answer = _written_by_all(lab, asked, at)
    texts = tuple(answer.words["texts"].values()) if answer is not None else ()
    novelty = answered(lab, TextNovelty(texts, asked.prompt), at) if texts else None
    if answer is None or novelty is None:
        return
    lanes = {lane.id: lane for lane in frame.lanes}
    facts = dict(zip(answer.words["texts"], novelty.words["texts"], strict=True))
    drawn = [written_text.text_of(lab, asked, answer, lanes[name], facts[name]) for name in answer.words["lanes"]]
    st.caption(f"{of_step(lab, answer)} {WRITTEN if asked.temperature else ARGMAX}")
    _written(key="written", data=written_text.data_of(lab, drawn, len(drawn), written_text.legend_of(lab, answer)))
    begun = {name: f"{asked.prompt}{text[:SPOKEN]}" for name, text in answer.words["texts"].items()}
    speak("written", " ".join(f"{lanes[name].name} wrote: {text}" for name, text in begun.items()))
    st.caption(_unread(novelty))
    written_text.offer_csv(lab, "written", [(lanes[name].name, name, answer) for name in answer.words["lanes"]])
    closely.show(lab, frame, asked, answer, at)


def _fields(lab: Lab, frame: Frame) -> TextSample:
    """Draw the fields; what they ask for."""
    prompt, temperature = st.columns(2, vertical_alignment="bottom")
    with prompt:
        _text_area(lab, "prompt")
    with temperature:
        _slider(lab, "temperature")
    st.caption(TEMPERATURE)
    top_k, length, dice, colour, unit = st.columns((2, 2, 2, 3, 2), vertical_alignment="bottom")
    for column, name in ((top_k, "top_k"), (length, "length"), (dice, "dice")):
        with column:
            _number(lab, name)
    with colour:
        known = session.parameter(lab, "colour")
        session.set_parameter(
            lab, "colour", choice(lab, "text_colour", "Colour by", list(COLOURS), known, COLOURS.__getitem__)
        )
    if session.parameter(lab, "colour") == "unit":
        with unit:
            _number(lab, "unit", most=min(len(each.arrays["hidden"][0, 0]) for each in frame.lanes))
    names_of = ("prompt", "length", "temperature", "top_k", "dice")
    text, characters, heat, most, seed = (session.parameter(lab, name) for name in names_of)
    return TextSample(text, characters, float(heat), most, seed)


def _written_by_all(lab: Lab, asked: TextSample, at: OwnRun) -> Answer | None:
    """The answer at the moment `at`; where it is new, its beginning is on the page before the rest is written."""
    place, now = st.empty(), (lab.entry.id, at.step, asked)
    if st.session_state.get("written") != now:
        begun = answered(lab, replace(asked, length=min(FIRST_PIECE, asked.length)), at)
        if begun is None:
            return None
        with place.container():
            for column, text in zip(st.columns(len(begun.words["texts"])), begun.words["texts"].values(), strict=True):
                column.text(asked.prompt + text)
    answer = answered(lab, asked, at)
    st.session_state["written"] = now
    place.empty()
    return answer


def _unread(novelty: Answer) -> str:
    unread = novelty.words["unread"]
    share = "" if unread["share"] is None else f"{percent(unread['share'])} of its words are not in the training text, "
    piece = f"{whole(unread['piece'])} character{'s' * (unread['piece'] != 1)}"
    return (
        f"For comparison the test text, which no network has read: {share}and in a piece of {piece} the longest copy "
        f"has {unread['longest']} (median of {CONTROL_PASSAGES} pieces)."
    )


def _value(lab: Lab, name: str) -> tuple[Any, str]:
    """The value that the field of a parameter begins with, and its key."""
    return widget_value(lab, f"text_{name}", session.parameter(lab, name)), widget_key(lab, f"text_{name}")


def _text_area(lab: Lab, name: str) -> None:
    setting, (value, key) = BY_NAME[name].setting, _value(lab, name)
    given = st.text_area(setting.label, str(value), height=68, key=key, help=setting.help)
    session.set_parameter(lab, name, given)


def _slider(lab: Lab, name: str) -> None:
    setting, (value, key) = BY_NAME[name].setting, _value(lab, name)
    chosen = st.slider(setting.label, setting.low, setting.high, float(value), 0.05, key=key, help=setting.help)
    session.set_parameter(lab, name, chosen)


def _number(lab: Lab, name: str, most: int = 0) -> None:
    setting, (value, key) = BY_NAME[name].setting, _value(lab, name)
    low, high = int(setting.low), most or int(setting.high)
    chosen = st.number_input(setting.label, low, high, min(int(value), high), key=key, help=setting.help)
    session.set_parameter(lab, name, chosen)
