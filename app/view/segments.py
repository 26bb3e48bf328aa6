"""A row of segments in which a page's own parameter is chosen."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.widgets import widget_key, widget_value


def segments(lab: Lab, name: str, words: Mapping[str, str]) -> str:
    """Let the user choose the parameter `name` among `words`, by value; the value that is chosen."""
    known = session.parameter(lab, name)
    chosen: str = st.segmented_control(
        BY_NAME[name].setting.label,
        list(words),
        default=widget_value(lab, name, known),
        format_func=words.__getitem__,
        key=widget_key(lab, name),
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    session.set_parameter(lab, name, chosen)
    return chosen
