"""Word order: who did it? The answer lies in the order of the words alone.

The loss is the cross-entropy in nats of the answer after the last word, the accuracy the fraction of right answers.
Both answers are equally likely for every set of words, so who knows the words without their order scores ln 2 and is
right in 1 of 2. The test has sentences whose subject, participle and object never came together in training.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import TEST_SEED, below, draw_words, require_length, training_batches
from rnn_core.tasks.task import Baseline, Batch, Solved, Task
from rnn_core.tasks.words import causative as grammar
from rnn_core.tasks.words.symbols import asked_at_the_end

TEST_PAIRS = 256
"""Test sentences come in pairs of the same words, one after the other."""


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Word order in sentences of at most `sequence_length` ≥ 7 words; raises `SettingError` below."""
    require_length("word order", sequence_length, grammar.SHORTEST)

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        choices = drawn(key, batch_size, held_out=False)
        return _batch(choices, sequence_length)

    return Task(
        name="word_order",
        title=TASK_TITLES["word_order"],
        goal="Say who did it: the subject or somebody else.",
        definition=(
            f"Sentences of at most {sequence_length} words, padded at the end. “I had washed my house”: the subject "
            "did it. “I had my house washed”: somebody else did it. Every sentence has a partner of the same words "
            "with the other answer. The answer is asked for after the last word. The test has combinations of "
            "subject, participle and object that never come in training (one in six)."
        ),
        source="A grammar of our own; the causative have, as in Quirk, Greenbaum, Leech & Svartvik 1985, §16.54",
        sequence_length=sequence_length,
        input_size=len(grammar.VOCABULARY),
        output_size=len(grammar.ANSWERS),
        loss="cross_entropy",
        loss_name="cross-entropy, nats",
        loss_at="last",
        sample=training_batches(draw),
        data=(),
        test=_batch(exam_choices(), sequence_length),
        baselines=(Baseline("knows the words, not their order", math.log(2), accuracy=0.5),),
        solved=Solved("accuracy", 0.99),
        input_kind="words",
        input_labels=grammar.VOCABULARY,
        output_labels=grammar.ANSWERS,
    )


@partial(jax.jit, static_argnames=("batch_size", "held_out"), inline=True)
def drawn(key: Key[Array, ""], batch_size: int, *, held_out: bool) -> grammar.Choices:
    """Random sentences, of the combinations that are held out for the test or of all others, each equally likely."""
    words = draw_words(key, 8, batch_size)
    subject, participle = below(words[0], len(grammar.SUBJECTS)), below(words[1], len(grammar.PARTICIPLES))
    remainder = jnp.zeros_like(subject) if held_out else 1 + below(words[2], grammar.HELD_OUT - 1)
    turn = below(words[3], len(grammar.OBJECTS) // grammar.HELD_OUT)
    return grammar.Choices(
        answer=below(words[7], 2),
        subject=subject,
        auxiliary=below(words[4], len(grammar.AUXILIARIES)),
        participle=participle,
        object=grammar.HELD_OUT * turn + (remainder - subject - participle) % grammar.HELD_OUT,
        adjective=below(words[5], len(grammar.ADJECTIVES)),
        ending=below(words[6], len(grammar.ENDINGS)),
    )


@lru_cache(maxsize=1)
def exam_choices() -> grammar.Choices:
    """The test set: pairs of the same words. The first is “I had washed my house”, “I had my house washed”."""
    once = drawn(jax.random.key(TEST_SEED), TEST_PAIRS, held_out=True)
    once = jax.tree.map(lambda numbers: numbers.at[0].set(0), once)
    answers = jax.device_put(np.tile([0, 1], TEST_PAIRS).astype(np.int32))
    return jax.tree.map(lambda numbers: jnp.repeat(numbers, 2), once)._replace(answer=answers)


@partial(jax.jit, static_argnames="sequence_length", inline=True)
def _batch(choices: grammar.Choices, sequence_length: int) -> Batch:
    return asked_at_the_end(grammar.sentences(choices, sequence_length), choices.answer)
