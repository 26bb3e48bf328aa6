"""Echo: say again the bit that came three timesteps ago, out of a stream that never ends.

Source: the signal echo of New York University's deep learning course (Canziani & LeCun, practicum of week 6): bits of
equal chance, the answer three bits late, truncated back-propagation through time. The stream is cut into windows of T
timesteps. With `carry_state` a window starts with the state at the end of the window before it, while no gradient
goes back over the cut: a window shorter than four timesteps never shows an answer together with its bit. Before the
stream begins, and without `carry_state` before each window, all bits count as 0.

The loss is the cross-entropy of the bit in nats, averaged over the timesteps, the accuracy the fraction of right bits.
A guesser scores ln 2.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import TEST_SEED, TEST_SEQUENCES, classification, draw_words, unpack, words_needed
from rnn_core.tasks.task import Batch, Task

LAG = 3
LEAD_IN = 16
"""Bits that stand before each test window where the state is carried."""


@lru_cache(maxsize=16)
def build(sequence_length: int, carry_state: bool) -> Task:
    """Echo in windows of `sequence_length` ≥ 1 timesteps."""
    lead_in = LEAD_IN if carry_state else 0
    earlier = -(-LAG // sequence_length) if carry_state else 0

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        return _echoed(_bits(key, lead_in + sequence_length, batch_size), lead_in)

    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        del data
        # As many windows before this one as the lag reaches back. The stream begins with the window of step 0.
        windows = [
            _bits(jax.random.fold_in(key, jnp.maximum(step - back, 0)), sequence_length, batch_size) * (step >= back)
            for back in range(earlier, -1, -1)
        ]
        return _echoed(jnp.concatenate(windows), earlier * sequence_length)

    start = f"the state after {lead_in} bits of a stream" if carry_state else "the zero state, as if 0s came before"
    task = classification(
        draw,
        name="echo",
        title=TASK_TITLES["echo"],
        goal=f"Say the bit of {LAG} timesteps ago.",
        definition=(
            f"A stream of bits, each 0 or 1 with equal chance, in windows of {sequence_length} timesteps. After every "
            f"bit the answer is the bit that came {LAG} timesteps before. Each test window is read from {start}."
        ),
        source="New York University, Deep Learning (Canziani & LeCun), practicum of week 6",
        sequence_length=sequence_length,
        input_kind="values",
        input_labels=("bit",),
        output_labels=("0", "1"),
    )
    before = jax.jit(_bits, static_argnums=(1, 2))(
        jax.random.key(TEST_SEED), lead_in + sequence_length, TEST_SEQUENCES
    )[:lead_in]
    return replace(task, loss_at="every", sample=sample, carries_state=carry_state, lead_in=before)


def _bits(key: Key[Array, ""], count: int, batch_size: int) -> Float[Array, "T B 1"]:
    """`count` bits of each of `batch_size` streams, as numbers 0 and 1."""
    words = draw_words(key, words_needed(count, 1), batch_size)
    return unpack(words, 1, count).astype(jnp.float32)[..., None]


def _echoed(stream: Float[Array, "N B 1"], first: int) -> Batch:
    """The window of `stream` from place `first` on, with the bits of `LAG` timesteps before; 0 where there is none."""
    late = jnp.concatenate([jnp.zeros_like(stream[:LAG]), stream])[: len(stream)]
    return Batch(stream[first:], late[first:], jnp.ones(stream[first:].shape[:2], jnp.float32))
