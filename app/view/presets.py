"""Telling cases, each one click away: settings that show something, and what is seen with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.widgets import forget_widgets
from rnn_core.tasks.openings import opened

KEPT = "Starts a new run. The run on screen is kept under “Your runs”."


@dataclass(frozen=True)
class Preset:
    """A case: the task, what differs from how it opens, the page's parameters, and two sentences on what is seen."""

    title: str
    task: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    words: str


def show_presets(lab: Lab, presets: Sequence[Preset]) -> None:
    """The cases as buttons with their sentences."""
    st.markdown("**Try this**")
    with st.container(key="presets"):
        for preset, column in zip(presets, st.columns(len(presets)), strict=True):
            with column:
                st.button(preset.title, help=KEPT, on_click=_open, args=(lab, preset), width="stretch")
                st.caption(preset.words)


def _open(lab: Lab, preset: Preset) -> None:
    for name, value in preset.parameters.items():
        session.set_parameter(lab, name, value)
    session.follow(lab, opened(preset.task, lab.wanted).replace(**preset.settings))
    forget_widgets(lab)
