"""One moment of a run, held still: its frame as Plotly charts that can be read off, enlarged and exported."""

from __future__ import annotations

import streamlit as st

from app.figures.gradient_profile import gradient_profile
from app.figures.heat_map import heat_map, state_names, watched_values
from app.figures.loss_curves import loss_curves
from app.view import session
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.moment import say_broken
from app.view.origin import origin_of
from app.view.plain import plain
from rnn_core.frames.frame import Frame, from_bytes

ANCHOR = "study"
"""The key of the place where the charts stand; the button above them leads there."""


def charts(lab: Lab, moment: bytes) -> None:
    """Draw the charts of the frame in `moment`, which is one of the run on screen."""
    with st.container(key=ANCHOR):
        _charts(lab, from_bytes(moment))


def _charts(lab: Lab, frame: Frame) -> None:
    origin = origin_of(frame, lab.entry.id, lab.entry.run.latest.name, frame.full_caption)
    # It may be the picture of a file that somebody else has made.
    title = plain(f"{frame.task['title']} at step {frame.step:,}")
    st.markdown(f"**{title}** :gray[· snapshot; press Study again to update]")
    say_broken(frame)
    show_chart(gradient_profile(frame, theme()), origin, "study_gradient")
    # Who watches would only be told that the step is the owner's to choose.
    go_to = (lambda step: session.go_to(lab, step)) if lab.owns else None
    show_chart(loss_curves(frame, theme()), origin, "study_loss", go_to)
    for lane, column in zip(frame.lanes, st.columns(len(frame.lanes)), strict=True):
        with column:
            names = state_names(lane)
            name = st.selectbox("Shown", list(names), format_func=names.__getitem__, key=f"study_{lane.id}")
            show_chart(heat_map(lane, name, watched_values(lane, name), theme()), origin, f"study_state_{lane.id}")
    st.caption(plain(frame.full_caption))
