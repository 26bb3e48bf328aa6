"""One moment of a run, held still: its frame as Plotly charts that can be read off, enlarged and exported."""

from __future__ import annotations

import streamlit as st

from app.figures.gradient_profile import gradient_profile
from app.figures.heat_map import heat_map, state_names
from app.figures.loss_curves import loss_curves
from app.figures.palette import ThemeName
from rnn_core.frames.frame import from_bytes


def charts(moment: bytes) -> None:
    """Draw the charts of the frame in `moment`."""
    frame = from_bytes(moment)
    theme: ThemeName = "dark" if st.context.theme.type == "dark" else "light"
    st.markdown(f"**{frame.task['title']} at step {frame.step:,}** :gray[· held still; press the button for a new one]")
    st.plotly_chart(gradient_profile(frame, theme), theme=None, key="study_gradient")
    st.plotly_chart(loss_curves(frame, theme), theme=None, key="study_loss")
    for lane, column in zip(frame.lanes, st.columns(len(frame.lanes)), strict=True):
        with column:
            names = state_names(lane)
            name = st.selectbox("Shown", list(names), format_func=names.__getitem__, key=f"study_{lane.id}")
            st.plotly_chart(
                heat_map(lane, name, lane.arrays[name][-1], theme), theme=None, key=f"study_state_{lane.id}"
            )
    st.caption(frame.caption)
