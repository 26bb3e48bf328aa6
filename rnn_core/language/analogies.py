"""Words that belong together, and sets of analogies that count how often vectors answer them.

A question is: `a` is to `b` as `c` is to what? Each set is a list of pairs of words in one relation, and its questions
are all ordered couples of different pairs. What a right answer owes to the custom of leaving out the words of the
question, and to `c` alone, is counted beside it (Linzen 2016; Rogers, Drozd & Li 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from rnn_core.language.word_vectors import WordVectors

GROUPS: dict[str, tuple[str, ...]] = {
    "family": (
        *("king", "queen", "prince", "princess", "lord", "lady", "man", "woman", "boy", "girl", "father", "mother"),
        *("son", "daughter", "brother", "sister", "husband", "wife", "uncle", "aunt"),
    ),
    "numbers": (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "hundred"),
        "thousand",
    ),
    "body": ("hand", "hands", "head", "heart", "eye", "eyes", "tongue", "face", "blood", "arm", "foot", "lips", "ear"),
    "time": ("day", "night", "morning", "evening", "hour", "week", "month", "year", "summer", "winter", "spring"),
    "places": (
        *("france", "paris", "italy", "rome", "germany", "berlin", "spain", "madrid", "japan", "tokyo"),
        *("china", "beijing", "england", "london", "russia", "moscow"),
    ),
    "animals": ("dog", "cat", "horse", "wolf", "lion", "bear", "lamb", "sheep", "bird", "eagle", "fish", "snake"),
    "verbs": (
        "go",
        "went",
        "come",
        "came",
        "say",
        "said",
        "see",
        "saw",
        "take",
        "took",
        "give",
        "gave",
        "know",
        "knew",
    ),
    "pronouns": (
        "i",
        "me",
        "my",
        "thou",
        "thee",
        "thy",
        "you",
        "your",
        "he",
        "him",
        "his",
        "she",
        "her",
        "they",
        "them",
    ),
}
"""Groups of words for the map, by what they are."""

RELATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "country and capital": (
        *(("france", "paris"), ("italy", "rome"), ("germany", "berlin"), ("spain", "madrid"), ("japan", "tokyo")),
        *(("china", "beijing"), ("england", "london"), ("russia", "moscow"), ("greece", "athens"), ("egypt", "cairo")),
    ),
    "male and female": (
        *(("man", "woman"), ("king", "queen"), ("prince", "princess"), ("father", "mother"), ("son", "daughter")),
        *(("brother", "sister"), ("husband", "wife"), ("uncle", "aunt"), ("boy", "girl"), ("lord", "lady")),
    ),
    "one and several": (
        *(("hand", "hands"), ("eye", "eyes"), ("friend", "friends"), ("word", "words"), ("day", "days")),
        *(("son", "sons"), ("horse", "horses"), ("tear", "tears"), ("child", "children"), ("man", "men")),
    ),
    "present and past": (
        *(("go", "went"), ("come", "came"), ("say", "said"), ("see", "saw"), ("take", "took")),
        *(("give", "gave"), ("make", "made"), ("find", "found"), ("know", "knew"), ("speak", "spoke")),
    ),
    "more": (
        *(("good", "better"), ("bad", "worse"), ("big", "bigger"), ("small", "smaller"), ("fast", "faster")),
        *(("high", "higher"), ("low", "lower"), ("old", "older"), ("strong", "stronger"), ("great", "greater")),
    ),
}
"""Pairs of words in one relation."""


@dataclass(frozen=True)
class Score:
    """How many of `questions` were answered rightly, in three ways.

    `right` leaves out the words of the question, `unrestricted` allows all words, and `nearest_to_c` takes the word
    nearest to `c` alone, the words of the question left out.
    """

    questions: int
    right: int
    unrestricted: int
    nearest_to_c: int


def score(vectors: WordVectors, pairs: tuple[tuple[str, str], ...]) -> Score:
    """How often `vectors` answer the questions of `pairs`; a pair with a word that has no vector is left out."""
    known = [pair for pair in pairs if len(vectors.known(pair)) == 2]
    if len(known) < 2:
        return Score(0, 0, 0, 0)
    rows = {pair: vectors.rows(pair) for pair in known}
    asked = np.array([(*rows[first], *rows[second]) for first, second in permutations(known, 2)])
    (a, b, c, answer), question = asked.T, np.arange(len(asked))
    unit = vectors.unit
    near = (unit[b] - unit[a] + unit[c]) @ unit.T
    alone = unit[c] @ unit.T
    free = near.argmax(axis=1)
    for row in (a, b, c):
        near[question, row] = alone[question, row] = -np.inf
    return Score(
        len(asked),
        int((near.argmax(axis=1) == answer).sum()),
        int((free == answer).sum()),
        int((alone.argmax(axis=1) == answer).sum()),
    )
