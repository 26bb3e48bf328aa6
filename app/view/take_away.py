"""What can be taken away of the run on screen, to go on with elsewhere: its code."""

from __future__ import annotations

import streamlit as st

from app.view.lab import Lab
from app.view.plain import plain
from rnn_core import RunConfig, UserError, python_script
from rnn_core.frames.frame import Frame
from rnn_core.settings.link import from_link

FEWEST_STEPS = 100
"""What the script trains of a run that has not come so far."""
CODE = (
    "The code is one Python script that needs only jax, flax and optax. It trains the same networks for {steps:,} "
    "steps. It prints the same losses as this page, but for rounding, whose effect grows with the steps."
)


def offer(lab: Lab, frame: Frame) -> None:
    """The buttons, below the charts of `frame`."""
    del lab
    config, _ = from_link(frame.config)
    st.markdown("**Take it with you**")
    _code(config, max(frame.step, FEWEST_STEPS))


def _code(config: RunConfig, steps: int) -> None:
    try:
        script = python_script(config, steps)
    except UserError as error:
        st.caption(plain(str(error)))
        return
    st.download_button(
        "The code",
        script,
        file_name=f"unrolled_{config.task}.py",
        mime="text/x-python",
        key="take_code",
        icon=":material/code:",
        on_click="ignore",
        help="A Python script that trains these networks anew, without this program",
    )
    st.caption(CODE.format(steps=steps))
