"""Telling cases, each one click away: settings that show something, and what is seen with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import parameters_of
from app.view.widgets import forget_widgets
from rnn_core.settings.config import RunConfig
from rnn_core.tasks.openings import opened

KEPT = "Starts a new run of your own. The run on screen stays as it is."
MOST_IN_A_ROW, SEVERAL_ROWS = 5, 3


@dataclass(frozen=True)
class Preset:
    """A case: the task, what differs from how it opens, the pages' parameters, and two sentences on what is seen.

    Without a task it is a case of the page alone, and the run on screen stays. `source` is the course or the paper that
    it comes from. `page` is the page that shows it, where that is not the one with the button.
    """

    title: str
    task: str
    settings: dict[str, Any]
    parameters: dict[str, Any]
    words: str
    source: str = ""
    page: str = ""

    def config(self, before: RunConfig) -> RunConfig:
        """The run of this case, with the seeds of `before`."""
        return opened(self.task, before).replace(**self.settings)


def show_presets(lab: Lab, presets: Sequence[Preset], title: str = "**Try this**", page: str = "") -> None:
    """The cases as buttons with their sentences; `page` is the one that they are on (see `open_preset`)."""
    if title:
        st.markdown(title)
    in_a_row = len(presets) if len(presets) <= MOST_IN_A_ROW else SEVERAL_ROWS
    for first in range(0, len(presets), in_a_row):
        with st.container(key=f"presets_{first}"):
            columns = st.columns(in_a_row)
        for preset, column in zip(presets[first : first + in_a_row], columns, strict=False):
            with column:
                pressed = st.button(
                    preset.title,
                    help=KEPT if preset.task else None,
                    on_click=open_preset,
                    args=(lab, preset, page),
                    width="stretch",
                )
                st.caption(f"{preset.words} {preset.source}".strip())
            if pressed and preset.page:
                st.switch_page(f"../pages/{preset.page}.py")


def open_preset(lab: Lab, preset: Preset, page: str = "") -> None:
    """Put a run of `preset` on screen, the same whatever was chosen before.

    The parameters of the page that shows it, which is `page` unless the preset names another, are at their defaults
    where the preset says nothing.
    """
    usual = {each.setting.name: each.default for each in parameters_of(preset.page or page)}
    for name, value in (usual | preset.parameters).items():
        session.set_parameter(lab, name, value)
    if preset.task:
        session.begin(lab, preset.config(lab.wanted))
    else:
        forget_widgets(lab)
