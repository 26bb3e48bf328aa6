"""Telling cases, each one click away: settings that show something, and what is seen with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.widgets import forget_widgets
from rnn_core.settings.config import RunConfig
from rnn_core.tasks.openings import opened

KEPT = "Starts a new run. The run on screen is kept under “Your runs”."
MOST_IN_A_ROW, SEVERAL_ROWS = 5, 3


@dataclass(frozen=True)
class Preset:
    """A case: the task, what differs from how it opens, the page's parameters, and two sentences on what is seen."""

    title: str
    task: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    words: str

    def config(self, before: RunConfig) -> RunConfig:
        """The run of this case, with the seeds of `before`."""
        return opened(self.task, before).replace(**self.settings)


def show_presets(lab: Lab, presets: Sequence[Preset]) -> None:
    """The cases as buttons with their sentences."""
    st.markdown("**Try this**")
    in_a_row = len(presets) if len(presets) <= MOST_IN_A_ROW else SEVERAL_ROWS
    for first in range(0, len(presets), in_a_row):
        with st.container(key=f"presets_{first}"):
            columns = st.columns(in_a_row)
        for preset, column in zip(presets[first : first + in_a_row], columns, strict=False):
            with column:
                st.button(preset.title, help=KEPT, on_click=open_preset, args=(lab, preset), width="stretch")
                st.caption(preset.words)


def open_preset(lab: Lab, preset: Preset) -> None:
    """Put a run of `preset` on screen."""
    for name, value in preset.parameters.items():
        session.set_parameter(lab, name, value)
    session.follow(lab, preset.config(lab.wanted))
    forget_widgets(lab)
