"""The page "Gradients", vanish – hold – explode: W_h = g·Q before any training, predicted and then measured."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app.figures.scaled_orthogonal import scaled_orthogonal
from app.figures.sheet import Origin
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import link_of
from app.view.plain import plain
from app.view.slider import slider
from app.view.switch import switch
from app.view.widgets import renew
from rnn_core.inside.scaled_orthogonal import NONLINEARITIES, SYMBOLS, UNITS, predicted, stretched
from rnn_core.numbers import short, ten_to

WHAT = (
    "One number decides: each timestep multiplies the gradient by W_h. If W_h = g·Q stretches by g alone, what is "
    "left after T − t timesteps is g to that power. Guess first where the line ends, then measure."
)
CASES = {"Vanish": 0.9, "Hold": 1.0, "Explode": 1.1}
SAID = {
    "linear": "Without a non-linearity it is the prediction itself: {end} after {lags}.",
    "tanh": "With tanh it is {end}: tanh′ is below 1 as soon as a unit is used, so less is left than predicted.",
    "relu": "With ReLU it is {end}: a unit that is off passes nothing back.",
}
NOTHING = "With g = 0 no timestep hands anything on: nothing is left after one timestep, whatever the non-linearity."
SILENT = "With tanh it is {end}, as predicted: the network reads only zeros, so h stays 0 and tanh′ is 1."
NEAR = 1e-9
"""Two powers of ten that differ by less are one: what is between them is rounding."""


def show(lab: Lab) -> None:
    """Three buttons, three sliders, the prediction and the measurement."""
    st.write(WHAT)
    for (name, gain), column in zip(CASES.items(), st.columns(len(CASES)), strict=True):
        with column:
            st.button(f"{name}: g = {short(gain)}", on_click=renew, args=(lab, "gradients_gain", gain), width="stretch")
    left, middle, right = st.columns(3)
    with left:
        gain = round(slider(lab, "gradients_gain", 0.0, 3.0, 0.05), 2)
    with middle:
        timesteps = int(slider(lab, "gradients_timesteps", 2, 200))
    with right:
        strength = round(slider(lab, "gradients_input", 0.0, 2.0, 0.1), 1)
    measure = switch(lab, "gradients_measured")
    found = {kind: stretched(kind, gain, timesteps, strength).largest for kind in NONLINEARITIES} if measure else {}
    how = f"{UNITS} units, random symbols out of {SYMBOLS} times {short(strength)}, T = {timesteps}, seed 0"
    origin = Origin(
        moment="Before any training",
        settings=f"W_h = {short(gain)}·orthogonal, {UNITS} units",
        how=how,
        link=link_of({}),
    )
    chart = scaled_orthogonal(predicted(gain, timesteps), found, gain, theme(), how)
    show_chart(chart, origin, "gradients_gain")
    for sentence in said(gain, {kind: float(powers[-1]) for kind, powers in found.items()}, timesteps - 1):
        st.markdown(plain(sentence))


def said(gain: float, ends: Mapping[str, float], lags: int) -> list[str]:
    """Sentences on the gradient that is left after `lags` in each kind of network; `ends` are powers of ten."""
    if not ends:
        return []
    if gain == 0:
        return [NOTHING]
    words = {kind: ten_to(end) for kind, end in ends.items()}
    silent = abs(ends["tanh"] - ends["linear"]) < NEAR
    sentences = SAID | {"tanh": SILENT} if silent else SAID
    after = f"{lags} timestep{'s' * (lags != 1)}"
    return [sentences[kind].format(end=words[kind], lags=after) for kind in ends]
