"""Nouns by gender: counted as a loop over neighbours counts them."""

import numpy as np
import pytest

from rnn_core.language.noun_gender import BY_GENDER, same_gender
from rnn_core.language.word_vectors import WordVectors

MASCULINE, FEMININE = BY_GENDER.values()


def test_the_nouns_are_those_of_the_grammar():
    assert {"dog", "book"} <= set(MASCULINE)
    assert {"mouse", "letter"} <= set(FEMININE)
    assert not set(MASCULINE) & set(FEMININE)


@pytest.mark.parametrize("seed", range(3))
def test_it_counts_nearest_nouns_as_a_loop_does(seed):
    words = ("⟨unknown⟩", *FEMININE[:7], "the", *MASCULINE[:9])
    vectors = WordVectors(words, np.random.default_rng(seed).normal(size=(len(words), 3)).astype(np.float32))
    nouns, right = [*FEMININE[:7], *MASCULINE[:9]], 0
    for noun in nouns:
        near = next(each.word for each in vectors.neighbours(noun, len(words)) if each.word in nouns)
        right += (near in FEMININE) == (noun in FEMININE)
    assert same_gender(vectors) == (right, len(nouns))
