"""Telling cases of the translator, each one click away; tests and benchmarks hold what their sentences say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.widgets import forget_widgets
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.task_names import TRANSLATIONS
from rnn_core.tasks.openings import opened

TASKS = TRANSLATIONS
"""The tasks of the page."""


@dataclass(frozen=True)
class Preset:
    """A case: the task, what differs from how it opens, and two sentences on what is seen."""

    title: str
    task: str
    settings: dict[str, Any]
    words: str


ATTENTION = (LaneConfig("gru", attention="none"), LaneConfig("gru", attention="dot"))
PRESETS = (
    Preset(
        "Numbers in seconds",
        "numbers",
        {"lanes": (LaneConfig("gru", attention="dot"),)},
        "A GRU with attention learns to count in French. After 1,000 steps it writes 19 of 20 unseen numbers "
        "correctly.",
    ),
    Preset(
        "With and without attention",
        "phrases",
        {"lanes": ATTENTION},
        "Two GRUs that differ in attention alone. After 1,000 steps the one with attention has more sentences exactly "
        "right.",
    ),
    Preset(
        "Longer than ever seen",
        "phrases",
        {"split": "length", "lanes": ATTENTION},
        "Trained on up to 7 words, tested on 8 to 14. The chart by length shows who can go on.",
    ),
    Preset(
        "The source backwards",
        "iso_dates",
        {"attention": "none", "lanes": (LaneConfig("gru"), LaneConfig("gru", source_order="reversed"))},
        "Two GRUs without attention, and one reads the source backwards. The gradient of the first word tells them "
        "apart.",
    ),
    Preset(
        "What stands for a word",
        "phrases",
        {"lanes": tuple(LaneConfig("gru", input=kind) for kind in ("one_hot", "learned", "glove", "random"))},
        "Four GRUs that differ in the vectors of the source words. Random vectors that stay are the control.",
    ),
    Preset(
        "Pig latin, three cells",
        "pig_latin",
        {"lanes": lanes_of("rnn", "lstm", "gru")},
        "Letters move to the end of the word. Attention shows where each letter comes from.",
    ),
)
KEPT = "Starts a new run. The run on screen is kept under “Your runs”."
IN_A_ROW = 3


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    st.markdown("**Try this**")
    for first in range(0, len(PRESETS), IN_A_ROW):
        with st.container(key=f"presets_{first}"):
            columns = st.columns(IN_A_ROW)
        for preset, column in zip(PRESETS[first : first + IN_A_ROW], columns, strict=True):
            with column:
                st.button(preset.title, help=KEPT, on_click=_open, args=(lab, preset), width="stretch")
                st.caption(preset.words)


def _open(lab: Lab, preset: Preset) -> None:
    session.follow(lab, opened(preset.task, lab.wanted).replace(**preset.settings))
    forget_widgets(lab)
