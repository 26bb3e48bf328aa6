"""Number agreement: is or are? The subject stands at the beginning, the verb is asked for at the end.

The loss is the cross-entropy in nats of the verb after the last word, the accuracy the fraction of right verbs. The
distance between subject and verb is drawn from 1 to T - 3 words, each equally likely, then the number of phrases
between them from 0 to 6 or to as many as fit. The test has pairs of adjective and noun that never are the subject in
training, and every distance equally often.
"""

from __future__ import annotations

import math
from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int, Key

from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import TEST_SEED, below, draw_words, require_length, training_batches
from rnn_core.tasks.task import Baseline, Batch, Solved, Task
from rnn_core.tasks.words import noun_phrases as grammar
from rnn_core.tasks.words.symbols import HOLE, asked_at_the_end
from rnn_core.tasks.words.verb_ngrams import VerbNgrams, counted

TEST_SENTENCES = 256
RULE_SENTENCES = 2**11
"""Training sentences in which it is counted how often the rule of the last noun is right."""
MOST_COUNTED, COUNTED_WORDS = 2**16, 3 * 2**20
"""Training sentences in which an n-gram is counted, and the most words that they have in all."""
FURTHEST, PER_DISTANCE = 40, 200
"""The distances of the exam that tells accuracy by distance, and its sentences at each of them."""
FAMOUS = "the keys to the cabinet near the door"


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Agreement in sentences of at most `sequence_length` ≥ 6 words before the verb; raises `SettingError` below."""
    require_length("agreement", sequence_length, grammar.BEFORE + grammar.PHRASE)
    furthest = sequence_length - grammar.BEFORE

    def draw(key: Key[Array, ""], batch_size: int) -> Batch:
        return _batch(drawn(key, batch_size, furthest, held_out=False))

    test = exam(sequence_length)
    return Task(
        name="agreement",
        title=TASK_TITLES["agreement"],
        goal="Say which form of the verb comes next: is or are.",
        definition=(
            f"A subject, then 1 to {furthest} words before the verb: adverbs, adjectives and up to "
            f"{grammar.MOST_PHRASES} phrases such as “to the cabinet”, whose nouns are singular or plural by chance. "
            "The verb is asked for after the last word and agrees with the first noun. The test has pairs of adjective "
            "and subject that never come in training (one in five)."
        ),
        source="A grammar of our own, after an idea of Linzen, Dupoux & Goldberg 2016 (TACL 4)",
        sequence_length=sequence_length,
        input_size=len(grammar.VOCABULARY),
        output_size=len(grammar.ANSWERS),
        loss="cross_entropy",
        loss_name="cross-entropy, nats",
        loss_at="last",
        sample=training_batches(draw),
        data=(),
        test=test,
        baselines=_baselines(sequence_length),
        solved=Solved("accuracy", 0.99),
        input_kind="words",
        input_labels=grammar.VOCABULARY,
        output_labels=grammar.ANSWERS,
    )


@partial(jax.jit, static_argnames=("batch_size", "furthest", "held_out"), inline=True)
def drawn(
    key: Key[Array, ""],
    batch_size: int,
    furthest: int,
    *,
    held_out: bool,
    distance: Int[Array, " B"] | None = None,
) -> grammar.Choices:
    """Random sentences with held-out subjects or all others; the distance is 1 to `furthest` unless it is given."""
    words = draw_words(key, 6 + grammar.MOST_PHRASES + furthest, batch_size)
    noun = below(words[0], len(grammar.NOUNS))
    remainder = jnp.zeros_like(noun) if held_out else 1 + below(words[1], grammar.HELD_OUT - 1)
    turn = below(words[2], len(grammar.ADJECTIVES) // grammar.HELD_OUT)
    distance = 1 + below(words[3], furthest) if distance is None else distance
    most = jnp.minimum(distance // grammar.PHRASE, grammar.MOST_PHRASES)
    return grammar.Choices(
        adjective=grammar.HELD_OUT * turn + (remainder - noun) % grammar.HELD_OUT,
        noun=noun,
        plural=below(words[4], 2),
        distance=distance,
        phrases=(words[5] % (most + 1).astype(jnp.uint32)).astype(jnp.int32),
        phrase_words=words[6 : 6 + grammar.MOST_PHRASES],
        filler_words=words[6 + grammar.MOST_PHRASES :],
    )


@lru_cache(maxsize=16)
def exam(sequence_length: int) -> Batch:
    """The test set: every distance equally often, from the longest on; the first sentence is `FAMOUS`, if it fits."""
    furthest = sequence_length - grammar.BEFORE
    distance = jax.device_put(furthest - np.arange(-1, TEST_SENTENCES - 1, dtype=np.int32) % furthest)
    choices = drawn(jax.random.key(TEST_SEED), TEST_SENTENCES, furthest, held_out=True, distance=distance)
    symbols, plural = np.array(_sentences(choices)), np.array(choices.plural)
    famous = [grammar.VOCABULARY.index(word) for word in FAMOUS.split()]
    if len(famous) <= sequence_length:
        symbols[:, 0] = HOLE
        symbols[: len(famous), 0] = famous
        plural[0] = 1
    return asked_at_the_end(jax.device_put(symbols), jax.device_put(plural))


@lru_cache(maxsize=1)
def exam_by_distance() -> tuple[Batch, grammar.Measures]:
    """`PER_DISTANCE` sentences with held-out subjects at each distance from 1 to `FURTHEST`."""
    distance = jax.device_put(np.repeat(np.arange(1, FURTHEST + 1, dtype=np.int32), PER_DISTANCE))
    choices = drawn(jax.random.key(TEST_SEED - 2), len(distance), FURTHEST, held_out=True, distance=distance)
    batch = asked_at_the_end(_sentences(choices), choices.plural)
    return batch, grammar.measured(np.asarray(batch.inputs))


def counted_sentences(sequence_length: int) -> int:
    """In how many training sentences an n-gram is counted."""
    return min(MOST_COUNTED, COUNTED_WORDS // sequence_length)


@lru_cache(maxsize=4)
def verb_ngrams(sequence_length: int, order: int) -> VerbNgrams:
    """An n-gram of the verb, counted in training sentences."""
    symbols, plural = _training_sentences(sequence_length, counted_sentences(sequence_length))
    return counted(symbols, plural, len(grammar.VOCABULARY), order)


def _training_sentences(sequence_length: int, count: int) -> tuple[Int[np.ndarray, "T B"], Int[np.ndarray, " B"]]:
    """Sentences that no run is trained on, but that are drawn like training's, and whether each has *are*."""
    furthest = sequence_length - grammar.BEFORE
    choices = drawn(jax.random.key(TEST_SEED - 1), count, furthest, held_out=False)
    return np.asarray(_sentences(choices)), np.asarray(choices.plural)


def _plural(batch: Batch) -> Bool[np.ndarray, " B"]:
    return np.asarray(batch.targets)[0, :, 0] > 0


def _baselines(sequence_length: int) -> tuple[Baseline, ...]:
    """A coin, and the rule of the last noun, as sure of itself as it is right in training."""
    trained, plural = _training_sentences(sequence_length, RULE_SENTENCES)
    sure = float((grammar.measured(trained).last_noun_plural == plural).mean())
    tested = np.asarray(exam(sequence_length).inputs)
    right = float((grammar.measured(tested).last_noun_plural == _plural(exam(sequence_length))).mean())
    nats = -(right * math.log(sure) + (1 - right) * math.log(1 - sure))
    rule = Baseline("trusts the last noun", nats, known="knows only the last noun", accuracy=right)
    return (Baseline("guesses: 1 in 2 right", math.log(2), accuracy=0.5), rule)


@jax.jit
def _sentences(choices: grammar.Choices) -> Int[Array, "T B"]:
    return grammar.sentences(choices)


@partial(jax.jit, inline=True)
def _batch(choices: grammar.Choices) -> Batch:
    return asked_at_the_end(grammar.sentences(choices), choices.plural)
