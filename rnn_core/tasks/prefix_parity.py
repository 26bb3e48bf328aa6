"""Parity of every prefix: after each bit, was the number of ones so far even or odd.

Source: Charles University, course Deep Learning (NPFL138), assignment `sequence_classification`: 50 bits, each 0 or 1
as it is, the parity asked for after every one. (`rnn_core.tasks.parity` has bits of +1 and -1 and asks at the end: with
them a single weight tells both bits apart, here a 0 leaves the network alone.) The course trains five times on 10,000
sequences; here every batch is new. The loss is the cross-entropy of the class in nats, averaged over the timesteps, the
accuracy the fraction of right classes. A guesser scores ln 2.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import classification, draw_words, require_length, unpack, words_needed
from rnn_core.tasks.task import Batch, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Parity after each of `sequence_length` ≥ 2 bits; raises `SettingError` below."""
    require_length("the parity of prefixes", sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        bits = unpack(draw_words(key, words_needed(sequence_length, 1), batch_size), 1, sequence_length)
        odd = (jnp.cumsum(bits, axis=0) % 2).astype(jnp.float32)[..., None]
        return Batch(bits.astype(jnp.float32)[..., None], odd, jnp.ones(bits.shape, jnp.float32))

    task = classification(
        draw,
        name="prefix_parity",
        title=TASK_TITLES["prefix_parity"],
        goal="Say after every bit whether the number of ones so far is even or odd.",
        definition=(
            f"{sequence_length} bits, each 0 or 1 with equal chance. After every bit the answer is whether the number "
            "of ones so far is even or odd."
        ),
        source="Charles University, Deep Learning (NPFL138), assignment sequence_classification",
        sequence_length=sequence_length,
        input_kind="values",
        input_labels=("bit",),
        output_labels=("even", "odd"),
    )
    return replace(task, loss_at="every")
