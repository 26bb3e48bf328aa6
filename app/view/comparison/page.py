"""The page "Compare": which of its parts is on screen, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.view.comparison import cost, memory_horizon, race
from app.view.comparison.presets import PRESETS
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.moment import newest_frame
from app.view.presets import show_presets
from app.view.segments import segments
from rnn_core.frames.frame import Frame

WHAT = (
    "“LSTMs win because they are bigger” is tested here: cells race with as many units or with as many weights, with "
    "several seeds, and the loser may try other learning rates. What a cell costs is counted and measured, and a grid "
    "shows over how many timesteps it learns to remember. Sources: Chung et al. 2014, arXiv:1412.3555 (equal "
    "numbers of weights); Jozefowicz et al. 2015; Greff et al. 2017, arXiv:1503.04069 (learning rates)."
)
NAMES = {"race": "Race", "cost": "Cost", "horizon": "Memory horizon"}
PARTS: Mapping[str, Callable[[Lab, Frame], None]] = {"race": race.show, "cost": cost.show}


def choose(lab: Lab) -> str:
    """Say what the page is about and let the user choose a part; its name."""
    looking_at(WHAT)
    return segments(lab, "compare_part", NAMES)


def show(lab: Lab, shown: str) -> None:
    """The part called `shown`."""
    if shown == "horizon":
        memory_horizon.show(lab)
        return
    frame = newest_frame(lab)
    if frame is not None:
        PARTS[shown](lab, frame)


def presets(lab: Lab) -> None:
    """The telling cases."""
    show_presets(lab, PRESETS)
