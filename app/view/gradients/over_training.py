"""The page "Gradients", over training: the gradient at every kept moment, W_h, and clipping."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from app.figures.clipped_gradient import clipped_gradient
from app.figures.recurrent_weights import recurrent_weights
from app.figures.training_surface import training_surface
from app.view import session
from app.view.asking import answered, answered_over_training, say_moments
from app.view.chart import show_chart, theme
from app.view.gradients.parts import chosen_lane, chosen_place, earlier, origin
from app.view.lab import Lab
from app.view.plain import plain
from rnn_core.frames.frame import Frame
from rnn_core.inside.clipping import Clipping
from rnn_core.inside.gradients_by_lag import GradientsByLag, spread
from rnn_core.inside.question import Answer
from rnn_core.inside.recurrent_weights import RecurrentWeights
from rnn_core.numbers import number, percent

CLIPPED = (
    "“Clipping cures vanishing.” It does not: it multiplies the whole gradient by one number, so its shape over the "
    "timesteps stays. In the {name} {share} of {steps:,} steps were clipped."
)
NEEDED = (
    "“σ_max above 1 means that the gradient explodes.” It need not: in the {name} σ_max is {sigma}, and "
    "{earlier} the gradient is {times} times shorter than there."
)


def show(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    left, right = st.columns(2)
    with left:
        lane = chosen_lane(lab, frame)
    with right:
        place = chosen_place(lab)
    question = GradientsByLag(place, (lane.id,), contributions=False)
    by_lag = answered_over_training(lab, question)
    if by_lag is None:
        return
    steps = list(by_lag)
    medians = [spread(answer.arrays[f"{lane.id}.hidden"])[1] for answer in by_lag.values()]
    go_to = (lambda step: session.go_to(lab, step)) if lab.owns else None
    show_chart(training_surface(steps, medians, lane, theme()), origin(lab, frame), "gradients_surface", go_to)
    say_moments(lab, frame, question, by_lag)
    weights = answered_over_training(lab, RecurrentWeights())
    if weights is not None:
        _weights(lab, frame, weights)
        if place == "last":
            _needed(lane.name, weights, lane.id, medians[-1])
    _clipping(lab, frame)


def _weights(lab: Lab, frame: Frame, weights: dict[int, Answer]) -> None:
    first = next(iter(weights.values()))
    moments = [answer.arrays for answer in weights.values()]
    chart = recurrent_weights(list(weights), moments, first.words["blocks"], frame.lanes, theme())
    show_chart(chart, origin(lab, frame), "gradients_weights")


def _needed(name: str, weights: dict[int, Answer], lane: str, medians: Sequence[float]) -> None:
    """Pascanu's condition is needed, not enough: said where the run at this moment shows it."""
    newest = list(weights.values())[-1]
    sigma = float(newest.arrays[f"{lane}.largest"][0])
    known = [float(median) for median in medians if math.isfinite(median)]
    if newest.words["blocks"][lane] != ["W_h"] or sigma <= 1 or len(known) < 2 or not 0 < known[-1] < known[0] / 2:
        return
    said = NEEDED.format(
        name=name, sigma=number(sigma), earlier=earlier(len(known) - 1), times=number(known[0] / known[-1], 2)
    )
    st.caption(plain(said))


def _clipping(lab: Lab, frame: Frame) -> None:
    answer = answered(lab, Clipping())
    if answer is None:
        return
    if not answer.words["steps"]:
        st.info("Nothing has been trained yet, so nothing has been clipped.")
        return
    show_chart(clipped_gradient(answer.arrays, frame.lanes, theme()), origin(lab, frame), "gradients_clipping")
    shares = answer.words["clipped"]
    said = [f"{lane.name}: {percent(shares[lane.id])}" for lane in frame.lanes if shares[lane.id] is not None]
    st.markdown(plain(f"Steps that were clipped: {', '.join(said)}."))
    most = max(frame.lanes, key=lambda lane: shares[lane.id] or 0.0)
    if shares[most.id]:
        st.caption(plain(CLIPPED.format(name=most.name, share=percent(shares[most.id]), steps=answer.words["steps"])))
