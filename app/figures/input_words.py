"""The watched example's inputs as words."""

from __future__ import annotations

from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import short


def inputs_in_words(frame: Frame, lane: Lane) -> list[str]:
    """A word for what `lane` reads at each timestep of the watched example, in its own order; a star marks a number.

    It is empty at padding of symbols.
    """
    labels, kind = frame.task["input_labels"], frame.task["input_kind"]
    inputs = lane.arrays.get("inputs", frame.inputs)
    if kind in ("symbols", "words"):
        return [labels[int(row.argmax())] if row.any() else "" for row in inputs]
    if kind == "value_and_marker":
        return [f"{short(float(value))}{'*' if marked else ''}" for value, marked in inputs]
    return [" ".join(short(float(value)) for value in row) for row in inputs]


def words_read(frame: Frame, lane: Lane) -> list[str] | None:
    """`inputs_in_words`; None where they are no words."""
    return inputs_in_words(frame, lane) if frame.task["input_kind"] in ("symbols", "words") else None
