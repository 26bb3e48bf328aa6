"""Whether a translator's English nouns lie by the gender of their French words, which English does not have."""

from __future__ import annotations

import numpy as np

from rnn_core.language.word_vectors import WordVectors
from rnn_core.tasks.translation.lexicon import NOUNS

BY_GENDER = {
    name: tuple(noun.english for noun in NOUNS.values() if noun.gender == gender)
    for name, gender in (("masculine in French", "m"), ("feminine in French", "f"))
}
"""The English nouns of the everyday grammar in the singular."""


def same_gender(vectors: WordVectors) -> tuple[int, int]:
    """How many of the nouns have one of their own gender for the nearest noun, and how many there are."""
    groups = [vectors.known(nouns) for nouns in BY_GENDER.values()]
    rows = np.concatenate([vectors.rows(nouns) for nouns in groups])
    gender = np.repeat(np.arange(len(groups)), list(map(len, groups)))
    near = vectors.unit[rows] @ vectors.unit[rows].T
    np.fill_diagonal(near, -np.inf)
    return int((gender[near.argmax(axis=1)] == gender).sum()), len(rows)
