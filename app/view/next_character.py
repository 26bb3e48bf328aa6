"""The page "Next character": telling words, each one click away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.widgets import forget_widgets
from rnn_core.settings.config import RunConfig
from rnn_core.tasks.openings import opened

TASK = "hello"
KEPT = "Starts a new run. The run on screen is kept under “Your runs”."


@dataclass(frozen=True)
class Preset:
    """A case: what differs from how the task opens, and two sentences on what is seen."""

    title: str
    settings: dict[str, Any]
    words: str

    def config(self, before: RunConfig) -> RunConfig:
        """The run of this case, with the seeds of `before`."""
        return opened(TASK, before).replace(**self.settings)


PRESETS = (
    Preset(
        "hello",
        {},
        "The two l's ask for different answers. Watch their states move apart: within 250 steps all three cells are "
        "sure of all four letters.",
    ),
    Preset(
        "A memory of one number",
        {"hidden_size": 1, "learning_rate": 0.03},
        "The whole state is one number, h. Within 500 steps it tells the two l's apart: the loss falls below the best "
        "without memory.",
    ),
    Preset(
        "Counting: aaaaab",
        {"word": "aaaaab"},
        "Only the number of a's so far says when the b comes. Within 400 steps all three cells count to five.",
    ),
    Preset(
        "mississippi",
        {"word": "mississippi"},
        "The letters i, s and p each have two followers. Within 800 steps four units are enough to tell all places "
        "apart.",
    ),
    Preset(
        "banana: no memory needed",
        {"word": "banana"},
        "Each letter always has the same follower, so the present letter is enough. Compare: there is no line “best "
        "without memory” in the loss chart.",
    ),
)


def presets(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    st.markdown("**Try this**")
    for preset, column in zip(PRESETS, st.columns(len(PRESETS)), strict=True):
        with column:
            st.button(preset.title, help=KEPT, on_click=_open, args=(lab, preset), width="stretch")
            st.caption(preset.words)


def _open(lab: Lab, preset: Preset) -> None:
    session.follow(lab, preset.config(lab.wanted))
    forget_widgets(lab)
