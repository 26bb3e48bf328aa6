"""What the views of the page "Gradients" share: the lane that is looked at, switches, how far it reaches."""

from __future__ import annotations

import math

from app.figures.sheet import Origin
from app.view.lab import Lab
from app.view.lane_choice import lane_choice
from app.view.origin import origin_of
from app.view.segments import segments
from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import number, whole

PLACES = {"last": "at the last timestep", "every": "at every timestep"}


def chosen_lane(lab: Lab, frame: Frame) -> Lane:
    """The lane that the user chooses; without a choice the first."""
    return lane_choice(lab, frame.lanes, "gradients_lane")


def chosen_place(lab: Lab) -> str:
    """Whose error is counted: that of the last timestep, or that of every timestep."""
    return segments(lab, "gradients_where", {place: f"error {words}" for place, words in PLACES.items()})


def origin(lab: Lab, frame: Frame) -> Origin:
    """Where the figures come from."""
    return origin_of(frame, lab.entry.id, lab.entry.run.latest.name)


def reach(name: str, first: float, last: float, lag: int) -> str:
    """How long the gradient is `lag` timesteps before the last one (`first`) beside the last one (`last`), in words."""
    where = f"{name}: {earlier(lag)} the gradient is"
    if not math.isfinite(first) or not math.isfinite(last):
        return f"{where} beyond float32."
    if last == 0:
        return f"{name}: the gradient is exactly 0 at the last timestep, so nothing goes back."
    if first == 0:
        return f"{where} exactly 0."
    factor = last / first
    if 0.8 <= factor <= 1.25:
        return f"{where} as long as there."
    larger = factor < 1
    times = 1 / factor if larger else factor
    return f"{where} {rounded(times)} times {'longer' if larger else 'shorter'} than there."


def earlier(lag: int) -> str:
    """The place `lag` timesteps before the last one, in words."""
    return f"{lag} timestep{'s' * (lag != 1)} before the last one"


def rounded(times: float) -> str:
    """How many times, to two digits."""
    return whole(float(f"{times:.2g}")) if 10 <= times < 1e9 else number(times, 2)
