"""The page "Gates", surgery: a gate held, a part removed or a bias changed, in a lane beside the untouched one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.live.time_line import Copied
from app.view import session
from app.view.gates.parts import chosen_lane, without_gates
from app.view.lab import Lab
from app.view.moment import follow_change
from app.view.number_table import show_table
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.presets import KEPT
from app.view.segments import segments
from app.view.slider import slider
from app.view.unit_numbers import unit_numbers
from app.view.widgets import choice, forget_widgets, widget_key, widget_value
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.gate_values import KEEPING
from rnn_core.numbers import number, percent, short
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LETTERS, MOST_LANES, VARIANTS, LaneConfig, ordered
from rnn_core.settings.lane_names import VARIANT_MEANINGS, VARIANT_NAMES, describe_clamp

WHAT = (
    "What is a gate good for? Hold it, take it away or let it start elsewhere, and train both networks on the same "
    "batches from the same seed. Guess first: which gate does this task need? Sources: Jozefowicz et al. 2015; Greff "
    "et al. 2017, arXiv:1503.04069."
)
CUTS = {"hold": "Hold a gate", "remove": "Remove or change a part", "bias": "Start with another bias"}
MOST = f"A run has at most {MOST_LANES} lanes. The new run has this lane and the changed one alone."
UNKNOWN_UNITS = "“{typed}” names no units of this lane. Use numbers from 1 to {most} with commas between, or nothing."
COPIED = (
    "A new run goes on from this step with a copy of this lane, whose gate is held from the next step on. The run on "
    "screen is kept under “Your runs”."
)
HERE = "Held from the next step on, in the run on screen. Nothing starts anew, and the gate can be let go at any time."
NEWEST = "It would change after the newest step, not at the step on screen. Go to the newest step first."


def show_surgery(lab: Lab, frame: Frame) -> None:
    """What can be changed, and the buttons that do it: they put another run on screen, or change the one there."""
    if without_gates(frame):
        return
    st.write(WHAT)
    lane = chosen_lane(lab, frame)
    if lane.cell not in KEEPING:
        st.info(plain(f"{lane.name}: no gates to operate on. Choose another lane."))
    else:
        _operate(lab, frame, lane)


def _operate(lab: Lab, frame: Frame, lane: Lane) -> None:
    cut = segments(lab, "gates_cut", CUTS)
    present = lab.entry.run.present
    own = present.lanes[present.lane_number(lane.id)]
    changed = {"hold": _hold, "remove": _remove, "bias": _bias}[cut](lab, own)
    if changed is None:
        return
    new, words = changed
    full, past = len(present.lanes) >= MOST_LANES, lab.entry.run.past_step is not None
    here: dict[str, Any] = {"help": NEWEST if past else HERE, "disabled": past, "on_click": _set_clamps}
    with st.container(horizontal=True):
        st.button(
            f"Add a lane from step 0: {words}",
            type="primary",
            help=f"{KEPT} {MOST}" if full else KEPT,
            on_click=_add,
            args=(lab, lane.id, new),
        )
        if cut == "hold" and lab.owns:
            if frame.step and not full:
                label = f"Add a copy from step {frame.step:,}: {words}"
                st.button(label, help=COPIED, on_click=_copy, args=(lab, Copied(lane.id, new.clamps)))
            label = f"Change this lane: {words}"
            st.button(label, args=(lab, lane.id, new.clamps), **here)
        if own.clamps and lab.owns:
            held = ", ".join(map(describe_clamp, own.clamps))
            st.button(f"Let go: {held}", args=(lab, lane.id, ()), **here)


def _hold(lab: Lab, own: LaneConfig) -> tuple[LaneConfig, str] | None:
    left, middle, right = st.columns(3)
    with left:
        words = {gate: f"{gate.replace('_', ' ')} {LETTERS[gate]}" for gate in own.gates}
        usual = KEEPING[own.cell] if KEEPING[own.cell] in words else next(iter(words))
        known, name = session.parameter(lab, "gates_held") or usual, f"gates_held_{own.cell}_{own.variant}"
        gate = choice(lab, name, "Gate", list(words), known, words.__getitem__)
        session.set_parameter(lab, "gates_held", "" if gate == usual else gate)
    with middle:
        value = round(slider(lab, "gates_value", 0.0, 1.0, 0.05), 2)
    most = own.hidden_size or lab.entry.run.present.hidden_size
    with right:
        units = _units(lab, most)
    if units is None:
        return None
    clamp = Clamp(gate, value, units)
    others = tuple(each for each in own.clamps if each.gate != gate)
    return own.replace(clamps=(*others, clamp)), describe_clamp(clamp)


def _units(lab: Lab, most: int) -> tuple[int, ...] | None:
    """The units whose gate is held, of those from 1 to `most`, none for all; None where what was typed is unclear."""
    name = "gates_units"
    setting, known = BY_NAME[name].setting, widget_value(lab, name, session.parameter(lab, name))
    typed = st.text_input(setting.label, known, key=widget_key(lab, name), help=setting.help, placeholder="all units")
    session.set_parameter(lab, name, typed)
    units, others = unit_numbers(typed, most)
    if typed.strip() and (others or not units):
        st.warning(plain(UNKNOWN_UNITS.format(typed=typed[:40], most=most)))
        return None
    return () if len(units) == most else tuple(sorted(units))


def _remove(lab: Lab, own: LaneConfig) -> tuple[LaneConfig, str] | None:
    if own.variant != "standard":
        st.info(plain(f"This lane is changed already: {VARIANT_NAMES[own.variant]}. Choose a standard lane."))
        return None
    variants = VARIANTS[own.cell][1:]
    name = f"gates_variant_{own.cell}"
    chosen = choice(
        lab, name, "Remove or change", variants, session.parameter(lab, "gates_variant"), VARIANT_MEANINGS.__getitem__
    )
    session.set_parameter(lab, "gates_variant", chosen)
    new = LaneConfig(own.cell, chosen, **own.own)
    kept = tuple(clamp for clamp in own.clamps if clamp.gate in new.gates)
    return new.replace(clamps=kept), VARIANT_NAMES[chosen]


def _bias(lab: Lab, own: LaneConfig) -> tuple[LaneConfig, str] | None:
    name = {"lstm": "forget_bias", "gru": "update_bias"}[own.cell]
    present = lab.entry.run.present
    if (own.initialisation or present.initialisation) == "chrono":
        st.info("This lane starts with chrono, which draws its biases. Choose another initialisation in the lab.")
        return None
    if KEEPING[own.cell] not in own.gates:
        st.info("This lane has no gate with such a bias. Choose another lane.")
        return None
    bias = round(slider(lab, "gates_bias", -5.0, 5.0, 0.5), 1)
    known = getattr(own, name)
    if bias == (getattr(present, name) if known is None else known):
        st.info(f"This lane starts with {short(bias)}. Choose another number.")
        return None
    return own.replace(**{name: bias}), f"{name.replace('_', ' ')} {short(bias)}"


def _add(lab: Lab, lane: str, new: LaneConfig) -> None:
    """A new run with `new` beside the untouched lane."""
    present = lab.entry.run.present
    others = present.lanes if len(present.lanes) < MOST_LANES else (present.lanes[present.lane_number(lane)],)
    session.follow(lab, present.replace(lanes=ordered((*others, new))))
    forget_widgets(lab)


def _copy(lab: Lab, copied: Copied) -> None:
    """A new run that goes on from the moment looked at, with a lane twice."""
    session.branch(lab, copied)


def _set_clamps(lab: Lab, lane: str, clamps: tuple[Clamp, ...]) -> None:
    """Hold gates of a lane of the run on screen, from its next step on."""
    session.follow(lab, lab.entry.run.present.with_lane(lane, clamps=clamps))
    forget_widgets(lab)


def show_lanes(lab: Lab, frame: Frame) -> None:
    """How the lanes do, as a table."""
    lanes = frame.lanes
    columns = {
        "lane": [lane.name for lane in lanes],
        "": [lane.standing.words or "not judged" for lane in lanes],
        "seeds that solved it": [f"{lane.num_solved} of {len(lane.arrays['test_curve'])}" for lane in lanes],
        "test loss": [number(lane.test_loss) for lane in lanes],
        "right": ["–" if lane.accuracy is None else percent(lane.accuracy) for lane in lanes],
    }
    numbers = columns | {
        "test loss": [str(lane.test_loss) for lane in lanes],
        "right": ["" if lane.accuracy is None else str(lane.accuracy) for lane in lanes],
    }
    show_table(
        f"The lanes at step {frame.step:,}",
        columns,
        f"First seed, on the test set at step {int(frame.test_steps[-1]):,}. Loss: {frame.loss_name}. “Solved” counts "
        "from the last change of what is held.",
        "gates_lanes",
        numbers=numbers,
        ranks=False,
    )
    follow_change(lab, frame)
