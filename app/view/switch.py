"""A switch for a page's own parameter."""

from __future__ import annotations

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.widgets import widget_key, widget_value


def switch(lab: Lab, name: str) -> bool:
    """A switch for the page's parameter `name`; whether it is on."""
    setting = BY_NAME[name].setting
    known = widget_value(lab, name, session.parameter(lab, name))
    on = st.toggle(setting.label, known, key=widget_key(lab, name), help=setting.help)
    session.set_parameter(lab, name, on)
    return on
