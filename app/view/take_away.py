"""What can be taken away of the run on screen: its code, its weights for other libraries, a recording in one file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.view.lab import Lab
from app.view.plain import plain
from app.web.one_file import how_many, one_file
from rnn_core import RunConfig, UserError, python_script
from rnn_core.frames.frame import Frame
from rnn_core.inside.library_readme import KERAS_FILE, TORCH_FILE
from rnn_core.inside.library_weights import LibraryWeights, file_of, refuse
from rnn_core.settings.link import from_link

FEWEST_STEPS = 100
"""What the script trains of a run that has not come so far."""
CODE = (
    "The code is one Python script that needs only jax, flax and optax. It trains the same networks for {steps:,} "
    "steps. It prints the same losses as this page, but for rounding, whose effect grows with the steps."
)

WEIGHTS = (
    "The weights are those of the step that you look at, of every lane's first seed. In PyTorch and in Keras they give "
    "the same outputs as here. Each file holds a text, README, with the code that loads it."
)
RECORDING = (
    "The recording is one HTML file: moments from step 0 to the one that you look at. It opens in any browser, without "
    "a network and without this program, and can be played and looked into."
)
_ANSWER_SECONDS = 30.0


def offer(lab: Lab, frame: Frame) -> None:
    """The buttons, below the charts of `frame`."""
    config, _ = from_link(frame.config)
    st.markdown("**Take it with you**")
    _code(config, max(frame.step, FEWEST_STEPS))
    _weights(lab, config)
    _recording(lab, config)


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


def _weights(lab: Lab, config: RunConfig) -> None:
    try:
        refuse(config)
    except UserError as error:
        st.caption(plain(str(error)))
        return
    with st.container(horizontal=True):
        for name, library, file in (("PyTorch", "torch", TORCH_FILE), ("Keras", "keras", KERAS_FILE)):
            st.download_button(
                f"Weights for {name}",
                partial(_file, lab, LibraryWeights(library)),
                file_name=file,
                mime="application/octet-stream",
                key=f"take_{library}",
                icon=":material/download:",
                on_click="ignore",
                help=f"The trained weights, named and ordered as layers of {name} have them",
            )
    st.caption(WEIGHTS)


def _file(lab: Lab, question: LibraryWeights) -> bytes:
    """Made when the button is pressed: a large network's weights are not put together for who only looks."""
    return file_of(lab.entry.run.ask(question, _ANSWER_SECONDS))


def _recording(lab: Lab, config: RunConfig) -> None:
    st.download_button(
        "Recording of this run",
        partial(_recorded, lab),
        file_name=f"unrolled-{config.task.replace('_', '-')}.html",
        mime="text/html",
        key="take_recording",
        icon=":material/movie:",
        on_click="ignore",
        help="A page of its own with the picture above, to keep, to send or to put on a course page",
    )
    st.caption(RECORDING)


def _recorded(lab: Lab) -> bytes:
    run = lab.entry.run
    frame = run.latest.frame
    assert frame is not None
    return one_file(run.kept_frames(how_many(frame)), run.state(), run.latest.name)
