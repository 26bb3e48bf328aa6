"""The words of a page about its answers: sentences that stay with a picture on a wall (`page.css`), and spoken ones."""

from __future__ import annotations

import streamlit as st

from app.view.plain import plain
from app.view.scope import module
from app.web.routes import assets_address

_spoken = module("spoken", "pages/spoken")


def say(key: str, *sentences: str) -> None:
    """The `sentences` as they are, each on a line of its own; `key` is their own on the page."""
    with st.container(key=f"said_{key}"):
        st.markdown("  \n".join(map(plain, sentences)))


def speak(key: str, words: str) -> None:
    """Tell who listens to the page that an answer has come; nobody sees the `words`. `key` is their own on the page."""
    _spoken(key=f"spoken_{key}", data={"assets": assets_address(), "words": words})
