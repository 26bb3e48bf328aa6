"""The page "Gates", gate by gate: every gate of a lane over timesteps and units, for the watched example."""

from __future__ import annotations

import streamlit as st

from app.figures.heat_map import heat_map, state_names, watched_mean, watched_slope, watched_values
from app.figures.input_words import words_read
from app.view.chart import theme
from app.view.gates.parts import chosen_lane, gates_of, keeps, show
from app.view.lab import Lab
from app.view.pair import pair
from app.view.plain import plain
from app.view.said import say
from rnn_core.frames.bytes import FloatArray
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.gate_values import KEEPING

HEIGHT = 280
NO_GATES = (
    "{name}: no gates. h = {squash}(x W_x + h W_h + b) writes the whole state anew at every timestep. In their place "
    "stand h, and {squash}′, by which every timestep multiplies the gradient on its way back. It is near 0 where h is "
    "at its ends."
)
WINDOW = (
    "{name}: no gates and no recurrence. The first units are a register: they hold the last inputs, move them on at "
    "every timestep and let the oldest drop out. The other units are tanh of the register and the present input. φ′ is "
    "1 in the register: the gradient passes it unchanged. Beyond the end of the window it is exactly 0."
)
NO_KEEPING = "{name}: no forget gate. c is never multiplied, so nothing of it is lost and nothing can be cleared."
SAID = (
    "{name}: {letter} is {mean:.2f} on average over this example and all units. A unit whose {letter} is always so "
    "{keeps}."
)


def show_each(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    lane = chosen_lane(lab, frame)
    example = lab.entry.run.on_screen.watched
    if lane.cell not in KEEPING:
        _state_and_slope(lab, frame, lane, example)
        return
    keeping = next(row for row in lane.traces if row.trace == KEEPING[lane.cell])
    state = "c" if lane.cell == "lstm" else "h"
    if keeping.removed:
        say("gates_each", NO_KEEPING.format(name=lane.name))
    else:
        mean = watched_mean(lane, keeping.trace)
        kept = keeps(mean, state)
        say("gates_each", SAID.format(name=lane.name, letter=keeping.letter, mean=mean, keeps=kept))
    names = state_names(lane)
    traces = [row.trace for row in gates_of(lane)] + (["cell"] if state == "c" else ["hidden"])
    maps = [(trace, names[trace], watched_values(lane, trace)) for trace in traces]
    _maps(lab, frame, lane, example, maps)


def _state_and_slope(lab: Lab, frame: Frame, lane: Lane, example: int) -> None:
    if lane.squash:
        st.info(plain(NO_GATES.format(name=lane.name, squash="tanh" if lane.squash == "tanh" else "ReLU")))
        words = "tanh′ = 1 − h²" if lane.squash == "tanh" else "ReLU′: 1 where a unit is on"
    else:
        st.info(plain(WINDOW.format(name=lane.name)))
        words = "φ′: 1 in the register, 1 − h² elsewhere"
    shown = [("hidden", "hidden state h", watched_values(lane, "hidden")), ("hidden", words, watched_slope(lane))]
    _maps(lab, frame, lane, example, shown)


def _maps(lab: Lab, frame: Frame, lane: Lane, example: int, maps: list[tuple[str, str, FloatArray]]) -> None:
    columns = words_read(frame, lane)
    for first in range(0, len(maps), 2):
        places = pair(f"gates_{first}")
        for number, (trace, name, values) in enumerate(maps[first : first + 2], start=first):
            with places[number - first]:
                chart = heat_map(
                    lane,
                    trace,
                    values,
                    theme(),
                    title=f"{lane.name}: {name}",
                    where=f"test example {example}, seed {frame.seed}, top layer",
                    columns=columns,
                )
                chart.figure.update_layout(height=HEIGHT, margin_t=12)
                show(lab, frame, chart, f"map_{number}")
