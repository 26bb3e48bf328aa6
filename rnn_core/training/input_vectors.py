"""The vectors in front of a translator's W_x at the start: learned ones, GloVe's, or random ones that stay."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from rnn_core.language.word_vectors import glove_rows
from rnn_core.settings.lane_config import FullLane
from rnn_core.tasks.task import Task

Table = Float[np.ndarray, "V E"]
_SOURCE, _TARGET = 1, 2
"""Numbers that tell the two vocabularies' draws apart, and both from the weights'."""


def tables(task: Task, lane: FullLane, seed: int) -> tuple[Table | None, Table | None]:
    """The vectors of the source's words and of the target's, float32; None where symbols go into W_x themselves.

    A vector of its own starts with normal entries of variance 1, as in PyTorch's `nn.Embedding`. Only the source is
    English: with GloVe there, the target has learned vectors of the same size.
    """
    if not task.boundary or lane.input == "one_hot":
        return None, None
    if lane.input.startswith("glove"):
        source = glove_rows(task.source_labels, seed)
    else:
        source = _normal(seed, _SOURCE, len(task.source_labels), lane.embedding_size)
    return source, _normal(seed, _TARGET, task.input_size, source.shape[1])


def _normal(seed: int, which: int, rows: int, columns: int) -> Table:
    return np.random.default_rng((seed, which)).standard_normal((rows, columns), np.float32)
