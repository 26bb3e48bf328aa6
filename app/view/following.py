"""Figures that follow the run while it trains, if the user says so; else they show the moment that is looked at."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.view.lab import Lab
from app.view.widgets import widget_key

SECONDS = 2.0
HELP = "The figures are drawn anew every two seconds. Training gives up a little of its time for them."


def follow_switch(lab: Lab, page: str) -> bool:
    """The switch “Follow the training”; whether it is on."""
    return st.toggle("Follow the training", key=widget_key(lab, f"{page}_follow"), help=HELP)


def draw_following(draw: Callable[[], None], follows: bool) -> None:
    """Draw, and where the page `follows`, again every two seconds."""
    st.fragment(draw, run_every=SECONDS if follows else None)()
