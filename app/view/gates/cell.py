"""The page "Gates", one cell: the drawing of every book with the numbers of one unit at one timestep."""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from app.figures.cell_drawing import cell_drawing
from app.figures.cell_numbers import cell_numbers, in_words, kept_to_the_end, real_timestep
from app.figures.input_words import inputs_in_words
from app.figures.unit_gates import unit_gates
from app.view.chart import show_chart, theme
from app.view.gates.parts import chosen_lane, keeps, part
from app.view.lab import Lab
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.said import say
from app.view.slider import slider
from app.view.widgets import renew
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.gate_values import KEEPING
from rnn_core.numbers import number, short, whole
from rnn_core.settings.lane_config import LETTERS, LaneConfig
from rnn_core.settings.lane_names import VARIANT_MEANINGS
from rnn_core.settings.link import from_link
from rnn_core.settings.setting_words import CARRIES_STATE

NO_CELL = (
    "{name}: there is no cell to draw. It holds the last inputs in a register and carries nothing else from one "
    "timestep to the next."
)
PADDING = "Timestep {t} is padding: the cell does nothing there and hands its state on. Timestep {drawn} is drawn."
KEEPS = "{name}, unit {unit} at timestep {t}: {letter} = {value} {keeps}."
TO_THE_END = "Over the {later}, its own values of {letter} multiply what it holds now by {left}."
NO_GATES = (
    "{name}: no gates. h is written anew at every timestep, and on its way back the gradient is multiplied by W_h and "
    "{slope}."
)
HOW = "Thick: the state that is carried along. "
HOW_GATES = (
    "Boxes are computed from x and from h of all units, one timestep before; the darker a gate, the more it lets "
    "through. Circles multiply or add. After Olah 2015. "
)
HELD = "{letter} is held at {value}: it reads nothing."
UNKNOWN_BEFORE = "What the unit held before timestep 1 was read before this example and is not known here."
WHERE = "Unit {unit} of {units}, top layer, test example {example}, seed {seed}, step {step}."
CLICK = "Click a timestep to draw the cell there."


def show_cell(lab: Lab, frame: Frame) -> None:
    """The whole view."""
    lane = chosen_lane(lab, frame)
    if not lane.squash and lane.cell not in KEEPING:
        st.info(plain(NO_CELL.format(name=lane.name)))
        return
    timesteps, units = lane.arrays["hidden"].shape[1:]
    left, right = st.columns(2)
    with left:
        chosen = int(slider(lab, "gates_timestep", 1, timesteps))
        timestep = real_timestep(lane, chosen)
        if timestep != chosen:
            st.info(PADDING.format(t=chosen, drawn=timestep))
    unit = 1
    if units > 1:
        with right:
            unit = int(slider(lab, "gates_unit", 1, units))
    config = from_link(frame.config)[0].present(frame.step)
    said = {"unit": unit, "units": units, "step": whole(frame.step), "example": config.watched, "seed": config.seed}
    where = WHERE.format(**said)
    words = inputs_in_words(frame, lane)
    origin = origin_of(frame, lab.entry.id, lab.entry.run.latest.name)
    own = config.lanes[config.lane_number(lane.id)]
    from_zero = not (config.task in CARRIES_STATE and config.carry_state)
    found = cell_numbers(lane, timestep, unit, from_zero=from_zero)
    say("gates_cell", _said(lane, found, timestep, unit))
    held = {clamp.gate: clamp.value for clamp in own.clamps if not clamp.units or unit in clamp.units}
    unknown = [UNKNOWN_BEFORE] if math.isnan(found["before"]) else []
    how = HOW + (HOW_GATES if lane.cell in KEEPING else "")
    below = config.num_layers > 1
    chart = cell_drawing(
        lane,
        found,
        theme(),
        variant=own.variant,
        held=held,
        reads="(h of the layer below)" if below else words[timestep - 1],
        title=f"{lane.name}: unit {unit} at timestep {timestep}",
        caption=" ".join([in_words(lane, found), *_changes(own, held), *unknown, f"{how}{where}"]),
    )
    show_chart(chart, origin, "gates_cell")
    chart = unit_gates(lane, unit, timestep, words, theme(), where=where)
    show_chart(chart, origin, "gates_unit", partial(renew, lab, "gates_timestep"), click=CLICK)


def _said(lane: Lane, found: dict[str, float], timestep: int, unit: int) -> str:
    """A sentence on the keeping gate of this unit, here and over the timesteps that follow."""
    gate = KEEPING.get(lane.cell)
    if gate is None:
        return NO_GATES.format(name=lane.name, slope="tanh′" if lane.squash == "tanh" else "ReLU′")
    letter, state = LETTERS[gate], "c" if lane.cell == "lstm" else "h"
    value = found[letter]
    told = {"name": lane.name, "unit": unit, "t": timestep, "letter": letter}
    said = KEEPS.format(value=number(value), keeps=keeps(value, state), **told)
    left, later = kept_to_the_end(lane, gate, timestep, unit)
    if not later:
        return said
    timesteps = f"{later} timesteps that follow" if later > 1 else "timestep that follows"
    return f"{said} {TO_THE_END.format(later=timesteps, letter=letter, left=part(left))}"


def _changes(own: LaneConfig, held: dict[str, float]) -> list[str]:
    """The parts of the cell that are not as in every book."""
    changed = [f"{VARIANT_MEANINGS[own.variant]}."] if own.variant in VARIANT_MEANINGS else []
    return changed + [HELD.format(letter=LETTERS[gate], value=short(value)) for gate, value in held.items()]
