"""The list in which a page lets the user choose the lane that it looks at closely."""

from __future__ import annotations

from collections.abc import Sequence

from app.view import session
from app.view.lab import Lab
from app.view.widgets import choice
from rnn_core.frames.frame import Lane


def lane_choice(lab: Lab, lanes: Sequence[Lane], parameter: str) -> Lane:
    """The one of `lanes` that the user chooses, kept in the page's `parameter`; without a choice the first."""
    by_id = {lane.id: lane for lane in lanes}
    known, name = session.parameter(lab, parameter), f"{parameter}_{lab.entry.id}"
    if len(by_id) == 1:
        return lanes[0]
    chosen = choice(lab, name, "Lane", list(by_id), known, lambda lane: by_id[lane].name)
    session.set_parameter(lab, parameter, "" if chosen == next(iter(by_id)) else chosen)
    return by_id[chosen]
