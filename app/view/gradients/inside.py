"""The page "Gradients", one lane closely: the itemised triangle, and the Jacobians of its way back."""

from __future__ import annotations

import math

import streamlit as st

from app.figures.lyapunov import lyapunov
from app.figures.singular_values import singular_values
from app.figures.triangle_map import triangle_map
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.gradients.parts import chosen_lane, origin
from app.view.lab import Lab
from app.view.plain import plain
from app.view.said import say
from rnn_core.frames.frame import Frame
from rnn_core.inside.jacobian_spectrum import JacobianSpectrum
from rnn_core.inside.question import Answer
from rnn_core.inside.triangle import Triangle, near_diagonal
from rnn_core.numbers import number, percent

ABOVE = (
    "Each row is the error at one timestep, each column a timestep that it reaches on its way back. A row that fades "
    "to the left is a gradient that vanishes. A column adds up what its timestep learns from all later errors."
)
DIAGONAL = "{name}: {share} of all items, by length, come from an error at the same timestep or at most {near} later."
FACTOR = (
    "{name}: a small change of the state is multiplied by {factor} a timestep, on average over {timesteps} timesteps."
)
NEAR = 3
STILL = "{name}: every direction is lost. A change of the state leaves no trace at the next timestep."


def show_triangle(lab: Lab, frame: Frame) -> None:
    """Loss at step s × timestep t."""
    lane = chosen_lane(lab, frame)
    st.write(ABOVE)
    example = lab.entry.run.on_screen.watched
    answer = answered(lab, Triangle(lane.id, example))
    if answer is None:
        return
    norms, along, total = answer.arrays["norms"], answer.arrays["along"], float(answer.arrays["total"][0])
    show_chart(triangle_map(norms, along, total, lane, theme(), example), origin(lab, frame), "gradients_triangle")
    say("diagonal", near(lane.name, answer))


def near(name: str, answer: Answer) -> str:
    """A sentence on how far an error reaches, from an answer to `Triangle`."""
    total = float(answer.arrays["total"][0])
    if not math.isfinite(total):
        return f"{name}: some items are beyond float32, so they have no sum."
    if total == 0:
        return f"{name}: the whole gradient is exactly 0. No error changes W_h."
    return DIAGONAL.format(name=name, share=percent(near_diagonal(answer, NEAR)), near=NEAR)


def show_jacobians(lab: Lab, frame: Frame) -> None:
    """Singular values between their bounds, and Lyapunov exponents."""
    lane = chosen_lane(lab, frame)
    example = lab.entry.run.on_screen.watched
    answer = answered(lab, JacobianSpectrum(lane.id, example))
    if answer is None:
        return
    words, exponents = answer.words, answer.arrays["exponents"]
    state = "s" if any(row.trace == "cell" for row in lane.traces) else "h"
    if words["timesteps"] < 2:
        st.info("One timestep has no product of Jacobians.")
        return
    if math.isfinite(exponents[0]):
        said = FACTOR.format(name=lane.name, factor=number(math.exp(exponents[0])), timesteps=words["timesteps"])
    else:
        said = STILL.format(name=lane.name)
    say("factor", said)
    chart = singular_values(answer.arrays, lane, theme(), pascanu=words["pascanu"], state=state)
    show_chart(chart, origin(lab, frame), "gradients_singular_values")
    if state == "s":
        st.caption(plain(f"s is h and c side by side: {words['numbers']} numbers."))
    chart = lyapunov(exponents, lane, theme(), timesteps=words["timesteps"], numbers=words["numbers"])
    show_chart(chart, origin(lab, frame), "gradients_lyapunov")
