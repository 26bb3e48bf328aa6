"""A sentence that a page has measured and that stays with its picture on a wall (`page.css`)."""

from __future__ import annotations

import streamlit as st

from app.view.plain import plain


def say(key: str, *sentences: str) -> None:
    """The `sentences` as they are, each on a line of its own; `key` is their own on the page."""
    with st.container(key=f"said_{key}"):
        st.markdown("  \n".join(map(plain, sentences)))
