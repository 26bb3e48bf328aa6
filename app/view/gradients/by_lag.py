"""The page "Gradients", by timestep: all lanes on one axis, the product behind a timestep, and what W_h learns from."""

from __future__ import annotations

import math

import streamlit as st

from app.figures.carried_shares import carried_shares
from app.figures.gradient_histogram import gradient_histogram
from app.figures.gradient_lines import Line, gradient_lines
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.gradients.factors import show_factors
from app.view.gradients.parts import PLACES, chosen_place, origin, reach
from app.view.lab import Lab
from app.view.plain import plain
from app.view.said import say
from app.view.widgets import renew
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame
from rnn_core.inside.gradients_by_lag import Carried, GradientsByLag, carried_by_examples, spread
from rnn_core.inside.question import Answer
from rnn_core.numbers import number, percent

CLICK = "Click a timestep to see the product from the last timestep back to it, below."
TRANSLATES = (
    "In a translation the encoder and the decoder have a W_h each. So the way back is no product of one W_h, and their "
    "timesteps share no sum."
)
ILLUSION = (
    "“The curve is flat, so nothing vanishes.” This is an illusion: every timestep has an error of its own, which adds "
    "to the gradient on its way back. With the error at the last timestep alone: {reach}"
)
HIDES = 2.0
"""So many times as much must seem to reach the first timestep for an illusion."""
LITTLE = (
    "Every timestep has an error of its own, which adds to the gradient on its way back. Here that changes little. "
    "With the error at the last timestep alone: {reach}"
)
TINY = 1e-3
"""A whole gradient shorter than this is tiny indeed."""
FAR = 10
"""In a sequence that is no longer, nothing is far back."""
TOTAL = (
    "“Vanishing means that the whole gradient is tiny.” It does not: the gradient at all weights has a length of "
    "{norm} in the {name}, and only the part from far back is missing in it."
)


def show(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    place = chosen_place(lab)
    answer = answered(lab, GradientsByLag(place))
    if answer is None:
        return
    spreads = {lane.id: spread(answer.arrays[f"{lane.id}.hidden"]) for lane in frame.lanes}
    lines = [Line(lane, spreads[lane.id]) for lane in frame.lanes]
    lines += [
        Line(lane, spread(answer.arrays[f"{lane.id}.cell"]), "∂L/∂c", thin=True)
        for lane in frame.lanes
        if f"{lane.id}.cell" in answer.arrays
    ]
    _say(lab, frame, spreads, place)
    chart = gradient_lines(
        lines,
        theme(),
        title="Gradient by timestep",
        caption=f"Length (L2 norm) of ∂L/∂h for each of the {answer.words['batch']} examples of the last training "
        f"batch, from the error {PLACES[place]}. Line: the middle value; band: 8 of 10 examples. First seed, top "
        "layer. Thin: ∂L/∂c of an LSTM.",
        x="timesteps before the last one (lag T − t)",
        place="lag",
        height=480,
        backwards=True,
        ruler=True,
    )
    translates = bool(frame.task.get("boundary"))
    go_to = None if translates else lambda lag: renew(lab, "gradients_lag", max(lag, 1))
    show_chart(chart, origin(lab, frame), "gradients_by_lag", go_to, click=CLICK)
    if translates:
        st.info(TRANSLATES)
    else:
        show_factors(lab, frame)
    left, right = st.columns(2)
    with left if translates else right:
        norms = {lane.id: answer.arrays[f"{lane.id}.hidden"] for lane in frame.lanes}
        show_chart(gradient_histogram(norms, frame.lanes, theme()), origin(lab, frame), "gradients_histogram")
    if not translates:
        with left:
            _shares(lab, frame, answer)


def last_carry(found: Carried) -> str:
    """In how many of the last timesteps 99 % are, and how much is in the last ten of more, in words."""
    one = f"the last of {len(found.shares)} timesteps carries 99 %"
    several = f"the last {found.timesteps} of {len(found.shares)} timesteps carry 99 %"
    ten = f", the last 10 carry {percent(found.shares[9])}" if len(found.shares) > 10 else ""
    return f"{one if found.timesteps == 1 else several}{ten}"


def _say(lab: Lab, frame: Frame, spreads: dict[str, FloatArray], place: str) -> None:
    if place == "last":
        say("reach", *[_reach(lane.name, spreads[lane.id]) for lane in frame.lanes])
        return
    alone = answered(lab, GradientsByLag("last", contributions=False))
    if alone is not None:
        found = {lane.id: spread(alone.arrays[f"{lane.id}.hidden"]) for lane in frame.lanes}
        hidden = {lane: hidden_by_others(spreads[lane], found[lane]) for lane in found}
        # The lane in which most is hidden.
        worst = max(frame.lanes, key=lambda lane: hidden[lane.id])
        sentence = ILLUSION if hidden[worst.id] >= HIDES else LITTLE
        say("reach", sentence.format(reach=_reach(worst.name, found[worst.id])))


def hidden_by_others(every: FloatArray, alone: FloatArray) -> float:
    """How many times as much seems to reach the first timestep with `every` error as with the last one `alone`.

    Both are spreads over examples by lag. It is 0 where they are not finite.
    """
    parts = [float(found[1, -1]) / max(float(found[1, 0]), 1e-38) if found.size else 0.0 for found in (every, alone)]
    times = parts[0] / max(parts[1], 1e-38)
    return times if math.isfinite(times) else 0.0


def _reach(name: str, found: FloatArray) -> str:
    if found.shape[1] < 2:
        return f"{name}: one timestep has no way back."
    return reach(name, float(found[1, -1]), float(found[1, 0]), found.shape[1] - 1)


def far_is_missing(carry: int, timesteps: int) -> bool:
    """Whether so few of the `timesteps`, the last ones, `carry` 99 % that the part from far back is missing."""
    return timesteps > FAR and 0 < carry <= timesteps / 2


def _shares(lab: Lab, frame: Frame, answer: Answer) -> None:
    shares, counts, said = {}, {}, []
    for lane in frame.lanes:
        found = carried_by_examples(answer.arrays[f"{lane.id}.contribution"])
        shares[lane.id], counts[lane.id] = found.shares, found.timesteps
        if not found.timesteps:
            said.append(f"{lane.name}: no timestep changes W_h; its gradient is exactly 0.")
            continue
        said.append(f"{lane.name}: {last_carry(found)}.")
    chart = carried_shares(shares, frame.lanes, answer.words["examples"], theme())
    show_chart(chart, origin(lab, frame), "gradients_shares")
    st.markdown("  \n".join(map(plain, said)))
    least = min(frame.lanes, key=lambda lane: counts[lane.id])
    if far_is_missing(counts[least.id], len(shares[least.id])) and least.gradient_norm >= TINY:
        st.caption(plain(TOTAL.format(norm=number(least.gradient_norm), name=least.name)))
