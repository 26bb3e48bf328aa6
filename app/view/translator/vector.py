"""The one vector between encoder and decoder, large; it follows the run while it trains."""

from __future__ import annotations

import streamlit as st

from app.figures.one_vector import one_vector
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of
from rnn_core.frames.frame import from_bytes

LOOK_SECONDS = 4.0


@st.fragment(run_every=LOOK_SECONDS)
def show(lab: Lab) -> None:
    """The chart of all lanes at the moment that is looked at."""
    data = lab.entry.run.latest.frame
    if data is None:
        return
    frame = from_bytes(data)
    if frame.task.get("boundary") is None:
        # Another run has just come on screen, and the page is about to be drawn anew.
        return
    config = lab.entry.run.present
    attending = [
        name for lane, name in zip(config.full_lanes, config.lane_ids, strict=True) if lane.attention != "none"
    ]
    chart = one_vector(frame, attending, theme())
    with st.container(key="live_vector"):
        st.subheader("The one vector between encoder and decoder")
        how = f"{frame.states_caption} {frame.caption}"
        show_chart(chart, origin_of(frame, lab.entry.id, lab.entry.run.latest.name, how), "one_vector")
