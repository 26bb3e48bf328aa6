"""The watched example's inputs as words."""

from __future__ import annotations

import numpy as np

from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import short


def inputs_in_words(frame: Frame) -> list[str]:
    """A word for each timestep of the watched example; empty at padding of symbols. A star marks a number."""
    labels, kind = frame.task["input_labels"], frame.task["input_kind"]
    if kind in ("symbols", "words"):
        return _named(frame.inputs, labels)
    if kind == "value_and_marker":
        return [f"{short(float(value))}{'*' if marked else ''}" for value, marked in frame.inputs]
    return [" ".join(short(float(value)) for value in row) for row in frame.inputs]


def words_read(frame: Frame, lane: Lane) -> list[str] | None:
    """What `lane` reads at each timestep, in its own order, empty at padding; None where those are no words."""
    if frame.task["input_kind"] not in ("symbols", "words"):
        return None
    return _named(lane.arrays.get("inputs", frame.inputs), frame.task["input_labels"])


def _named(inputs: np.ndarray, labels: list[str]) -> list[str]:
    return [labels[int(row.argmax())] if row.any() else "" for row in inputs]
