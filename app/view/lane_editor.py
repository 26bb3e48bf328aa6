"""The lanes in the sidebar: one row each, with a small editor behind it, and "Add a lane"."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.view.lab import Lab
from app.view.plain import plain
from app.view.unit_numbers import unit_numbers
from app.view.widgets import add_lane, choice, remove_lane, told_value, widget_key, widget_value
from rnn_core.numbers import short
from rnn_core.settings.clamp import Clamp, write_units
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import (
    CELLS,
    LANE_SETTING,
    LETTERS,
    MOST_LANES,
    VARIANTS,
    LaneConfig,
    gates_of,
    numbers_left_open,
)
from rnn_core.settings.lane_names import CELL_NAMES, VARIANT_NAMES, lane_names
from rnn_core.settings.network_settings import VECTOR_INPUTS
from rnn_core.settings.setting_words import WORDS
from rnn_core.settings.task_names import TRANSLATIONS

AS_THE_RUN = "as in the run: {value}"
GATE_NAMES = {gate: gate.replace("_", " ") for gate in LETTERS}
UNITS = "Numbers of units, such as 1-4, 7. Empty = all units."
WRONG_UNITS = (
    "{given!r} is not a list of units. Use whole numbers from 1 to {most}, such as 1-{most}. We did not use it."
)


def edit_lanes(lab: Lab, run: RunConfig) -> tuple[LaneConfig, ...]:
    """Draw the rows; the lanes that they ask for. `run` holds the settings that a lane may leave open."""
    known = tuple(lane.fitted(run.hidden_size) for lane in lab.lanes)
    names = lane_names(run.replace(lanes=known).full_lanes)
    lanes, past = [], lab.past_step is not None
    for number, (lane, name) in enumerate(zip(known, names, strict=True)):
        with st.popover(name.name, width="stretch", key=_key(lab, number, "popover"), disabled=past):
            lanes.append(_edit(lab, number, lane, run))
            if len(lab.lanes) > 1:
                st.button(
                    "Remove this lane",
                    key=_key(lab, number, "remove"),
                    on_click=remove_lane,
                    args=(lab, number),
                )
    lab.lanes = tuple(lanes)
    if len(lanes) < MOST_LANES:
        # With the lanes the key changes, so that the list closes.
        add = widget_key(lab, "add_lane")
        with st.popover("Add a lane", icon=":material/add:", width="stretch", key=add, disabled=past):
            for cell in CELLS:
                st.button(CELL_NAMES[cell], key=f"add_{cell}", on_click=add_lane, args=(lab, cell))
    return lab.lanes


def _edit(lab: Lab, number: int, lane: LaneConfig, run: RunConfig) -> LaneConfig:
    cell = choice(lab, _name(number, "cell"), "Cell", CELLS, lane.cell, CELL_NAMES.__getitem__)
    variants = VARIANTS[cell]
    variant = lane.variant if lane.variant in variants else "standard"
    if len(variants) > 1:
        # Another cell has other variants: its list is another widget.
        own_list = _name(number, f"variant_{cell}")
        variant = choice(lab, own_list, "Variant", variants, variant, VARIANT_NAMES.__getitem__)
    own: dict[str, Any] = {"hidden_size": _number(lab, number, lane, run, "hidden_size")}
    if variant == "window":
        return LaneConfig(cell, variant, _window(lab, number, lane), **own)
    own["initialisation"] = _choice(lab, number, lane, run, "initialisation")
    start = own["initialisation"] or run.initialisation
    for name in numbers_left_open(start, gates_of(cell, variant)):
        own[name] = _number(lab, number, lane, run, name)
    if run.task in TRANSLATIONS:
        own |= {name: _choice(lab, number, lane, run, name) for name in ("input", "source_order", "attention")}
        if (own["input"] or run.input) in VECTOR_INPUTS:
            own["embedding_size"] = _number(lab, number, lane, run, "embedding_size")
        own["teacher_forcing"] = _number(lab, number, lane, run, "teacher_forcing")
    most = own["hidden_size"] or run.hidden_size
    clamps = tuple(
        clamp for gate in gates_of(cell, variant) if (clamp := _clamp(lab, number, lane, gate, most)) is not None
    )
    return LaneConfig(cell, variant, **own, clamps=clamps)


def _window(lab: Lab, number: int, lane: LaneConfig) -> int:
    setting, name = LANE_SETTING["window"], _name(number, "window")
    return st.number_input(
        setting.label,
        int(setting.low),
        int(setting.high),
        widget_value(lab, name, lane.window),
        key=widget_key(lab, name),
        help=setting.help,
    )


def _name(number: int, name: str) -> str:
    return f"lane_{number}_{name}"


def _key(lab: Lab, number: int, name: str) -> str:
    return widget_key(lab, _name(number, name))


def _number(lab: Lab, number: int, lane: LaneConfig, run: RunConfig, name: str) -> Any:
    setting = LANE_SETTING[name]
    whole = setting.kind == "int"
    low, high = (int(setting.low), int(setting.high)) if whole else (setting.low, setting.high)
    return st.number_input(
        setting.label,
        low,
        high,
        value=None,
        step=1 if whole else 0.1 if high <= 1 else 0.5,
        format=None if whole else "%g",
        key=told_value(lab, _name(number, name), getattr(lane, name)),
        placeholder=AS_THE_RUN.format(value=short(getattr(run, name))),
        help=setting.help,
    )


def _choice(lab: Lab, number: int, lane: LaneConfig, run: RunConfig, name: str) -> str | None:
    setting, words = LANE_SETTING[name], WORDS[name]
    chosen: str | None = st.selectbox(
        setting.label,
        setting.choices,
        index=None,
        format_func=words.__getitem__,
        key=told_value(lab, _name(number, name), getattr(lane, name)),
        placeholder=AS_THE_RUN.format(value=words[getattr(run, name)]),
        help=setting.help,
        filter_mode=None,
    )
    return chosen


def _clamp(lab: Lab, number: int, lane: LaneConfig, gate: str, most: int) -> Clamp | None:
    present = next((clamp for clamp in lane.clamps if clamp.gate == gate), None)
    value = st.number_input(
        f"Hold the {GATE_NAMES[gate]} {LETTERS[gate]} at",
        0.0,
        1.0,
        value=None,
        step=0.1,
        format="%g",
        key=told_value(lab, _name(number, gate), present.value if present else None),
        placeholder="free",
        help="0 closes the gate, 1 opens it. Empty: the network decides. You can change it while the run trains.",
    )
    if value is None:
        return None
    units = write_units(present.units).replace(".", ", ") if present else ""
    name = _name(number, f"{gate}_units")
    given = st.text_input(
        f"Units of {LETTERS[gate]}",
        widget_value(lab, name, units),
        key=widget_key(lab, name),
        placeholder="all units",
        help=UNITS,
    )
    chosen, others = unit_numbers(given, most)
    if given.strip() and (others or not chosen):
        st.warning(plain(WRONG_UNITS.format(given=given[:20], most=most)))
        return present
    return Clamp(gate, float(value), tuple(sorted(chosen)))
