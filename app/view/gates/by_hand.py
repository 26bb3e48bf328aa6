"""The page "Gates", by hand: one LSTM unit whose gates the user sets, and two numbers that it reads."""

from __future__ import annotations

import streamlit as st

from app.figures.gates_by_hand import gates_by_hand
from app.figures.sheet import Origin
from app.view import session
from app.view.chart import show_chart, theme
from app.view.gates.parts import keeps
from app.view.lab import Lab
from app.view.origin import link_of
from app.view.said import say
from app.view.slider import slider
from rnn_core.inside.gates_by_hand import cell_by_hand
from rnn_core.numbers import number, short

TIMESTEPS = 40
WHAT = (
    "One unit and two numbers that it reads. f says how much of c each timestep keeps, i how much of a number is "
    "let in, o how much is shown. Guess first: with f = 0.9, how much of the first number is left when the second "
    "one comes?"
)


def show_hand(lab: Lab) -> None:
    """Sliders, the three curves, and what f does in words."""
    st.write(WHAT)
    with st.container(key="pair_gates_by_hand"):
        left, middle, right = st.columns(3)
    with left:
        i = round(slider(lab, "gates_i", 0.0, 1.0, 0.05), 2)
    with middle:
        f = round(slider(lab, "gates_f", 0.0, 1.0, 0.01), 2)
    with right:
        o = round(slider(lab, "gates_o", 0.0, 1.0, 0.05), 2)
    with st.expander("The two numbers"):
        first, second = (_spike(lab, name) for name in ("first", "second"))
    x = [0.0] * TIMESTEPS
    for timestep, size in (first, second):
        x[timestep - 1] += size
    found = cell_by_hand(i, f, o, x)
    chart = gates_by_hand(found.x, found.c, found.h, (i, f, o), theme())
    origin = Origin(
        moment="Before any network",
        settings=f"i = {short(i)}, f = {short(f)}, o = {short(o)}",
        how="computed by the equations of one LSTM unit with constant gates",
        link=link_of(_link(lab)),
    )
    show_chart(chart, origin, "gates_by_hand")
    say("by_hand", f"f = {short(f)} {keeps(f, 'c')}. {_left(first, second, i, f)}")


def _spike(lab: Lab, name: str) -> tuple[int, float]:
    left, right = st.columns(2)
    with left:
        timestep = int(slider(lab, f"gates_{name}", 1, TIMESTEPS))
    with right:
        return timestep, round(slider(lab, f"gates_{name}_size", -2.0, 2.0, 0.1), 1)


def _left(first: tuple[int, float], second: tuple[int, float], i: float, f: float) -> str:
    (earlier, size), (later, _) = sorted((first, second))
    if earlier == later:
        return "Both numbers come at once: their sum is let in."
    left = f ** (later - earlier) * i * size
    return f"When the second number comes, {number(left)} of the first ({short(size)}) is left in c."


def _link(lab: Lab) -> dict[str, str]:
    return {"gate_view": "hand"} | {
        f"gate_{name}": short(session.parameter(lab, f"gates_{name}"))
        for name in ("i", "f", "o", "first", "first_size", "second", "second_size")
    }
