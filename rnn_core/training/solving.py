"""When a seed has solved its task: the first test that passed its threshold since what is asked of it last changed."""

from __future__ import annotations

import numpy as np

from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import ASKED
from rnn_core.tasks.task import Task
from rnn_core.training.curves import Curves
from rnn_core.training.records import CHUNK


def asked_since(config: RunConfig, step: int, lane: str) -> int:
    """The step, at most `step`, of the last change of where a lane's loss is taken or what holds its gates; or -1."""
    made = [
        each.step for each in config.changes if each.name in ASKED and each.lane in ("", lane) and each.step <= step
    ]
    return max(made, default=-1)


def solved_at(task: Task, history: Curves, since: int) -> list[int | None]:
    """The step of each seed's first test evaluation after step `since` that passed the task's threshold."""
    if task.solved is None:
        return [None] * len(history.test)
    passed = task.solved.passed(history.task_loss, history.task_accuracy)
    # The evaluation at the very step of a change still is of the network before it.
    passed[:, : since // CHUNK + 1] = False
    return [int(np.argmax(row)) * CHUNK if row.any() else None for row in passed]
