"""A slider for a page's own parameter, which other parts of the page may move too."""

from __future__ import annotations

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.widgets import renewed, widget_key, widget_value


def slider(lab: Lab, name: str, low: float, high: float, step: float = 1.0) -> float:
    """A slider of the page's parameter `name` between `low` and `high`; its value."""
    setting = BY_NAME[name].setting
    kind = int if setting.kind == "int" else float
    own = renewed(name)
    known = min(max(widget_value(lab, own, session.parameter(lab, name)), low), high)
    value = st.slider(
        setting.label, kind(low), kind(high), kind(known), kind(step), key=widget_key(lab, own), help=setting.help
    )
    session.set_parameter(lab, name, value)
    return float(value)
