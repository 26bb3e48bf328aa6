"""Next letter of one word: the network reads the word but its last letter, and after each letter says the next.

Source: the example "hello" of Karpathy 2015, "The Unreasonable Effectiveness of Recurrent Neural Networks". The loss is
the mean over the T = letters − 1 timesteps of −ln p(right letter), in nats.

A network without memory gives a letter the same answer wherever it stands. The best it can do is to answer with the
share of each letter that follows: with n(s) places of the letter s and n(s, y) of them followed by y,

    (1/T) Σ_s Σ_y n(s, y) · ln(n(s) / n(s, y)),

for "hello" (2/4) · ln 2. A guesser among V letters has ln V. Where the loss is below −ln(0.9) / T the probabilities of
all right letters have a product above 0.9, so each of them is above 0.9.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.settings.word import WORD, letters
from rnn_core.tasks.task import Baseline, Batch, Solved, Task

SURE = 0.9
"""Above this probability of the right letter, at every timestep, the word is learned."""


@lru_cache(maxsize=16)
def build(word: str) -> Task:
    """The task of spelling `word`; raises `SettingError` for what is no word."""
    WORD.check(word)
    spelled = letters(word)
    symbols = tuple(dict.fromkeys(spelled))
    codes = np.array([symbols.index(letter) for letter in spelled])
    steps, size = len(codes) - 1, len(symbols)
    inputs = jax.device_put(codes[:-1, None].astype(np.int32))
    targets = jax.device_put(codes[1:, None, None].astype(np.float32))
    whole = Batch(inputs, targets, jnp.ones((steps, 1), jnp.float32))
    times = "once" if steps == 1 else f"at each of {steps} timesteps"
    return Task(
        name="hello",
        title=TASK_TITLES["hello"],
        goal=f"Spell “{word}”: say which letter comes next.",
        definition=(
            f"Read the word “{word}” without its last letter, and {times} predict the next letter, out of {size}. "
            "The network trains on this one word and is tested on the same word: it learns it by heart. Below a loss "
            f"of {-math.log(SURE) / steps:.3f} every right letter has a probability above {SURE}."
        ),
        source="The example “hello” of Karpathy 2015, The Unreasonable Effectiveness of Recurrent Neural Networks",
        sequence_length=steps,
        input_size=size,
        output_size=size,
        loss="cross_entropy",
        loss_name="cross-entropy, nats a letter",
        loss_at="every",
        sample=_repeat,
        data=whole,
        test=whole,
        baselines=_baselines(spelled),
        solved=Solved("loss", -math.log(SURE) / steps),
        input_kind="symbols",
        input_labels=symbols,
        output_labels=symbols,
    )


def _repeat(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
    """The same word in every row of every batch."""
    del key, step
    return Batch(*(jnp.repeat(part, batch_size, axis=1) for part in data[:3]))


def without_memory(spelled: tuple[str, ...]) -> tuple[float, float]:
    """The smallest loss, in nats, and the largest share of right answers that the present letter alone allows."""
    pairs = Counter(itertools.pairwise(spelled))
    places = Counter(spelled[:-1])
    loss = sum(count * math.log(places[read] / count) for (read, _), count in pairs.items())
    right = sum(max(count for (of, _), count in pairs.items() if of == read) for read in places)
    return loss / (len(spelled) - 1), right / (len(spelled) - 1)


def _baselines(spelled: tuple[str, ...]) -> tuple[Baseline, ...]:
    """The line of the guesser, and that without memory where memory is needed at all."""
    size = len(set(spelled))
    guesses = Baseline(f"guesses: 1 in {size} right", math.log(size), accuracy=1 / size)
    loss, right = without_memory(spelled)
    if loss == 0:
        return (guesses,)
    return guesses, Baseline("best without memory", loss, known="does no better than without memory", accuracy=right)
