"""Word order: the grammar sentence by sentence, both answers for every bag of words, a split without leaks."""

from __future__ import annotations

import itertools

import jax
import numpy as np
import pytest

from rnn_core.tasks.words import causative as grammar
from rnn_core.tasks.words.symbols import read
from rnn_core.tasks.words.word_order import build, drawn, exam_choices
from tests.playing import drawn as batches

WRITTEN = {
    # answer, subject, auxiliary, participle, object, adjective, ending
    (0, 0, 0, 0, 0, 0, 0): "I had washed my house",
    (1, 0, 0, 0, 0, 0, 0): "I had my house washed",
    (0, 0, 1, 1, 1, 0, 0): "I have painted my car",
    (1, 0, 1, 1, 1, 0, 0): "I have my car painted",
    (0, 2, 1, 2, 2, 1, 1): "she has repaired her old boat again",
    (1, 2, 1, 2, 2, 1, 1): "she has her old boat repaired again",
    (0, 1, 2, 3, 3, 2, 2): "you will have cleaned your new piano at last",
    (1, 1, 2, 3, 3, 2, 2): "you will have your new piano cleaned at last",
    (0, 3, 3, 4, 4, 3, 3): "he would have photographed his big kitchen in secret",
    (1, 3, 3, 4, 4, 3, 3): "he would have his big kitchen photographed in secret",
    (0, 4, 4, 5, 5, 4, 4): "we should have measured our small roof with care",
    (1, 4, 4, 5, 5, 4, 4): "we should have our small roof measured with care",
    (0, 5, 5, 6, 6, 5, 5): "they must have decorated their green bicycle for the party",
    (1, 5, 5, 6, 6, 5, 5): "they must have their green bicycle decorated for the party",
    (0, 6, 1, 7, 7, 0, 0): "the queen has insured her shop",
    (1, 7, 1, 8, 8, 0, 0): "the king has his coat inspected",
    (0, 8, 1, 9, 9, 0, 0): "the teachers have moved their desk",
    (1, 9, 1, 10, 10, 0, 0): "my sister has her clock covered",
    (0, 10, 1, 11, 11, 0, 0): "your brother has weighed his door",
    (1, 11, 1, 0, 0, 0, 0): "our neighbours have their house washed",
    (0, 9, 2, 0, 0, 0, 0): "my sister will have washed her house",
}
LONG = {
    7: ("the teachers will have washed their house", "the teachers will have their house washed"),
    8: ("the teachers will have washed their old house", "the teachers will have their old house washed"),
    10: ("the teachers will have washed their old house", "the teachers will have their old house washed"),
    11: (
        "the teachers will have washed their old house for the party",
        "the teachers will have their old house washed for the party",
    ),
}
"""One pair of sentences, by the number of words that there is room for."""


MANY = 24_000
sentences = jax.jit(grammar.sentences, static_argnums=1)


def of_training(seed: int) -> grammar.Choices:
    return drawn(jax.random.key(seed), MANY, held_out=False)


def choices(*rows: tuple[int, ...]) -> grammar.Choices:
    return grammar.Choices(*[np.array(column, np.int32) for column in zip(*rows, strict=True)])


def written(made: grammar.Choices, sequence_length: int = 11) -> list[str]:
    symbols = np.asarray(sentences(made, sequence_length))
    return [read(column, grammar.VOCABULARY) for column in symbols.T]


def test_the_grammar_says_what_the_table_says() -> None:
    assert written(choices(*WRITTEN)) == list(WRITTEN.values())
    assert grammar.ANSWERS == ("the subject", "somebody else")


@pytest.mark.parametrize("sequence_length", LONG)
def test_a_sentence_that_is_too_long_loses_its_ending_and_then_its_adjective(sequence_length: int) -> None:
    pair = choices((0, 8, 2, 0, 0, 1, 5), (1, 8, 2, 0, 0, 1, 5))
    assert tuple(written(pair, sequence_length)) == LONG[sequence_length]


@pytest.mark.parametrize("sequence_length", [7, 11])
def test_every_bag_of_words_has_both_answers_equally_often(sequence_length: int) -> None:
    """Enumerated: every sentence of the grammar of six of the subjects, with every object of two participles."""
    parts = (range(2), range(3, 9), range(6), range(2), range(12), range(6), range(6))
    everything = choices(*itertools.product(*parts))
    symbols = np.asarray(sentences(everything, sequence_length))
    bags = np.sort(symbols, axis=0).T
    _, bag = np.unique(bags, axis=0, return_inverse=True)
    subject_did_it = np.bincount(bag.ravel(), weights=np.asarray(everything.answer) == 0)
    somebody_else_did = np.bincount(bag.ravel(), weights=np.asarray(everything.answer) == 1)
    np.testing.assert_array_equal(subject_did_it, somebody_else_did)
    assert len(np.unique(symbols.T, axis=0)) == 2 * len(subject_did_it), "the order tells the answer"


def test_no_combination_of_the_test_comes_in_training_but_every_pair_does() -> None:
    tested = exam_choices()
    assert grammar.is_held_out(tested.subject, tested.participle, tested.object).all()
    trained = jax.tree.map(np.asarray, of_training(5))
    assert not grammar.is_held_out(trained.subject, trained.participle, trained.object).any()
    together = (trained.subject, trained.participle, trained.object)
    for one, other in itertools.combinations(together, 2):
        assert len(set(zip(one.tolist(), other.tolist(), strict=True))) == 144
    # The split is by the words themselves, so no sentence of the test can be one of training.
    some = jax.tree.map(lambda numbers: np.asarray(numbers)[:5000], of_training(6))
    assert not set(written(some)) & set(written(tested))


def test_training_draws_every_choice_equally_often() -> None:
    for name, numbers in of_training(1)._asdict().items():
        counts = np.bincount(np.asarray(numbers))
        expected = MANY / len(counts)
        assert abs(counts - expected).max() < 5 * expected**0.5, name


def test_the_test_set_is_pairs_of_the_same_words_and_begins_with_the_famous_one() -> None:
    test = build(11).test
    assert written(exam_choices())[:2] == ["I had washed my house", "I had my house washed"]
    bags = np.sort(test.inputs, axis=0).T
    np.testing.assert_array_equal(bags[::2], bags[1::2])
    np.testing.assert_array_equal(np.asarray(test.targets)[-1, :, 0], np.tile([0, 1], 256))


def test_batches_are_padded_at_the_end() -> None:
    batch = batches.drawn(build(11))
    length = batch.mask.sum(axis=0)
    np.testing.assert_array_equal(batch.mask, np.arange(11)[:, None] < length)
    np.testing.assert_array_equal(batch.inputs >= 0, batch.mask)
    assert set(length) <= set(range(5, 12))
