"""The watched example's inputs as somebody would type them, in the task's unit."""

from __future__ import annotations

from rnn_core.frames.frame import Frame
from rnn_core.inside.typed_sequence import MARK
from rnn_core.tasks.task import Unit


def unit_of(frame: Frame) -> Unit | None:
    """The unit in which the task's values are typed."""
    return Unit(**frame.task["unit"]) if frame.task.get("unit") else None


def in_unit(value: float, unit: Unit | None) -> float:
    """`value` as a network reads it, in the task's `unit`."""
    return value if unit is None else unit.offset + unit.scale * value


def inputs_as_typed(frame: Frame) -> list[str]:
    """What stands at each timestep; nothing at padding of symbols. A star marks a number."""
    kind, labels, unit = frame.task["input_kind"], frame.task["input_labels"], unit_of(frame)
    if kind in ("symbols", "words"):
        return [labels[int(row.argmax())] if row.any() else "" for row in frame.inputs]
    numbers = [f"{in_unit(float(row[0]), unit):.4g}" for row in frame.inputs]
    marked = [kind == "value_and_marker" and bool(row[1]) for row in frame.inputs]
    return [f"{number}{MARK if star else ''}" for number, star in zip(numbers, marked, strict=True)]
