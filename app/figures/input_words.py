"""The watched example's inputs as words."""

from __future__ import annotations

import numpy as np

from rnn_core.frames.frame import Frame
from rnn_core.numbers import short


def inputs_in_words(frame: Frame) -> list[str]:
    """A word for each timestep of the watched example; empty at padding of symbols. A star marks a number."""
    labels, kind = frame.task["input_labels"], frame.task["input_kind"]
    if kind in ("symbols", "words"):
        return [labels[int(np.argmax(row))] if row.any() else "" for row in frame.inputs]
    if kind == "value_and_marker":
        return [f"{short(float(value))}{'*' if marked else ''}" for value, marked in frame.inputs]
    return [" ".join(short(float(value)) for value in row) for row in frame.inputs]
