"""Training batches of a task as NumPy arrays, drawn by compiled code that tests of the same size share."""

from __future__ import annotations

import jax
import numpy as np

from rnn_core.tasks.task import Batch, Task


def drawn(task: Task, seed: int = 0, step: int = 0, batch_size: int = 8) -> Batch:
    sample = jax.jit(task.sample, static_argnums=3)
    return jax.tree.map(np.asarray, sample(task.data, jax.random.key(seed), np.int32(step), batch_size))
