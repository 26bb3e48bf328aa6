"""The page "Gradients", by length: what reaches timestep 1 of longer sequences, and what a cut leaves."""

from __future__ import annotations

import streamlit as st

from app.figures.gradient_lines import Line, gradient_lines
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.gradients.parts import PLACES, chosen_place, origin
from app.view.lab import Lab
from app.view.plain import plain
from app.view.slider import slider
from rnn_core.frames.frame import Frame
from rnn_core.inside.gradients_by_lag import spread
from rnn_core.inside.length_sweep import LengthSweep
from rnn_core.inside.question import TWO_NETWORKS
from rnn_core.inside.truncated import TruncatedGradients, nothing_beyond

FORGOT = (
    "“A vanished gradient means that the state was forgotten.” It does not: the state is carried over the cut, and "
    "still the gradient is exactly 0 beyond it, in every cell. Nothing before the cut is learned from this error."
)


def show(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    if frame.task.get("boundary"):
        st.warning(plain(TWO_NETWORKS.format(what="What comes back by length")))
        return
    _cut(lab, frame)
    _sweep(lab, frame)


def _cut(lab: Lab, frame: Frame) -> None:
    left, right = st.columns(2)
    with left:
        place = chosen_place(lab)
    with right:
        window = int(slider(lab, "gradients_window", 1, max(lab.entry.run.on_screen.sequence_length, 2)))
    answer = answered(lab, TruncatedGradients(window, place))
    if answer is None:
        return
    lines = []
    for lane in frame.lanes:
        cut, full = (spread(answer.arrays[f"{lane.id}.{name}"])[1:2] for name in ("cut", "full"))
        lines += [Line(lane, cut), Line(lane, full, "∂L/∂h without the cut", thin=True)]
    chart = gradient_lines(
        lines,
        theme(),
        title=f"Truncated BPTT: cut every {window} timesteps",
        caption=f"Middle value of ‖∂L/∂h‖ over {answer.words['examples']} test examples, error {PLACES[place]}. Thin: "
        "without the cut. Windows are counted from the last timestep (Williams & Peng 1990). First seed, top layer.",
        x="timesteps before the last one (lag T − t)",
        place="lag",
        height=400,
        backwards=True,
    )
    show_chart(chart, origin(lab, frame), "gradients_cut")
    if place == "last" and nothing_beyond(answer):
        st.markdown(plain(FORGOT))


def _sweep(lab: Lab, frame: Frame) -> None:
    answer = answered(lab, LengthSweep())
    if answer is None:
        return
    lines = []
    for lane in frame.lanes:
        # The longest lengths, which no example has, end the rows.
        found = spread(answer.arrays[f"{lane.id}.first"])
        lines.append(Line(lane, found, "∂L/∂h₁", at=answer.arrays["lengths"][: found.shape[1]]))
    chart = gradient_lines(
        lines,
        theme(),
        title="What reaches timestep 1, by the length of the sequence",
        caption="Before any training, with the settings of this run: ‖∂L/∂h‖ at timestep 1 from the error at timestep "
        f"T alone. Line: the middle value of {answer.words['examples']} test examples; band: 8 of 10. First seed, top "
        "layer.",
        x="sequence length T",
        place="T",
        height=400,
        ruler=True,
    )
    show_chart(chart, origin(lab, frame), "gradients_sweep")
