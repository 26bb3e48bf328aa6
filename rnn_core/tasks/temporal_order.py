"""Temporal order: in which order did two rare symbols come, long before the question.

Source: Hochreiter & Schmidhuber 1997, experiment 6a, whose 100 to 110 timesteps are scaled to T: the first X or Y after
10 to 20 % of the sequence, the second after 50 to 60 %. The loss is the cross-entropy of the class in nats, the
accuracy the fraction of right classes at the last timestep. A guesser scores ln 4 and is right in 1 of 4.
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

SYMBOLS = ("a", "b", "c", "d", "X", "Y", "B", "E")
CLASSES = ("XX", "XY", "YX", "YY")
_X, _BEGIN, _END = SYMBOLS.index("X"), SYMBOLS.index("B"), SYMBOLS.index("E")


def ranges(sequence_length: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """First and last timestep, counted from 0, at which the first and the second X or Y may stand.

    From T = 10 on they are in order and strictly between the start and the end marker.
    """
    return (sequence_length // 10, sequence_length // 5), (sequence_length // 2, 3 * sequence_length // 5)


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Temporal order over `sequence_length` ≥ 10 timesteps; raises `SettingError` below."""
    require_length("temporal order", sequence_length, 10)
    (first_low, first_high), (second_low, second_high) = ranges(sequence_length)
    fillers = words_needed(sequence_length, 2)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        words = draw_words(key, fillers + 3, batch_size)
        first_step = first_low + below(words[-3], first_high - first_low + 1)
        second_step = second_low + below(words[-2], second_high - second_low + 1)
        order = below(words[-1], 4)
        step = jnp.arange(sequence_length)[:, None]
        symbols = unpack(words[:fillers], 2, sequence_length)
        symbols = jnp.where(step == first_step, _X + order // 2, symbols)
        symbols = jnp.where(step == second_step, _X + order % 2, symbols)
        symbols = jnp.where(step == 0, _BEGIN, symbols)
        symbols = jnp.where(step == sequence_length - 1, _END, symbols)
        return one_answer(symbols, order.astype(jnp.float32))

    return classification(
        draw,
        name="temporal_order",
        title=TASK_TITLES["temporal_order"],
        goal="Say in which order X and Y came.",
        definition=(
            f"{sequence_length} symbols: B first, E last, between them a, b, c, d at random, except for an X or Y at a "
            f"timestep from {first_low + 1} to {first_high + 1} and another at one from {second_low + 1} to "
            f"{second_high + 1}. After E the answer is which came in which order: XX, XY, YX or YY."
        ),
        source="Hochreiter & Schmidhuber 1997, experiment 6a, scaled to T timesteps",
        sequence_length=sequence_length,
        input_kind="symbols",
        input_labels=SYMBOLS,
        output_labels=CLASSES,
    )
