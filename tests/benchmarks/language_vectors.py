"""Word vectors: how well they tell a word's true neighbour from noise, and what the page says that Word2Vec learns.

`rank` is the mean rank of the true context among 50 words (1 true, 49 drawn as noise; chance 25.5) for 2,000 pairs of
Macbeth and Hamlet, which are not trained on: by Word2Vec after 60 s of training on nine other plays, by its vectors'
cosine alone, by random vectors, by GloVe's cosine, and by frequency without looking at the centre. `passes` says how
often those 60 s went through the text: the rate falls over as many passes as fit, which is measured first. Pairs are
drawn as in training, frequent words left out at random; `windows` “all words” leaves none out, in training and in the
test. `verbs` is how many of the eight neighbours of “thou” among the 1,000 most frequent words are those that go with
it, after the ten passes of the page's preset; `seconds` is how long those took. `same_gender` is the share of a
translator's English nouns whose nearest noun has the same gender in French, in the page's preset, after 1,000 steps.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from jaxtyping import Float

from app.view.word_vectors.presets import PRESETS
from rnn_core import RunConfig, advance, ask, start
from rnn_core.language import word2vec
from rnn_core.language.context_rank import CHANCE, held_out
from rnn_core.language.learned_vectors import LearnedVectors, vectors_of
from rnn_core.language.noun_gender import same_gender
from rnn_core.language.word2vec import Word2Vec, Word2VecSettings
from rnn_core.language.word_pairs import WordCorpus, shakespeare_words
from rnn_core.language.word_vectors import WordVectors, glove_rows
from tests.benchmarks.report import Measured

SECONDS = 60.0
SEEDS = range(3)
FREQUENT = 1000
NOUN_STEPS = 1000
GOES_WITH_THOU = frozenset(
    (
        *("art", "hast", "wilt", "dost", "didst", "shalt", "wast", "wert", "canst", "hadst"),
        *("couldst", "wouldst", "shouldst", "mayst", "mightst", "must", "thyself", "thee", "thy", "thine"),
        *("know'st", "speak'st", "liest", "comest", "think'st", "lovest", "say'st", "seest", "camest"),
    )
)


def measure() -> Iterator[Measured]:
    """Every row of the table."""
    text = shakespeare_words()
    usual = Word2VecSettings()
    # Compiled before anything is timed.
    word2vec.advance(word2vec.start(text, usual))
    found = []
    for seed in SEEDS:
        began = time.perf_counter()
        model = trained(word2vec.start(text, Word2VecSettings(seed=seed)))
        seconds = time.perf_counter() - began
        found.append((seconds, rank_of(model), verbs_of(model)))
        case: dict[str, Any] = {"seed": seed, "passes": usual.epochs}
        yield Measured("language", "seconds", seconds, "s", {"vectors": "Word2Vec", **case})
        yield Measured("language", "rank", rank_of(model), "of 50", {"vectors": "Word2Vec", **case}, "≤ 21")
        yield Measured("language", "verbs", verbs_of(model), "of 8", {"word": "thou", **case}, "≥ 6")
    # A quarter less than fits: what is timed is the training of the whole, its measurements included.
    passes = max(1, int(0.75 * SECONDS / statistics.median(seconds for seconds, _, _ in found) * usual.epochs))
    model = word2vec.start(text, Word2VecSettings(epochs=passes))
    began = time.perf_counter()
    while not model.done and time.perf_counter() - began < SECONDS:
        model = word2vec.advance(model)
    case = {"seed": 0, "passes": round(model.epochs_done, 1), "seconds": round(time.perf_counter() - began)}
    yield Measured("language", "rank", rank_of(model), "of 50", {"vectors": "Word2Vec", **case}, "≤ 21")
    held = held_out(text, usual.window, text.kept(usual.threshold), usual.seed)
    assert held is not None
    unit = model.vectors.unit
    yield Measured("language", "rank", held.mean_rank(unit, unit), "of 50", {"vectors": "Word2Vec, cosine", **case})
    for seed in SEEDS:
        noise = model.vectors.random_control(seed).table
        case = {"vectors": "random", "seed": seed}
        yield Measured("language", "rank", held.mean_rank(noise, noise), "of 50", case, f"{CHANCE}")
    glove = WordVectors(text.words, glove_rows(text.words, 0)).unit
    yield Measured("language", "rank", held.mean_rank(glove, glove), "of 50", {"vectors": "GloVe"})
    by_frequency = held.mean_rank_by_frequency(text.counts)
    yield Measured("language", "rank", by_frequency, "of 50", {"vectors": "none, frequent words first"})
    yield from with_all_words(text, glove)
    yield from nouns()


def nouns() -> Iterator[Measured]:
    """English nouns by French gender, in the vectors that a translator has learned and in random ones."""
    (preset,) = (each for each in PRESETS if each.task)
    for seed in SEEDS:
        run = advance(start(preset.config(RunConfig(seed=seed, num_seeds=1))), NOUN_STEPS)
        vectors = vectors_of(ask(run, LearnedVectors("gru", "source")))
        for name, table, target in (("learned", vectors, "≥ 0.667"), ("random", vectors.random_control(seed), "")):
            same, count = same_gender(table)
            case = {"vectors": name, "seed": seed, "steps": NOUN_STEPS, "nouns": count}
            yield Measured("language", "same_gender", same / count, "share", case, target)


def with_all_words(text: WordCorpus, glove: Float[np.ndarray, "V D"]) -> Iterator[Measured]:
    """The same on windows from which no frequent word is left out, where frequency alone tells much."""
    settings = Word2VecSettings(epochs=4, threshold=0.0)
    held = held_out(text, settings.window, text.kept(0.0), settings.seed)
    assert held is not None
    windows = {"windows": "all words"}
    model = trained(word2vec.start(text, settings))
    case = {"vectors": "Word2Vec", "seed": 0, "passes": settings.epochs, **windows}
    yield Measured("language", "rank", rank_of(model), "of 50", case)
    yield Measured("language", "rank", held.mean_rank(glove, glove), "of 50", {"vectors": "GloVe", **windows})
    by_frequency = held.mean_rank_by_frequency(text.counts)
    case = {"vectors": "none, frequent words first", **windows}
    yield Measured("language", "rank", by_frequency, "of 50", case)


def trained(model: Word2Vec) -> Word2Vec:
    """`model` at its last step."""
    while not model.done:
        model = word2vec.advance(model)
    return model


def rank_of(model: Word2Vec) -> float:
    """The mean rank at the last measurement."""
    ranks = [each.rank for each in model.measured if each.rank is not None]
    return ranks[-1]


def verbs_of(model: Word2Vec) -> int:
    """How many of the neighbours of “thou” go with it."""
    frequent = WordVectors(model.corpus.words[:FREQUENT], np.asarray(model.tables.centre)[:FREQUENT])
    return sum(near.word in GOES_WITH_THOU for near in frequent.neighbours("thou", 8))
