"""Sets of analogies: counted as a loop counts them, and what the page says of GloVe's answers."""

import numpy as np
import pytest

from rnn_core.language.analogies import GROUPS, RELATIONS, Score, score
from rnn_core.language.word_vectors import WordVectors, glove

WORDS = ("a", "a1", "b", "b1", "c", "c1", "d", "e")


def counted(vectors, pairs):
    """The same by loops over `WordVectors.analogy` and `neighbours`."""
    questions = right = free = alone = 0
    for a, b in pairs:
        for c, d in pairs:
            if (a, b) != (c, d):
                answer = vectors.analogy(a, b, c, 1)
                nearest = [near.word for near in vectors.neighbours(c, 5) if near.word not in (a, b)]
                questions += 1
                right += answer.answers[0].word == d
                free += answer.unrestricted.word == d
                alone += nearest[0] == d
    return Score(questions, right, free, alone)


@pytest.mark.parametrize("seed", range(3))
def test_it_counts_what_the_questions_answer_one_by_one(seed):
    table = np.random.default_rng(seed).normal(size=(8, 3)).astype(np.float32)
    vectors = WordVectors(WORDS, table)
    pairs = (("a", "a1"), ("b", "b1"), ("c", "c1"))
    assert score(vectors, pairs) == counted(vectors, pairs)
    assert score(vectors, (*pairs, ("d", "unknown"))) == counted(vectors, pairs)


def test_with_fewer_than_two_known_pairs_there_is_nothing_to_ask():
    assert score(glove(), (("man", "woman"), ("qqqq", "zzzz"))) == Score(0, 0, 0, 0)


def test_no_word_stands_twice_in_a_relation_and_glove_knows_nearly_all():
    for pairs in RELATIONS.values():
        words = [word for pair in pairs for word in pair]
        assert len(set(words)) == len(words) == 20
        assert len(glove().known(words)) == 20
    for group in GROUPS.values():
        assert len(set(group)) == len(group) <= 20
        assert len(glove().known(group)) >= len(group) - 3


def test_what_the_page_says_of_gloves_analogies_holds():
    """Capitals need the difference of two vectors; plurals do as well with the word nearest to c alone."""
    found = {name: score(glove(), pairs) for name, pairs in RELATIONS.items()}
    capitals, plurals = found["country and capital"], found["one and several"]
    assert capitals.right >= 60
    assert capitals.nearest_to_c == 0
    assert plurals.nearest_to_c >= plurals.right
    for each in found.values():
        assert each.unrestricted < each.right
    # One in three or more of the right answers is due to the custom in three of the five sets.
    assert sum(each.unrestricted < 2 / 3 * each.right for each in found.values()) >= 3


def alike(vectors):
    """The mean cosine of the differences capital − country of two pairs."""
    ends = np.array([vectors.unit[vectors.rows(pair)] for pair in RELATIONS["country and capital"]])
    away = ends[:, 1] - ends[:, 0]
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    return (away @ away.T)[np.triu_indices(len(away), 1)].mean()


@pytest.mark.parametrize("seed", range(3))
def test_lines_from_countries_to_capitals_run_in_one_direction_and_those_of_random_vectors_do_not(seed):
    assert alike(glove()) > 0.4
    assert abs(alike(glove().random_control(seed))) < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_random_vectors_answer_next_to_nothing(seed):
    control = glove().random_control(seed)
    assert sum(score(control, pairs).right for pairs in RELATIONS.values()) <= 2
