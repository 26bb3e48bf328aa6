"""The numbers that one unit of a cell computes at one timestep."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.heat_map import watched_slope, watched_values
from rnn_core.frames.frame import Lane
from rnn_core.numbers import NONE, number

BEFORE, KEPT, NEW = "before", "kept", "new"
"""The state before, the part of it that is kept, and the part that is let in."""


def cell_numbers(lane: Lane, timestep: int, unit: int, *, from_zero: bool) -> dict[str, float]:
    """The numbers of the `unit` and the `timestep` of the watched example, both from 1, in the top layer, by letter.

    `before` is c or h one timestep earlier: 0 before the first where the example is read `from_zero`, else NaN, because
    a frame does not hold what was read before. `kept` is f·c of the timestep before, or z·h of a GRU, and `new` is i·g,
    or (1 − z)·n; their sum is the state. `shown` is what the output gate is multiplied by.
    """

    def at(trace: str) -> float:
        return float(lane.arrays[trace][-1, timestep - 1, unit - 1])

    def before(trace: str) -> float:
        if timestep == 1:
            return 0.0 if from_zero else float("nan")
        return float(lane.arrays[trace][-1, timestep - 2, unit - 1])

    h = at("hidden")
    if lane.cell == "lstm":
        c, f, i, g = (at(name) for name in ("cell", "forget_gate", "input_gate", "candidate"))
        shown = c if _shows_c_itself(lane) else float(np.tanh(c))
        parts = {BEFORE: before("cell"), "f": f, "i": i, "g": g, "o": at("output_gate")}
        return parts | _sum(c, f, parts[BEFORE], i * g) | {"c": c, "shown": shown, "h": h}
    if lane.cell == "gru":
        z, n = at("update_gate"), at("candidate")
        parts = {BEFORE: before("hidden"), "z": z, "r": at("reset_gate"), "n": n}
        return parts | _sum(h, z, parts[BEFORE], (1 - z) * n) | {"h": h}
    return {BEFORE: before("hidden"), "h": h, "slope": float(watched_slope(lane)[timestep - 1, unit - 1])}


def _sum(state: float, gate: float, before: float, new: float) -> dict[str, float]:
    return {KEPT: state - new if np.isnan(before) else gate * before, NEW: new}


def real_timestep(lane: Lane, chosen: int) -> int:
    """The timestep `chosen` (from 1); where that is padding, the last one before it that is none, else the first."""
    real = np.flatnonzero(~np.isnan(lane.arrays["watched_gradient"][-1])) + 1
    return int(max(real[real <= chosen], default=real[0] if len(real) else chosen))


def kept_to_the_end(lane: Lane, gate: str, timestep: int, unit: int) -> tuple[float, int]:
    """The product of the keeping `gate` over the timesteps after `timestep`, padding left out, and their number."""
    later = watched_values(lane, gate)[timestep:, unit - 1]
    later = later[~np.isnan(later)]
    return float(np.prod(later, dtype=np.float64)), len(later)


def in_words(lane: Lane, found: Mapping[str, float]) -> str:
    """The equations of the state with these numbers of `cell_numbers` in them."""
    said = {letter: number(value) for letter, value in found.items()}
    if lane.cell == "lstm":
        shown = "c" if _shows_c_itself(lane) else "tanh c"
        return (
            f"c = f·(c before) + i·g = {said['f']} · {_signed(said[BEFORE])} + {said['i']} · {_signed(said['g'])} = "
            f"{said['c']}. h = o·{shown} = {said['o']} · {_signed(said['shown'])} = {said['h']}."
        )
    if lane.cell == "gru":
        rest = number(1 - found["z"])
        return (
            f"h = z·(h before) + (1 − z)·n = {said['z']} · {_signed(said[BEFORE])} + {rest} · {_signed(said['n'])} = "
            f"{said['h']}. z is the part that is kept."
        )
    squash, slope = ("ReLU", "ReLU′") if lane.squash == "relu" else ("tanh", "tanh′ = 1 − h²")
    return f"h = {squash}(x W_x + (h before) W_h + b) = {said['h']}. {slope} = {said['slope']}."


def _signed(written: str) -> str:
    if written == NONE:
        return "(c or h before, which is not known)"
    return f"({written})" if written.startswith("−") else written


def _shows_c_itself(lane: Lane) -> bool:
    """Whether h = o·c, without the tanh."""
    return any(row.trace == "cell" and row.name == "cell" for row in lane.traces)
