"""Figures that follow the run while it trains, if the user says so; else they show the moment that is looked at."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.view.lab import Lab
from app.view.widgets import widget_key

SECONDS = 2.0
HELP = "The figures are drawn anew every two seconds. Training gives up a little of its time for them."


def follow_training(lab: Lab, page: str, draw: Callable[[], None]) -> None:
    """Draw, and again every two seconds while the switch “Follow the training” is on."""
    on = st.toggle("Follow the training", key=widget_key(lab, f"{page}_follow"), help=HELP)
    st.fragment(draw, run_every=SECONDS if on else None)()
