"""The page "Gates", product and gradient: what the gates that keep send back, beside the whole gradient."""

from __future__ import annotations

import math

import streamlit as st

from app.figures.gradient_lines import Line, gradient_lines
from app.view.chart import theme
from app.view.gates.parts import answer_of_gated, show
from app.view.gradients.parts import earlier, rounded
from app.view.lab import Lab
from app.view.said import say
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame
from rnn_core.inside.gradients_by_lag import spread
from rnn_core.inside.kept_gradient import KeptGradient
from rnn_core.inside.question import Answer
from rnn_core.numbers import number

WHY = (
    "“The product of the forget gates is the gradient.” It is one way of many. Along the cell state alone the gradient "
    "is multiplied by f at every timestep. But c also makes h, and h goes into all gates and the candidate of every "
    "later timestep: what comes back that way is added. It can make the gradient longer, or shorter where the signs "
    "differ. In a GRU z stands for f: h = z·h(before) + (1 − z)·n, so here z = 1 keeps and z = 0 writes anew. Other "
    "books swap z and 1 − z."
)
SAID = "{name}: {earlier} the {gates} alone would leave {product} of ∂L/∂{state}; {whole} of it is there{compared}."


def show_product(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    found = answer_of_gated(lab, frame, KeptGradient)
    if found is None:
        return
    lanes, answer = found
    st.write(WHY)
    lines = []
    for lane in lanes:
        state, gate = answer.words["state"][lane.id], answer.words["gate"][lane.id]
        whole, alone = (spread(answer.arrays[f"{lane.id}.{what}"]) for what in ("whole", "gates"))
        lines.append(Line(lane, whole, f"∂L/∂{state}, the gradient"))
        lines.append(Line(lane, alone[1:2], f"∏{gate} alone", thin=True))
        say(f"product_{lane.id}", said_of_product(answer, lane.id, lane.name, alone[1], whole[1]))
    chart = gradient_lines(
        lines,
        theme(),
        title="The product of the gates, and the gradient",
        caption="Thick: ‖∂L/∂s‖ at each timestep over that at the last one, all ways included; s is c of an LSTM and h "
        "of a GRU. Thin: ‖∂L/∂s at the last timestep ⊙ ∏f‖ over the same, the way along the state alone. Error at the "
        f"last timestep. Line: the middle value of {answer.words['examples']} test examples; band: 8 of 10. First "
        "seed, top layer.",
        x="timesteps before the last one (lag T − t)",
        place="lag",
        height=440,
        backwards=True,
    )
    chart.figure.update_yaxes(title_text="part of the last timestep's gradient")
    show(lab, frame, chart, "product")


def said_of_product(answer: Answer, lane: str, name: str, by_gates: FloatArray, by_all: FloatArray) -> str:
    """What `by_gates` alone and what `by_all` ways is left of the gradient, at the longest lag of these medians."""
    lag = len(by_all) - 1
    if lag < 1:
        return f"{name}: one timestep has no way back."
    there, alone, whole = float(by_all[0]), float(by_gates[-1]), float(by_all[-1])
    if not math.isfinite(whole):
        return f"{name}: {earlier(lag)} the gradient is beyond float32."
    if not there:
        return f"{name}: ∂L/∂{answer.words['state'][lane]} is exactly 0 at the last timestep, so nothing goes back."
    compared = ""
    if alone > 0 and whole > 0:
        factor = whole / alone
        near = 0.8 <= factor <= 1.25
        times = f"{rounded(max(factor, 1 / factor))} times {'as much' if factor > 1 else 'less'}"
        compared = ", nearly the same" if near else f", {times}"
    letter = answer.words["gate"][lane]
    return SAID.format(
        name=name,
        earlier=earlier(lag),
        gates="forget gates" if letter == "f" else "update gates",
        product=number(alone),
        state=answer.words["state"][lane],
        whole=number(whole),
        compared=compared,
    )
