"""Two things side by side, or under one another where they would be too narrow."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def pair(key: str) -> Sequence[DeltaGenerator]:
    """Two columns, each wide enough for a chart (`page.css`); `key` is the pair's own on its page."""
    with st.container(key=f"pair_{key}"):
        return st.columns(2)
