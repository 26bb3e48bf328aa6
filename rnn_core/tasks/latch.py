"""The latch: was the first number 1 or 0, with nothing but zeros behind it.

Source: Stanford CS224n 2017, assignment 3 ("Grooving with GRUs"), where a network with a single hidden unit has to hold
one bit for 20 timesteps; after the two-sequence problem of Bengio, Simard & Frasconi 1994. There are two sequences in
all, so what is tested is nothing but holding on. The loss is the cross-entropy of the class in nats, the accuracy the
fraction of right classes at the last timestep. A guesser scores ln 2.
"""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import below, classification, draw_words, one_answer, require_length
from rnn_core.tasks.task import Batch, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """One bit, then `sequence_length` - 1 ≥ 1 zeros; raises `SettingError` below."""
    require_length("the latch", sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        bit = below(draw_words(key, 1, batch_size)[0], 2).astype(jnp.float32)
        first = jnp.arange(sequence_length)[:, None] == 0
        return one_answer(jnp.where(first, bit, 0.0)[..., None], bit)

    return classification(
        draw,
        name="latch",
        title=TASK_TITLES["latch"],
        goal="Say whether the first number was 0 or 1.",
        definition=(
            f"The first of {sequence_length} numbers is 0 or 1 with equal chance. Each number after it is 0. "
            "After the last one the answer is the first number. There are only these two sequences, so the test "
            "has no new ones."
        ),
        source="Stanford CS224n 2017, assignment 3, after Bengio, Simard & Frasconi 1994",
        sequence_length=sequence_length,
        input_kind="values",
        input_labels=("bit",),
        output_labels=("0", "1"),
    )
