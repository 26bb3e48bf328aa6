"""The files of the run on screen that can be taken away: code, numbers, weights, and a recording in one file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.figures.sheet import around
from app.view.asking import for_a_file
from app.view.chart import file_name
from app.view.file_button import file_button
from app.view.lab import Lab
from app.view.moment import shows_example
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.scope import module
from app.web.one_file import how_many, one_file
from app.web.routes import assets_address
from rnn_core import RunConfig, UserError, python_script
from rnn_core.frames.frame import Frame, from_bytes
from rnn_core.inside.answer_file import npz_file, safetensors_file
from rnn_core.inside.library_readme import KERAS_FILE, TORCH_FILE
from rnn_core.inside.library_weights import LibraryWeights, file_of, refuse
from rnn_core.inside.taken_trace import TakenTrace
from rnn_core.settings.link import from_link

TITLE = "Take it with you"
FIGURES = (
    "Every figure has its own buttons beside its title: a picture for a slide (PNG, SVG), and its numbers as a file "
    "(CSV) or as a table to read here."
)
EXAMPLE = (
    "The finished example is only a picture. Its numbers, its weights and a recording can be had of a run that has "
    "trained here."
)
NOTHING_YET = "The numbers and the recording can be had as soon as the networks are ready."
FEWEST_STEPS = 100
"""What the script trains of a run that has not come so far."""
CODE = (
    f"The code is one Python script that needs only jax, flax and optax. It trains the same networks for as many steps "
    f"as this run, and at least {FEWEST_STEPS}. It prints the same losses as this page, but for rounding, whose effect "
    "grows with the steps."
)
TRACE = (
    "The trace is the watched example at the step that you look at: inputs, states, gates, answers and gradients of "
    "every lane, unit by unit. The file holds a text, README, that says what each array is."
)
WEIGHTS = (
    "The weights are those of the step that you look at, of every lane's first seed. In PyTorch and in Keras they give "
    "the same outputs as here. Each file holds a text, README, with the code that loads it."
)
RECORDING = (
    "The recording is one HTML file: moments from step 0 to the one that you look at. It opens in any browser, without "
    "a network and without this program, and can be played and looked into."
)
PICTURES: dict[str, Callable[[Frame], str]] = {
    "lab": lambda frame: frame.full_caption,
    "translator": lambda frame: frame.full_caption,
    "unrolled": lambda frame: f"{frame.states_caption} {frame.caption}",
    "next_character": lambda frame: frame.caption,
}
"""The pages with a picture of the run that can be taken as an image, and how the numbers in it came about."""
_ANSWER_SECONDS = 30.0
_take_picture = module("take_picture")


def offer(lab: Lab, page: str = "") -> None:
    """The buttons, at the end of the `page` that shows the run of `lab`; each file is made when its button is pressed.

    A page in `PICTURES` has one more, for its picture.
    """
    config = lab.entry.run.config
    with st.expander(TITLE):
        st.caption(FIGURES)
        if page in PICTURES and lab.entry.run.latest.frame is not None:
            _picture(lab, from_bytes(lab.entry.run.latest.frame), PICTURES[page])
        _code(lab, config)
        if not lab.entry.run.begun or shows_example(lab):
            st.caption(EXAMPLE if shows_example(lab) else NOTHING_YET)
            return
        _trace(lab, config)
        _weights(lab, config)
        _recording(lab, config)


def _picture(lab: Lab, frame: Frame, how: Callable[[Frame], str]) -> None:
    origin = origin_of(frame, lab.entry.id, lab.entry.run.latest.name, how(frame))
    title = origin.moment.rpartition(", step ")[0]
    words = {"title": title, "file": file_name(title)}
    _take_picture(key="take_picture", data={"assets": assets_address()} | words | around(origin))


def _code(lab: Lab, config: RunConfig) -> None:
    try:
        python_script(config, FEWEST_STEPS)
    except UserError as error:
        st.caption(plain(str(error)))
        return
    _button(
        "The code",
        partial(_script, lab),
        f"unrolled_{config.task}.py",
        "code",
        "A Python script that trains these networks anew, without this program",
    )
    st.caption(CODE)


def _script(lab: Lab) -> bytes:
    data = lab.entry.run.latest.frame
    if data is None:
        return python_script(lab.entry.run.config, FEWEST_STEPS).encode()
    frame = from_bytes(data)
    return python_script(from_link(frame.config)[0], max(frame.step, FEWEST_STEPS)).encode()


def _trace(lab: Lab, config: RunConfig) -> None:
    with st.container(horizontal=True):
        for name, file in (("safetensors", _safetensors), ("NPZ", _npz)):
            _button(
                f"Trace as {name}",
                partial(file, lab),
                f"unrolled_{config.task}_trace.{name.lower()}",
                "download",
                "The numbers of the watched example, for a notebook",
            )
    st.caption(TRACE)


def _safetensors(lab: Lab) -> bytes:
    answer = for_a_file(lab, _watched(lab), _ANSWER_SECONDS)
    return safetensors_file(answer.arrays, answer.words["readme"])


def _npz(lab: Lab) -> bytes:
    answer = for_a_file(lab, _watched(lab), _ANSWER_SECONDS)
    return npz_file(answer.arrays, answer.words["readme"])


def _watched(lab: Lab) -> TakenTrace:
    return TakenTrace(lab.entry.run.present.watched)


def _weights(lab: Lab, config: RunConfig) -> None:
    try:
        refuse(config)
    except UserError as error:
        st.caption(plain(str(error)))
        return
    with st.container(horizontal=True):
        for name, library, file in (("PyTorch", "torch", TORCH_FILE), ("Keras", "keras", KERAS_FILE)):
            _button(
                f"Weights for {name}",
                partial(_library_file, lab, LibraryWeights(library)),
                file,
                "download",
                f"The trained weights, named and ordered as layers of {name} have them",
            )
    st.caption(WEIGHTS)


def _library_file(lab: Lab, question: LibraryWeights) -> bytes:
    return file_of(for_a_file(lab, question, _ANSWER_SECONDS))


def _recording(lab: Lab, config: RunConfig) -> None:
    _button(
        "Recording of this run",
        partial(_recorded, lab),
        f"unrolled-{config.task.replace('_', '-')}.html",
        "movie",
        "A page of its own with the picture of the lab, to keep, to send or to put on a course page",
    )
    st.caption(RECORDING)


def _recorded(lab: Lab) -> bytes:
    run = lab.entry.run
    frame = run.latest.frame
    assert frame is not None
    return one_file(run.kept_frames(how_many(frame)), run.state(), run.latest.name)


def _button(label: str, made: Callable[[], bytes], file: str, icon: str, said: str) -> None:
    file_button(label, made, file, f"take_{label}", icon=f":material/{icon}:", help=said)
