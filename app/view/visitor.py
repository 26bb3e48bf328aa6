"""The browser, and its tab, that a page script serves."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.operations.cookies import COOKIE, known_as


def visitor() -> str:
    """The visitor that the running script serves, as `known_as` names it; empty for a browser without cookies."""
    return known_as(st.context.cookies.get(COOKIE, ""))


def tab() -> str:
    """The browser tab that the running script serves: a question of another tab does not replace its question."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""
