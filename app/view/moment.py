"""The moment of a run that a page shows."""

from __future__ import annotations

import time

import streamlit as st

from app.live.commands import SHOW
from app.view.lab import Lab
from app.view.plain import plain
from rnn_core.frames.frame import Frame, from_bytes
from rnn_core.numbers import whole
from rnn_core.settings.lane_names import listed
from rnn_core.settings.link import to_link

PREPARING = "The networks are being prepared. This page shows them as soon as they are ready."
SO_FAR = "The first run of a new size takes a while. {seconds} s so far."
EXAMPLE = (
    "The lab shows the picture of a finished example. There is nothing to look into before its owner trains it: this "
    "page shows the networks as soon as Play is pressed."
)
BROKE = "{names}: training broke. What is shown is that of the last good weights."
LOOK_AGAIN_SECONDS = 0.5


def newest_frame(lab: Lab) -> Frame | None:
    """The frame of the moment that is looked at; while there is none yet, the page says so and waits for it.

    A page that looks inside shows the run itself: the finished example, which a visitor sees first, is only a picture.
    """
    run = lab.entry.run
    if shows_example(lab):
        if not lab.owns:
            st.info(EXAMPLE)
            return None
        run.command(SHOW)
    # A seek that the scope sent just now may still be under way.
    run.catch_up()
    if _stands(lab) and run.latest.frame is not None:
        return from_bytes(run.latest.frame)
    with st.container(key="live_wait"):
        _wait(lab, time.monotonic())
    return None


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait(lab: Lab, since: float) -> None:
    latest, example = lab.entry.run.latest, shows_example(lab)
    if _stands(lab):
        st.rerun()
    if latest.status != "compiling":
        st.info(PREPARING if example else plain(latest.message) or PREPARING)
        return
    count, total = latest.prepared
    passed = SO_FAR.format(seconds=whole(int(time.monotonic() - since)))
    st.progress(count / max(total, 1), " ".join(filter(None, (PREPARING, plain(latest.message), passed))))


def _stands(lab: Lab) -> bool:
    """Whether there is a frame of the run itself, and the run that it is of to ask."""
    run = lab.entry.run
    return run.begun and run.latest.frame is not None and not shows_example(lab)


def shows_example(lab: Lab) -> bool:
    """Whether the picture of a finished run stands where this run, at step 0, has none of its own yet."""
    return lab.entry.run.latest.shows_example


def say_broken(frame: Frame) -> None:
    """Say of which lanes training broke, and what is shown of them."""
    broken = [lane.name for lane in frame.lanes if lane.status == "diverged"]
    if broken:
        st.caption(plain(BROKE.format(names=listed(broken))))


def follow_change(lab: Lab, frame: Frame) -> None:
    """Where a setting was changed just now and `frame` does not show it yet, the page is drawn again when one does."""
    if lab.entry.run.past_step is None and not _shows_settings(lab, frame):
        _wait_for_settings(lab)


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait_for_settings(lab: Lab) -> None:
    data = lab.entry.run.latest.frame
    if data is not None and _shows_settings(lab, from_bytes(data)):
        st.rerun()


def _shows_settings(lab: Lab, frame: Frame) -> bool:
    return frame.config == to_link(lab.entry.run.config)
