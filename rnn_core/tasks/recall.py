"""Delayed recall: keep the first symbol through noise.

Source: the memory tasks of Hochreiter & Schmidhuber 1997 (experiment 2) and Arjovsky, Shah & Bengio 2016 (copy memory),
cut down to one symbol: the lag is always T - 1, so no easy example helps at the start. The loss is the cross-entropy of
the class in nats, the accuracy the fraction of right classes at the last timestep. A guesser scores ln 4.
"""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import (
    below,
    classification,
    draw_words,
    one_answer,
    require_length,
    unpack,
    words_needed,
)
from rnn_core.tasks.task import Batch, Task

CLASSES = ("A", "B", "C", "D")
DISTRACTORS = ("w", "x", "y", "z")
SYMBOLS = CLASSES + DISTRACTORS


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Recall after `sequence_length` - 1 ≥ 1 distractors; raises `SettingError` below."""
    require_length("delayed recall", sequence_length, 2)
    fillers = words_needed(sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        words = draw_words(key, fillers + 1, batch_size)
        first = below(words[-1], len(CLASSES))
        distractors = len(CLASSES) + unpack(words[:fillers], 2, sequence_length)
        symbols = jnp.where(jnp.arange(sequence_length)[:, None] == 0, first, distractors)
        return one_answer(symbols, first.astype(jnp.float32))

    return classification(
        draw,
        name="recall",
        title=TASK_TITLES["recall"],
        goal="Say which symbol came first.",
        definition=(
            f"The first of {sequence_length} symbols is A, B, C or D. Each one after it is drawn from w, x, y, z and "
            "says nothing about it. After the last one the answer is the first symbol."
        ),
        source="Copy memory with a single symbol, after Hochreiter & Schmidhuber 1997 and Arjovsky, Shah & Bengio 2016",
        sequence_length=sequence_length,
        input_kind="symbols",
        input_labels=SYMBOLS,
        output_labels=CLASSES,
    )
