"""Agreement: the grammar sentence by sentence, how sentences are drawn, a split without leaks, the rules to beat."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.tasks.words import noun_phrases as grammar
from rnn_core.tasks.words.agreement import FAMOUS, build, drawn
from rnn_core.tasks.words.symbols import HOLE, read
from rnn_core.tasks.words.verb_ngrams import counted
from tests.playing import drawn as batches

D = 12

# A phrase's word: its noun's number (plural: odd) in the bits from 8 on, the preposition's in all of them, modulo 8.
TO_THE_KEY, TO_THE_CABINETS = 2**8 * 30, 2**8 * (30 + 3)
NEAR_THE_DOOR, OF_THE_BOX = 2**8 * 4 + 1, 2**8 * 6 + 2


def filler(place: int, places: int, word: int) -> int:
    """A filler's bits: its word above, its place among `places` as the remainder."""
    high = word << 16
    return high + (place - high) % places


WRITTEN = [
    # adjective, noun, plural, phrases, fillers of (place, word): place 0 is behind the subject, 1 before the first
    # phrase's noun, 2 behind it, 3 before the second's …
    ((0, 0, 1, (TO_THE_CABINETS - 2**8, NEAR_THE_DOOR), ()), "the keys to the cabinet near the door", 6, 2),
    ((0, 0, 0, (), ((0, 0),)), "the key now", 1, 0),
    ((1, 1, 0, (), ((0, 1), (0, 2))), "the old cabinet often still", 2, 0),
    ((2, 2, 1, (TO_THE_KEY,), ()), "the new doors to the key", 3, 1),
    ((0, 3, 1, (TO_THE_CABINETS,), ()), "the boxes to the cabinets", 3, 0),
    ((0, 4, 0, (TO_THE_CABINETS,), ((1, 0),)), "the house to the old cabinets", 4, 1),
    ((0, 4, 0, (TO_THE_CABINETS,), ((2, 3),)), "the house to the cabinets again", 4, 1),
    ((0, 4, 0, (TO_THE_CABINETS,), ((0, 4),)), "the house today to the cabinets", 4, 1),
    (
        (9, 5, 0, (TO_THE_CABINETS, OF_THE_BOX), ((3, 2), (0, 5), (3, 3), (4, 6), (1, 8))),
        "the dusty garden always to the dusty cabinets of the big small box really",
        11,
        1,
    ),
    ((8, 14, 1, (OF_THE_BOX,) * 4, ()), "the broken clocks of the box of the box of the box of the box", 12, 4),
]


sentences = jax.jit(grammar.sentences)


def made(row: tuple) -> grammar.Choices:
    adjective, noun, plural, phrases, fillers = row
    words = [filler(place, 2 * len(phrases) + 1, word) for place, word in fillers]
    column = lambda numbers, size: jnp.asarray(np.array([*numbers, *[0] * (size - len(numbers))], np.uint32)[:, None])  # noqa: E731
    one = lambda number: jnp.asarray(np.array([number], np.int32))  # noqa: E731
    return grammar.Choices(
        adjective=one(adjective),
        noun=one(noun),
        plural=one(plural),
        distance=one(3 * len(phrases) + len(fillers)),
        phrases=one(len(phrases)),
        phrase_words=column(phrases, grammar.MOST_PHRASES),
        filler_words=column(words, D),
    )


@pytest.mark.parametrize(("row", "text", "distance", "attractors"), WRITTEN)
def test_the_grammar_says_what_the_table_says(row: tuple, text: str, distance: int, attractors: int) -> None:
    symbols = np.asarray(sentences(made(row)))
    assert read(symbols[:, 0], grammar.VOCABULARY) == text
    found = grammar.measured(symbols)
    subject = text.split()[found.subject[0]]
    assert subject in grammar.NOUNS[row[1]]
    assert (found.distance[0], found.attractors[0]) == (distance, attractors)
    assert found.last_noun_plural[0] == [word for word in text.split() if is_noun(word)][-1].endswith("s")


def is_noun(word: str) -> bool:
    return any(word in forms for forms in grammar.NOUNS)


def test_sentences_are_drawn_as_the_task_says() -> None:
    count, furthest = 20_000, 40
    choices = drawn(jax.random.key(3), count, furthest, held_out=False)
    symbols = np.asarray(sentences(choices))
    distance = grammar.measured(symbols).distance
    np.testing.assert_array_equal(distance, choices.distance)
    assert (symbols[0] == grammar.VOCABULARY.index("the")).all()
    by_distance = np.bincount(distance, minlength=41)[1:]
    assert abs(by_distance - count / 40).max() < 5 * math.sqrt(count / 40)
    phrases = np.asarray(choices.phrases)[distance == 10]
    assert abs(np.bincount(phrases, minlength=4) - len(phrases) / 4).max() < 5 * math.sqrt(len(phrases) / 4)
    assert np.asarray(choices.phrases)[distance >= 18].max() == grammar.MOST_PHRASES
    for name, sides in (("noun", 15), ("adjective", 10), ("plural", 2)):
        counts = np.bincount(np.asarray(getattr(choices, name)), minlength=sides)
        assert abs(counts - count / sides).max() < 5 * math.sqrt(count / sides), name
    # The nouns between are plural by chance, whatever the subject is.
    between = grammar.is_noun(symbols) & (np.arange(len(symbols))[:, None] > grammar.measured(symbols).subject)
    plural = grammar.is_plural(symbols)
    for subject in (0, 1):
        of_subject = between & (np.asarray(choices.plural) == subject)
        assert abs(plural[of_subject].mean() - 0.5) < 5 * 0.5 / math.sqrt(of_subject.sum())


def opening_of(symbols: np.ndarray) -> set[tuple[int, ...]]:
    """The words up to the subject's noun, without its number."""
    subject = grammar.measured(symbols).subject
    return {(*column[:end].tolist(), (column[end] - 1) // 2) for column, end in zip(symbols.T, subject, strict=True)}


def test_no_subject_of_the_test_comes_in_training() -> None:
    task = build(43)
    test = opening_of(np.asarray(task.test.inputs))
    trained: set[tuple[int, ...]] = set()
    for step in range(20):
        trained |= opening_of(np.asarray(batches.drawn(task, step=step, batch_size=256).inputs))
    assert len(trained) == 15 * 10 * 4 // 5
    assert len(test) > 25
    assert not test & trained


def test_the_test_set_has_every_distance_and_begins_with_the_famous_sentence() -> None:
    task = build(43)
    symbols = np.asarray(task.test.inputs)
    assert read(symbols[:, 0], grammar.VOCABULARY) == FAMOUS
    found = grammar.measured(symbols)
    counts = np.bincount(found.distance, minlength=41)[1:]
    assert (counts >= 6).all()
    answers = np.asarray(task.test.targets)[-1, :, 0]
    subject = symbols[found.subject, np.arange(symbols.shape[1])]
    np.testing.assert_array_equal(answers, grammar.is_plural(subject))
    np.testing.assert_array_equal((symbols != HOLE).astype(np.float32), task.test.mask)
    assert read(np.asarray(build(6).test.inputs)[:, 0], grammar.VOCABULARY) != FAMOUS


def test_the_rule_of_the_last_noun_is_between_guessing_and_knowing() -> None:
    guess, rule = build(43).baselines
    assert guess.value == math.log(2)
    assert rule.accuracy is not None
    found = grammar.measured(np.asarray(build(43).test.inputs))
    answers = np.asarray(build(43).test.targets)[-1, :, 0]
    assert rule.accuracy == np.mean(found.last_noun_plural == answers)
    # 1 of k + 1 sentences at a distance has no phrase, k being the most that fit; of the others half follow the rule.
    exact = np.mean([0.5 + 0.5 / (min(d // 3, 6) + 1) for d in range(1, 41)])
    assert abs(rule.accuracy - exact) < 4 * 0.5 / 16
    assert 0.55 < rule.value < guess.value


def test_an_ngram_is_counted_by_hand() -> None:
    # Symbols 0 to 3; sentences 0 1, 0 1, 2 1, 1; are, is, are, is.
    symbols = np.array([[0, 0, 2, 1], [1, 1, 1, HOLE]])
    plural = np.array([1, 0, 1, 0])
    one, two, three = (counted(symbols, plural, 4, order) for order in (1, 2, 3))
    base = (2 + 2 * 0.5) / (4 + 2)
    np.testing.assert_allclose(one.plural(symbols), base)
    after_1 = (2 + 2 * base) / (4 + 2)
    np.testing.assert_allclose(two.plural(symbols), after_1)
    expected = [(1 + 2 * after_1) / 4, (1 + 2 * after_1) / 4, (1 + after_1) / 2, (0 + after_1) / 2]
    np.testing.assert_allclose(three.plural(symbols), expected)
    unseen = np.array([[3, 3], [1, 3]])
    np.testing.assert_allclose(three.plural(unseen), [after_1, base])
