"""Losses by step: kept whole, thinned to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float32, Int64

POINTS = 400


def _empty() -> Float32[np.ndarray, "S 0"]:
    return np.zeros((0, 0), np.float32)


@dataclass(frozen=True)
class Curves:
    """One lane's history.

    `train` and `gradient_norm` (global L2 norm before clipping) have one column a step, the others one a test
    evaluation (see `rnn_core.lane.Evaluated`).
    """

    train: Float32[np.ndarray, "S N"] = field(default_factory=_empty)
    gradient_norm: Float32[np.ndarray, "S N"] = field(default_factory=_empty)
    test: Float32[np.ndarray, "S Q"] = field(default_factory=_empty)
    task_accuracy: Float32[np.ndarray, "S Q"] = field(default_factory=_empty)
    task_loss: Float32[np.ndarray, "S Q"] = field(default_factory=_empty)


def longer(old: Float32[np.ndarray, "S N"], new: Float32[np.ndarray, "S M"]) -> Float32[np.ndarray, "S K"]:
    """`old` with the columns of `new` behind it."""
    return new if old.size == 0 else np.concatenate([old, new], axis=1)


def stride(num_steps: int) -> int:
    """Steps that one drawn point stands for: the smallest of 1, 2, 4, … that needs at most `POINTS` points."""
    length = 1
    while num_steps > POINTS * length:
        length *= 2
    return length


def point_steps(num_steps: int) -> Int64[np.ndarray, " P"]:
    """The step at which each drawn point of a training curve ends."""
    step = stride(num_steps)
    return np.minimum(np.arange(step, num_steps + step, step), num_steps)


def thinned(train: Float32[np.ndarray, "S N"]) -> Float32[np.ndarray, "S P"]:
    """The mean loss of the steps that each point of `point_steps` stands for."""
    num_steps = train.shape[1]
    step = stride(num_steps)
    if step == 1:
        return train
    starts = np.arange(0, num_steps, step)
    sums = np.add.reduceat(train, starts, axis=1)
    return (sums / np.diff(np.append(starts, num_steps))).astype(np.float32)
