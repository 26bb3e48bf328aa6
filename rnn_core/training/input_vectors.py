"""The vectors in front of a translator's W_x at the start: its own, GloVe's, Word2Vec's, or random ones that stay."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from jaxtyping import Float

from rnn_core.language.word2vec import word2vec_rows
from rnn_core.language.word_pairs import corpus
from rnn_core.language.word_vectors import glove_rows
from rnn_core.settings.lane_config import FullLane
from rnn_core.tasks.task import Task
from rnn_core.tasks.translation.pairs import Pairs

Table = Float[np.ndarray, "V E"]
Tables = tuple[Float[np.ndarray, "V E"] | None, Float[np.ndarray, "W E"] | None]
"""Of the source's (or only) symbols and of the target's; None where symbols go into W_x themselves."""
MOST_STEPS = 2000
"""Steps of Word2Vec: seconds, in which the vectors of some hundred words settle."""
_SOURCE, _TARGET = 1, 2
"""Numbers that tell the two vocabularies' draws apart, and both from the weights'."""


def tables(task: Task, lane: FullLane, seed: int) -> Tables:
    """The vectors of the source's words and of the target's, float32; None where symbols go into W_x themselves.

    A vector of its own starts with normal entries of variance 1, as in PyTorch's `nn.Embedding`. Only the source is
    English: with GloVe there, the target has learned vectors of the same size.
    """
    if not task.boundary or lane.input == "one_hot":
        return None, None
    if lane.input.startswith("glove"):
        source = glove_rows(task.source_labels, seed)
    elif lane.input == "word2vec":
        source = _word2vec(task.pairs, lane.embedding_size, seed)
    else:
        source = _normal(seed, _SOURCE, len(task.source_labels), lane.embedding_size)
    return source, _normal(seed, _TARGET, task.input_size, source.shape[1])


@lru_cache(maxsize=16)
def _word2vec(pairs: Pairs, size: int, seed: int) -> Table:
    """Skip-gram vectors (Mikolov et al. 2013) of the training part's source sentences.

    Scaled so that their entries have the variance of the other kinds, 1: the encoder's W_x starts for that.
    """
    read = corpus([pair.source for pair in pairs.train], [])
    rows = word2vec_rows(pairs.source.tokens, read, seed, size, MOST_STEPS)
    return rows / rows.std()


def _normal(seed: int, which: int, rows: int, columns: int) -> Table:
    return np.random.default_rng((seed, which)).standard_normal((rows, columns), np.float32)
