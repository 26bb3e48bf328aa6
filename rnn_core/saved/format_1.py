"""Saved runs of format 1, written before lanes had ids: a lane was its cell's name, which is its id in format 2."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_core.settings.lane_names import CELL_NAMES

RUN = "unrolled-run/1"


def about_words(words: dict[str, Any]) -> dict[str, Any]:
    """What a file of format 1 says about itself, as format 2 says it."""
    pictures = words["picture"]
    lanes = [
        {"id": cell, "cell": cell, "name": CELL_NAMES[cell], "picture": pictures.get(cell, [])}
        for cell in words["cells"]
    ]
    return words | {"lanes": lanes}


def tensors(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Its tensors as format 2 has them."""
    # Every cell had the GRU's bias b_hn, empty in the others; what held for a step's norms follows from the changes.
    empty = {name for name, array in found.items() if name.endswith(".b_hn") and array.size == 0}
    return {name: array for name, array in found.items() if name not in empty and not name.endswith(".norms_live")}
