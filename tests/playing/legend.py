"""The legend of a lane, as a frame carries it."""

from __future__ import annotations

from typing import Any

from rnn_core.network.variants import cell_class
from rnn_core.settings.lane_names import CELL_NAMES, DASHES, SHORT_NAMES


def legend(cell: str, number: int = 0, differs: str = "") -> dict[str, Any]:
    """The words of the lane `number` (from 0) of `cell`: fields of `rnn_core.frames.frame.Lane`."""
    kind, twin = cell_class(cell), f" {number + 1}" if number and not differs else ""
    return {
        "id": cell if number == 0 else f"{cell}{number + 1}",
        "cell": cell,
        "name": f"{CELL_NAMES[cell]}{twin}" + (f", {differs}" if differs else ""),
        "short": f"{SHORT_NAMES[cell]}{twin}",
        "differs": differs,
        "shade": number,
        "dash": DASHES[number],
        "squash": kind.squash,
        "traces": kind.legend,
    }
