"""Parity: was the number of ones so far even or odd.

Source: Schmidhuber & Hochreiter 1996 ("Guessing can outperform many long time lag algorithms"), where random weights
solve what gradient descent does not. Every bit counts and none alone tells anything. The target at each timestep is the
parity of the bits so far; asked at the last timestep unless the loss is placed elsewhere. The loss is the
cross-entropy of the class in nats, the accuracy the fraction of right classes at the scored timesteps. A guesser
scores ln 2.
"""

from __future__ import annotations

from functools import lru_cache

import jax.numpy as jnp
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import classification, draw_words, require_length, unpack, words_needed
from rnn_core.tasks.task import Batch, Task


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Parity of `sequence_length` ≥ 2 bits; raises `SettingError` below."""
    require_length("parity", sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        bits = unpack(draw_words(key, words_needed(sequence_length, 1), batch_size), 1, sequence_length)
        inputs = (2 * bits - 1).astype(jnp.float32)[..., None]
        odd = (jnp.cumsum(bits, axis=0) % 2).astype(jnp.float32)[..., None]
        return Batch(inputs, odd, jnp.ones(bits.shape, jnp.float32))

    return classification(
        draw,
        name="parity",
        title=TASK_TITLES["parity"],
        goal="Say whether the number of +1 is even or odd.",
        definition=(
            f"{sequence_length} bits, each +1 or -1 with equal chance. The answer is whether the number of +1 so far "
            "is even or odd: asked for after the last bit, or after every bit where the error counts at every timestep."
        ),
        source="Schmidhuber & Hochreiter 1996, solved there by guessing weights",
        sequence_length=sequence_length,
        input_kind="values",
        input_labels=("bit",),
        output_labels=("even", "odd"),
    )
