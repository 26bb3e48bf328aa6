"""Telling cases of the text generator, each one click away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.widgets import forget_widgets
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.openings import opened


@dataclass(frozen=True)
class Preset:
    """A case: the task, what differs from how it opens, the page's parameters, and two sentences on what is seen."""

    title: str
    task: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    words: str


PRESETS = (
    Preset(
        "One GRU, one minute",
        "shakespeare",
        {"lanes": lanes_of("gru")},
        {"prompt": "ROMEO:\n", "temperature": 0.8},
        "A GRU alone gets all of the machine. Within 1,500 steps it beats the 4-gram, which knows three characters.",
    ),
    Preset(
        "Three cells, the same dice",
        "shakespeare",
        {},
        {"prompt": "KING ", "temperature": 0.8},
        "Within 500 steps all three are better than the 2-gram, so they remember. Step by step the GRU is ahead.",
    ),
    Preset(
        "Python code",
        "stdlib_code",
        {"lanes": lanes_of("gru")},
        {"prompt": "def ", "temperature": 0.6},
        "The text is the source of Python's own library. Within 500 steps the GRU writes lines that are indented by "
        "fours.",
    ),
)
KEPT = "Starts a new run. The run on screen is kept under “Your runs”."


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    st.markdown("**Try this**")
    for preset, column in zip(PRESETS, st.columns(len(PRESETS)), strict=True):
        with column:
            st.button(preset.title, help=KEPT, on_click=_open, args=(lab, preset), width="stretch")
            st.caption(preset.words)


def _open(lab: Lab, preset: Preset) -> None:
    for name, value in preset.parameters.items():
        session.set_parameter(lab, name, value)
    session.follow(lab, opened(preset.task, lab.wanted).replace(**preset.settings))
    forget_widgets(lab)
