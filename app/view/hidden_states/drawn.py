"""The page "Hidden states", a sequence of numbers that is drawn with the mouse or a finger."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from app.view.lab import Lab
from app.view.scope import module
from app.view.typed_inputs import in_unit, inputs_as_typed, unit_of
from app.view.widgets import renew
from app.web.routes import assets_address
from rnn_core.frames.frame import Frame
from rnn_core.inside.states import Element

LEVELS = 100
"""Steps between the lowest and the highest number that can be drawn, where the task's are no bits."""
SYMBOLS = "Only numbers can be drawn. This task reads {kind}: type them."

_drawing = module("drawn_sequence", "pages/drawn_sequence")


def draw_sequence(lab: Lab, frame: Frame, sequence: tuple[Element, ...]) -> None:
    """The place where the page's own sequence, now `sequence`, is drawn; it is typed into the field what was drawn."""
    if frame.task["input_kind"] in ("symbols", "words"):
        st.caption(SYMBOLS.format(kind=frame.task["input_kind"]))
        return

    def drawn() -> None:
        typed = st.session_state["drawn_sequence"].typed
        if isinstance(typed, str):
            renew(lab, "sequence", typed)

    _drawing(
        key="drawn_sequence",
        data={"assets": assets_address()} | drawing_of(frame, sequence),
        on_typed_change=drawn,
    )


def drawing_of(frame: Frame, sequence: tuple[Element, ...]) -> dict[str, Any]:
    """The data of the module `pages/drawn_sequence`: the numbers so far in the task's unit, and what may be drawn."""
    unit, marks = unit_of(frame), frame.task["input_kind"] == "value_and_marker"
    low, high = _reach(frame)
    bits = frame.task["input_labels"] == ["bit"]
    rows = [row if isinstance(row, tuple) else (row, 0.0) for row in sequence]
    return {
        "values": [in_unit(float(value), unit) for value, _ in rows],
        "marked": [bool(marked) for _, marked in rows],
        "low": low,
        "high": high,
        "step": 1 if bits else (high - low) / LEVELS,
        "rest": 0.0 if unit is None else float(round(unit.offset)),
        "timesteps": len(frame.inputs),
        "marks": marks,
        "example": " ".join(inputs_as_typed(frame)),
        "unit": unit.name if unit else "",
    }


def _reach(frame: Frame) -> tuple[float, float]:
    """The lowest and the highest number that can be drawn: of bits −1 and 1, else the example’s with some room."""
    unit = unit_of(frame)
    if frame.task["input_labels"] == ["bit"]:
        return -1.0, 1.0
    numbers = [in_unit(float(row[0]), unit) for row in frame.inputs]
    if unit is None:
        return min(0.0, *numbers), max(1.0, *numbers)
    room = unit.scale
    return float(math.floor(min(numbers) - room)), float(math.ceil(max(numbers) + room))
