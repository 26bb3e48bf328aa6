"""The browser that a page script serves."""

from __future__ import annotations

import streamlit as st

from app.operations.cookies import COOKIE, known_as


def visitor() -> str:
    """The visitor that the running script serves, as `known_as` names it; empty for a browser without cookies."""
    return known_as(st.context.cookies.get(COOKIE, ""))
