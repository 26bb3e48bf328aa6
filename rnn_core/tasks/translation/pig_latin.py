"""Pig latin, letter by letter: the consonants before the first vowel move to the end, then comes "ay".

"string" is "ingstray", "queen" is "eenquay". A word that begins with a vowel keeps its letters and takes "way": "art"
is "artway". y is a vowel unless the word begins with it. The words are those of Shakespeare's plays.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rnn_core.tasks.text.shakespeare import TRAINING_PLAYS, play
from rnn_core.tasks.translation.pairs import Pair, Pairs, by_source, divide
from rnn_core.tasks.translation.writing import CHARACTERS

SHORTEST, LONGEST = 2, 12
_HEAD = re.compile(r"(y?(?:qu|[^aeiouy])*)(.*)")
_WORD = re.compile(r"(?<![\w'’])[a-z]+(?![\w'’])")
"""A part of a word, like the t of 't, is no word."""


@lru_cache(maxsize=1)
def pig_latin() -> Pairs:
    """The words of nine plays; a tenth of them is held out. Raises `TextError` where the plays are not installed."""
    text = "\n".join(map(play, TRAINING_PLAYS)).lower()
    words = {word for word in _WORD.findall(text) if SHORTEST <= len(word) <= LONGEST}
    kept = sorted(word for word in words if re.search("[aeiouy]", word[1:]) or word[0] in "aeiou")
    pairs = [Pair(CHARACTERS.split(word), (CHARACTERS.split(in_pig_latin(word)),)) for word in kept]
    return divide(
        pairs,
        by_source(pairs),
        source=CHARACTERS,
        target=CHARACTERS,
        split="One word in ten is held out: the network never saw it.",
    )


def in_pig_latin(word: str) -> str:
    """`word`, of the letters a to z, by the rule at the top of this file."""
    head, rest = _HEAD.fullmatch(word).groups()  # type: ignore[union-attr]  # every word matches
    return f"{rest}{head}ay" if head else f"{word}way"
