"""Losses by step: kept whole, thinned to be drawn."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from jaxtyping import Float32, Int64

POINTS = 400


@dataclass(frozen=True)
class Curves:
    """One lane's history.

    `train` and `gradient_norm` (global L2 norm before clipping) have one column a step, the others one a test
    evaluation (see `rnn_core.training.records.Evaluated`).
    """

    train: Float32[np.ndarray, "S N"]
    gradient_norm: Float32[np.ndarray, "S N"]
    test: Float32[np.ndarray, "S Q"]
    accuracy: Float32[np.ndarray, "S Q"]
    task_accuracy: Float32[np.ndarray, "S Q"]
    task_loss: Float32[np.ndarray, "S Q"]

    @classmethod
    def empty(cls, num_seeds: int) -> Curves:
        """No steps yet."""
        return cls(*[np.zeros((num_seeds, 0), np.float32)] * len(fields(cls)))

    def trained(self, losses: Float32[np.ndarray, "C S"], gradient_norms: Float32[np.ndarray, "C S"]) -> Curves:
        """With the steps of a chunk behind, one row each."""
        return replace(
            self,
            train=np.concatenate([self.train, losses.T], axis=1),
            gradient_norm=np.concatenate([self.gradient_norm, gradient_norms.T], axis=1),
        )

    def evaluated(
        self,
        loss: Float32[np.ndarray, " S"],
        accuracy: Float32[np.ndarray, " S"],
        task_accuracy: Float32[np.ndarray, " S"],
        task_loss: Float32[np.ndarray, " S"],
    ) -> Curves:
        """With one test evaluation behind."""
        return replace(
            self,
            test=np.column_stack([self.test, loss]),
            accuracy=np.column_stack([self.accuracy, accuracy]),
            task_accuracy=np.column_stack([self.task_accuracy, task_accuracy]),
            task_loss=np.column_stack([self.task_loss, task_loss]),
        )

    def until(self, steps: int, evaluations: int) -> Curves:
        """The first `steps` steps and `evaluations` test evaluations; copies, so that the rest can be forgotten."""
        by_step = (self.train, self.gradient_norm)
        by_evaluation = (self.test, self.accuracy, self.task_accuracy, self.task_loss)
        parts = [part[:, :steps].copy() for part in by_step] + [part[:, :evaluations].copy() for part in by_evaluation]
        return Curves(*parts)


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
