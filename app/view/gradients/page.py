"""The page "Gradients": which of its views is on screen, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app.view import link
from app.view.following import draw_following, follow_switch
from app.view.gradients import by_gain, by_lag, by_length, inside, over_training
from app.view.gradients.presets import PRESETS
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.moment import newest_frame, say_broken
from app.view.presets import show_presets
from app.view.segments import segments
from rnn_core.frames.frame import Frame

WHAT = (
    "Training changes a weight by the gradient of the error. On the way back from the last timestep the gradient is "
    "multiplied once for every timestep, so that over many timesteps it vanishes or explodes. Sources: Hochreiter "
    "1991; Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063."
)
NAMES = {
    "lag": "By timestep",
    "training": "Over training",
    "triangle": "Item by item",
    "jacobians": "Jacobians",
    "length": "By length",
    "gain": "Vanish, hold, explode",
}
VIEWS: Mapping[str, Callable[[Lab, Frame], None]] = {
    "lag": by_lag.show,
    "training": over_training.show,
    "triangle": inside.show_triangle,
    "jacobians": inside.show_jacobians,
    "length": by_length.show,
}


def choose(lab: Lab) -> tuple[str, bool]:
    """Say what the page is about and let the user choose a view; its name, and whether it follows the training."""
    looking_at(WHAT)
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = segments(lab, "gradients_view", NAMES)
        # Before any training there is nothing to follow.
        return shown, shown != "gain" and follow_switch(lab, "gradients")


def show(lab: Lab, shown: str, follows: bool) -> None:
    """The view called `shown`."""
    if shown == "gain":
        by_gain.show(lab)
        return

    def draw() -> None:
        frame = newest_frame(lab)
        if frame is not None:
            if shown != "length":  # Of networks that nobody has trained.
                say_broken(frame)
            VIEWS[shown](lab, frame)
            link.write_link(lab, "gradients")

    draw_following(draw, follows)


def presets(lab: Lab) -> None:
    """The telling cases."""
    show_presets(lab, PRESETS)
