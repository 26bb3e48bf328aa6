"""Figures that follow the run while it trains, if the user says so; else they show the moment that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app.view import link
from app.view.lab import Lab
from app.view.moment import newest_frame, say_broken
from app.view.segments import segments
from app.view.switch import switch
from rnn_core.frames.frame import Frame

SECONDS = 2.0


def choose_view(lab: Lab, page: str, names: Mapping[str, str], *, still: str) -> tuple[str, bool]:
    """Let the user choose one of a page's views, by their `names`; that view, and whether it follows the training.

    The view called `still` shows no training.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = segments(lab, f"{page}_view", names)
        return shown, shown != still and switch(lab, f"{page}_follow")


def draw_following(
    lab: Lab, page: str, draw: Callable[[Lab, Frame], None], follows: bool, *, names_broken: bool = True
) -> None:
    """Draw the newest frame on `page`, and where that `follows`, again every two seconds.

    Lanes whose training broke are named above what is drawn, where `names_broken`.
    """

    def again() -> None:
        frame = newest_frame(lab)
        if frame is not None:
            if names_broken:
                say_broken(frame)
            draw(lab, frame)
            link.write_link(lab, page)

    st.fragment(again, run_every=SECONDS if follows else None)()
