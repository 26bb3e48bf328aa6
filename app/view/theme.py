"""Whether the page is light or dark."""

from __future__ import annotations

import streamlit as st

from app.figures.palette import ThemeName


def theme() -> ThemeName:
    """The theme of the page."""
    return "dark" if st.context.theme.type == "dark" else "light"
