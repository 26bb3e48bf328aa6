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


def tensors(found: dict[str, np.ndarray], config: dict[str, str]) -> dict[str, np.ndarray]:
    """Its tensors as format 2 has them; `config` holds its settings as in a link."""
    # The accuracy was kept where the task asks for its answer; where the loss was elsewhere, the next test has it.
    same = config.get("loss", "task") == "task" and ":loss:" not in config.get("changes", "")
    accuracies = {
        name.replace(".task_accuracy", ".accuracy"): array if same else np.full_like(array, np.nan)
        for name, array in found.items()
        if name.endswith(".curves.task_accuracy")
    }
    # Every cell had the GRU's bias b_hn, empty in the others; what held for a step's norms follows from the changes.
    gone = {name for name, array in found.items() if name.endswith(".b_hn") and array.size == 0}
    gone |= {name for name in found if name.endswith(".norms_live")}
    return accuracies | {name: array for name, array in found.items() if name not in gone}
