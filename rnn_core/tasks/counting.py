"""Counting: which symbols may come next in S aⁿ bⁿ.

Source: Gers & Schmidhuber 2001; Weiss, Goldberg & Yahav 2018, whose LSTM counts far beyond its training lengths where
their GRU stops. After each symbol the network marks, with one sigmoid each, which of a, b and the end are legal: after
S an a; after an a another a or a b; after a b a b, until as many b's as a's have come, then the end.

Trained on n ≤ 12. The test set holds every n that fits into T, longer ones too, each as often as the others and in
rising order, so that the k-th watched example is n = k. A sequence counts as accepted when every symbol of every
timestep is on the right side of sigmoid = 0.5; the accuracy is the fraction of accepted sequences. The loss is the
binary cross-entropy in nats, averaged over the three symbols, then a sequence's unpadded timesteps, then sequences.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import below, draw_words, require_length, training_batches
from rnn_core.tasks.task import Baseline, Batch, Solved, Task

SYMBOLS = ("S", "a", "b")
LEGAL = ("a", "b", "end")
LONGEST_TRAINED = 12
_WATCHABLE = 32


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Counting in `sequence_length` ≥ 3 timesteps; raises `SettingError` below."""
    require_length("counting", sequence_length, 3)
    longest = (sequence_length - 1) // 2
    trained = min(LONGEST_TRAINED, longest)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        return anbn(1 + below(draw_words(key, 1, batch_size)[0], trained), sequence_length)

    lengths = np.tile(np.arange(1, longest + 1, dtype=np.int32), -(-_WATCHABLE // longest))
    test = anbn(jax.device_put(lengths), sequence_length)
    return Task(
        name="counting",
        title=TASK_TITLES["counting"],
        goal="Say what may come next.",
        tested=f"trained to n = {trained}, tested to n = {longest}",
        definition=(
            f"S, then n times a, then n times b. At every timestep the answer is the set of symbols that may come next "
            f"(a, b or the end), so the b's must be counted against the a's. Trained on n from 1 to {trained}, tested "
            f"on every n from 1 to {longest}; the empty timesteps at the end do not count."
        ),
        source="Gers & Schmidhuber 2001; Weiss, Goldberg & Yahav 2018",
        sequence_length=sequence_length,
        input_size=len(SYMBOLS),
        output_size=len(LEGAL),
        loss="legal",
        loss_name="binary cross-entropy, nats",
        loss_at="every",
        sample=training_batches(draw),
        data=(),
        test=test,
        baselines=(Baseline("sees only the present symbol", _memoryless(test), accuracy=0.0),),
        solved=Solved("accuracy", 1.0),
        input_kind="symbols",
        input_labels=SYMBOLS,
        output_labels=LEGAL,
        counts=_counts(test),
    )


@partial(jax.jit, static_argnames="sequence_length", inline=True)
def anbn(n: Int[Array, " B"], sequence_length: int) -> Batch:
    """The sequences S aⁿ bⁿ, one for each entry of `n`, padded with zeros to `sequence_length` ≥ 2 max(n) + 1."""
    step = jnp.arange(sequence_length)[:, None]
    in_a = (step >= 1) & (step <= n)
    in_b = (step > n) & (step <= 2 * n)
    symbols = jnp.where(in_a, 1, jnp.where(in_b, 2, jnp.where(step == 0, 0, -1)))
    legal = jnp.stack([step < n + 1, in_a | (in_b & (step < 2 * n)), step == 2 * n], axis=-1)
    inside = step <= 2 * n
    return Batch(
        symbols,
        (legal & inside[..., None]).astype(jnp.float32),
        inside.astype(jnp.float32),
    )


def sequence(n: int) -> tuple[Int[Array, " T"], Float[Array, "T K"]]:
    """S aⁿ bⁿ for one n ≥ 1 without padding, and the legal next symbols (0/1) after each of its 2n + 1 symbols."""
    batch = anbn(jnp.array([n]), 2 * n + 1)
    return batch.inputs[:, 0], batch.targets[:, 0]


def longest_accepted(predict: Callable[[Int[Array, "T B"]], Any], limit: int) -> int:
    """The largest n ≤ `limit` such that all of 1 … n are accepted, 0 when n = 1 already fails.

    `predict` maps symbols `[T, B]` to outputs `[T, B, 3]` before the sigmoid and runs from a fresh state. It is
    called once, with the sequences of every n from 1 to `limit` (B = `limit`, T = 2 `limit` + 1, padding at the end).
    """
    batch = anbn(jax.device_put(np.arange(1, limit + 1, dtype=np.int32)), 2 * limit + 1)
    outputs = np.asarray(predict(batch.inputs))
    right = (outputs > 0) == (np.asarray(batch.targets) > 0.5)
    accepted = (right.all(axis=-1) | (np.asarray(batch.mask) == 0)).all(axis=0)
    return int(np.cumprod(accepted).sum())


def _counts(test: Batch) -> Float[np.ndarray, "T B"]:
    """How many more a's than b's have come."""
    inputs = np.asarray(test.inputs)
    counts = np.cumsum((inputs == 1) * 1 - (inputs == 2), axis=0)
    return np.where(np.asarray(test.mask) > 0, counts, np.nan).astype(np.float32)


def _memoryless(test: Batch) -> float:
    """Loss of the best answers that know the present symbol alone: how often each next symbol is legal after it."""
    legal, mask = (np.asarray(array, np.float64) for array in (test.targets, test.mask))
    inputs = (np.asarray(test.inputs)[..., None] == np.arange(len(SYMBOLS))).astype(np.float64)
    share = mask / mask.sum(axis=0) / mask.shape[1]
    counts = np.einsum("tb,tbd->d", share, inputs)
    frequency = np.einsum("tb,tbd,tbk->dk", share, inputs, legal) / counts[:, None]
    uncertain = np.clip(frequency, 1e-12, 1 - 1e-12)
    nats = -(frequency * np.log(uncertain) + (1 - frequency) * np.log(1 - uncertain))
    return float(counts @ nats.mean(axis=1))
