"""The moment of a run that a page shows."""

from __future__ import annotations

import streamlit as st

from app.view.lab import Lab
from rnn_core.frames.frame import Frame, from_bytes

PREPARING = "The networks are being prepared. This page shows them as soon as they are ready."
LOOK_AGAIN_SECONDS = 0.5


def newest_frame(lab: Lab) -> Frame | None:
    """The frame of the moment that is looked at; while there is none yet, the page says so and waits for it."""
    # A seek that the scope sent just now may still be under way.
    lab.entry.run.catch_up()
    data = lab.entry.run.latest.frame
    if data is not None:
        return from_bytes(data)
    _wait(lab)
    return None


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait(lab: Lab) -> None:
    latest = lab.entry.run.latest
    if latest.frame is not None:
        st.rerun()
    count, total = latest.prepared
    if latest.status == "compiling" and total:
        st.progress(count / total, f"{PREPARING} {latest.message}")
    else:
        st.info(" ".join(filter(None, (PREPARING if latest.status == "compiling" else "", latest.message))))
