"""The page "Hidden states", a passage: a text that was never trained on, coloured by one unit."""

from __future__ import annotations

import csv
import html
import io

import streamlit as st

from app.figures.palette import palette, translucent
from app.view import session
from app.view.asking import answered
from app.view.chart import theme
from app.view.file_button import table_button
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.text.so_far import is_code
from app.view.widgets import widget_key, widget_value
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Lane
from rnn_core.language.passage import LENGTH, Passage
from rnn_core.numbers import decimal, whole
from rnn_core.tasks.text.corpus import visible

STRENGTH = 0.6
"""Letters stay readable on the strongest colour."""
CAPTION = (
    "{lane}: h of unit {unit} after each character, from −1 to 1; gold is positive, violet negative, nothing is 0. "
    "Characters {first} to {last} of {all} of the test text, which was never trained on. First seed, top layer, step "
    "{step:,}. Source: Karpathy, Johnson & Li 2015."
)


def show(lab: Lab, lane: Lane) -> None:
    """The passage with its colours, and buttons that move through the text."""
    units = lane.arrays["hidden"].shape[2]
    unit_name, place_name = "states_unit", "states_place"
    left, right = st.columns(2)
    with left:
        setting = BY_NAME[unit_name].setting
        known = min(widget_value(lab, unit_name, session.parameter(lab, unit_name)), units)
        unit = int(
            st.number_input(
                setting.label, 1, units, known, key=widget_key(lab, f"{unit_name}_{lane.id}"), help=setting.help
            )
        )
        session.set_parameter(lab, unit_name, unit)
    place = session.parameter(lab, place_name)
    with right, st.container(horizontal=True, vertical_alignment="bottom", height="stretch"):
        st.button("Earlier", on_click=_move, args=(lab, -LENGTH), disabled=place == 0, icon=":material/arrow_back:")
        st.button("Later", on_click=_move, args=(lab, LENGTH), icon=":material/arrow_forward:")
    answer = answered(lab, Passage(lane.id, place))
    if answer is None:
        if place:
            st.button("To the beginning", on_click=_move, args=(lab, -place))
        return
    values, text = answer.arrays["hidden"][:, unit - 1], answer.words["text"]
    st.html(_coloured(text, values, code=is_code(lab)))
    said = {"lane": lane.name, "unit": unit, "first": whole(place + 1), "last": whole(place + len(text))}
    st.caption(plain(CAPTION.format(all=whole(answer.words["characters"]), step=answer.words["step"], **said)))
    table_button(
        "CSV",
        _csv(text, place, answer.arrays["hidden"]),
        "unrolled-passage.csv",
        "csv_passage",
        type="tertiary",
        icon=":material/download:",
        help="Every unit at every character of the passage, as a table",
    )


def _move(lab: Lab, by: int) -> None:
    session.set_parameter(lab, "states_place", max(0, session.parameter(lab, "states_place") + by))


def _coloured(text: str, values: FloatArray, *, code: bool) -> str:
    """The text as HTML, the colour of the value behind each character, which hovering names."""
    colours = palette(theme())
    spans = []
    for character, value in zip(text, values, strict=True):
        colour = translucent(colours.negative if value < 0 else colours.positive, STRENGTH * min(abs(float(value)), 1))
        named = html.escape(f"{visible(character)} {decimal(float(value))}", quote=True)
        spans.append(f'<span style="background:{colour}" title="{named}">{html.escape(character)}</span>')
    font = "ui-monospace, monospace" if code else 'Georgia, "Times New Roman", serif'
    style = (
        f"font-family:{html.escape(font)};font-size:19px;line-height:1.45;white-space:pre-wrap;overflow-wrap:anywhere"
    )
    return f'<div class="passage" style="{style};max-height:420px;overflow:auto" tabindex="0">{"".join(spans)}</div>'


def _csv(text: str, place: int, hidden: FloatArray) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["place", "character", *(f"unit {k}" for k in range(1, hidden.shape[1] + 1))])
    for number, (character, row) in enumerate(zip(text, hidden, strict=True), start=place + 1):
        table.writerow([number, visible(character), *(repr(float(value)) for value in row)])
    return out.getvalue()
