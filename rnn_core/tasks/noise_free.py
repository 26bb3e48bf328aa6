"""Recall without noise: keep the first symbol while always the same symbols follow.

Source: Hochreiter & Schmidhuber 1997, experiment 2a. Their p - 1 symbols between the first and the last are all
different and every next one is asked for; here w, x, y, z come round and round, and the first symbol alone is asked
for. It is delayed recall with the distractors' randomness taken away: there are only four sequences. The loss is the
cross-entropy of the class in nats, the accuracy the fraction of right classes at the last timestep. A guesser scores
ln 4.
"""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.recall import CLASSES, DISTRACTORS, SYMBOLS
from rnn_core.tasks.synthetic import below, classification, draw_words, one_answer, require_length
from rnn_core.tasks.task import Batch, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Recall after `sequence_length` - 1 ≥ 1 symbols that never change; raises `SettingError` below."""
    require_length("recall without noise", sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        first = below(draw_words(key, 1, batch_size)[0], len(CLASSES))
        step = jnp.arange(sequence_length)[:, None]
        always = len(CLASSES) + (step - 1) % len(DISTRACTORS)
        return one_answer(jnp.where(step == 0, first, always), first.astype(jnp.float32))

    return classification(
        draw,
        name="noise_free",
        title=TASK_TITLES["noise_free"],
        goal="Say which symbol came first.",
        definition=(
            f"The first of {sequence_length} symbols is A, B, C or D. Those after it are always the same: w, x, y, "
            "z, again and again. After the last one the answer is the first symbol. There are only "
            "these four sequences, so the test has no new ones."
        ),
        source="After Hochreiter & Schmidhuber 1997, experiment 2a",
        sequence_length=sequence_length,
        input_kind="symbols",
        input_labels=SYMBOLS,
        output_labels=CLASSES,
    )
