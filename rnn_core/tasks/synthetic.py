"""Sequences drawn afresh from a key: what the artificial tasks have in common.

Random bits are the dear part of a batch on a CPU, so a task draws 32-bit words once and cuts its symbols out of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key, UInt32

from rnn_core.settings.setting import SettingError
from rnn_core.tasks.task import Baseline, Batch, Sampler, Solved, Task

TEST_SEQUENCES = 256
TEST_SEED = 2**31 - 1
"""The seed of every test set. `RunConfig.seed` cannot reach it, so no training key is derived from it."""

WORD_BITS = 32

Draw = Callable[[Key[Array, ""], int], Batch]


def training_batches(draw: Draw) -> Sampler:
    """A sampler whose batch of step s is drawn from `fold_in(key, s)`."""

    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        del data
        return draw(jax.random.fold_in(key, step), batch_size)

    return sample


def held_out(draw: Draw) -> Batch:
    """The test set: 256 sequences from a key of its own.

    The key differs from every training key. Where only few sequences exist (parity at T = 8 has 256), the same sequence
    can still turn up in training by chance.
    """
    return jax.jit(draw, static_argnums=1)(jax.random.key(TEST_SEED), TEST_SEQUENCES)


def draw_words(key: Key[Array, ""], count: int, batch_size: int) -> UInt32[Array, "count B"]:
    """`count` random 32-bit words for each of `batch_size` sequences."""
    return jax.random.bits(key, (count, batch_size), jnp.uint32)


def words_needed(sequence_length: int, bits: int) -> int:
    """How many words hold `sequence_length` symbols of `bits` bits."""
    return -(-sequence_length * bits // WORD_BITS)


def unpack(words: UInt32[Array, "count B"], bits: int, sequence_length: int) -> Int[Array, "T B"]:
    """Cut words into symbols of `bits` bits, each uniform on 0 … 2^bits - 1. `bits` divides 32."""
    shifts = jnp.arange(0, WORD_BITS, bits, dtype=jnp.uint32)
    symbols = (words[:, None, :] >> shifts[None, :, None]) & jnp.uint32(2**bits - 1)
    return symbols.reshape(-1, words.shape[1])[:sequence_length].astype(jnp.int32)


def below(words: UInt32[Array, "*N"], count: int) -> Int[Array, "*N"]:
    """One number from 0 to `count` - 1 for each word; uneven by less than count / 2^32."""
    return (words % jnp.uint32(count)).astype(jnp.int32)


def one_answer(inputs: Float[Array, "T B D"] | Int[Array, "T B"], answer: Float[Array, " B"]) -> Batch:
    """A batch whose every timestep is asked for the same answer."""
    shape = inputs.shape[:2]
    return Batch(inputs, jnp.broadcast_to(answer[:, None], (*shape, 1)), jnp.ones(shape, jnp.float32))


def classification(
    draw: Draw,
    *,
    name: str,
    title: str,
    goal: str,
    definition: str,
    source: str,
    sequence_length: int,
    input_kind: Literal["symbols", "values"],
    input_labels: tuple[str, ...],
    output_labels: tuple[str, ...],
) -> Task:
    """A task that asks for one of the equally likely `output_labels` at the last timestep.

    One input a label; the baseline guesses, and 99 % right on the test set counts as solved.
    """
    num_classes = len(output_labels)
    return Task(
        name=name,
        title=title,
        goal=goal,
        definition=definition,
        source=source,
        sequence_length=sequence_length,
        input_size=len(input_labels),
        output_size=num_classes,
        loss="cross_entropy",
        loss_name="cross-entropy, nats",
        loss_at="last",
        sample=training_batches(draw),
        data=(),
        test=held_out(draw),
        baselines=(
            Baseline(
                f"guesses: 1 in {num_classes} right", math.log(num_classes), accuracy=1 / num_classes, anywhere=True
            ),
        ),
        solved=Solved("accuracy", 0.99),
        input_kind=input_kind,
        input_labels=input_labels,
        output_labels=output_labels,
    )


def require_length(title: str, sequence_length: int, shortest: int) -> None:
    """Raise `SettingError` when a task cannot be posed in `sequence_length` timesteps."""
    if sequence_length < shortest:
        raise SettingError(f"A sequence length of {sequence_length} is too short for {title}. Use at least {shortest}.")
