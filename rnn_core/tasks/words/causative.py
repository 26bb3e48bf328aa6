"""A small causative grammar: who washed the house, the subject or somebody else?

    subject  have  participle  possessive object   "I had washed my house": the subject did it
    subject  have  possessive object  participle   "I had my house washed": somebody else did it

Every sentence has a partner of exactly the same words with the other answer. The possessive is the subject's own, and
present forms agree with it. An adjective before the object and an ending may be there or not. The second form is the
causative *have* of every English grammar (Quirk, Greenbaum, Leech & Svartvik 1985, §16.54).
"""

from __future__ import annotations

from itertools import chain
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from rnn_core.tasks.words.symbols import HOLE, compacted

SUBJECTS = (
    ("I", "my", "have"),
    ("you", "your", "have"),
    ("she", "her", "has"),
    ("he", "his", "has"),
    ("we", "our", "have"),
    ("they", "their", "have"),
    ("the queen", "her", "has"),
    ("the king", "his", "has"),
    ("the teachers", "their", "have"),
    ("my sister", "her", "has"),
    ("your brother", "his", "has"),
    ("our neighbours", "their", "have"),
)
"""A subject, its possessive and its present form of *have*."""
AUXILIARIES = ("had", "have", "will have", "would have", "should have", "must have")
"""Past, present (of a third person: *has*), and the infinitive behind a modal verb."""
PRESENT = AUXILIARIES.index("have")
PARTICIPLES = (
    "washed",
    "painted",
    "repaired",
    "cleaned",
    "photographed",
    "measured",
    "decorated",
    "insured",
    "inspected",
    "moved",
    "covered",
    "weighed",
)
OBJECTS = ("house", "car", "boat", "piano", "kitchen", "roof", "bicycle", "shop", "coat", "desk", "clock", "door")
ADJECTIVES = ("", "old", "new", "big", "small", "green")
ENDINGS = ("", "again", "at last", "in secret", "with care", "for the party")
ANSWERS = ("the subject", "somebody else")

HELD_OUT = 6
"""Subject, participle and object number s, v and o make a test sentence where s + v + o is divisible by this.

So one in six combinations is never trained on, while any two of the three words are, together, in training.
"""
SHORTEST = 7
"""Words that the longest subject, auxiliary, participle, possessive and object take."""


def _words(*texts: str) -> list[str]:
    return list(chain.from_iterable(text.split() for text in texts))


VOCABULARY = tuple(
    dict.fromkeys(_words(*chain.from_iterable(SUBJECTS), *AUXILIARIES, *PARTICIPLES, *ADJECTIVES, *OBJECTS, *ENDINGS))
)


class Choices(NamedTuple):
    """What makes each of B sentences: numbers in the tables above; `answer` is the place in `ANSWERS`."""

    answer: Int[Array, " B"]
    subject: Int[Array, " B"]
    auxiliary: Int[Array, " B"]
    participle: Int[Array, " B"]
    object: Int[Array, " B"]
    adjective: Int[Array, " B"]
    ending: Int[Array, " B"]


def _table(*texts: str) -> Int[np.ndarray, "N W"]:
    """The words of each text as symbols, one row a text, holes behind."""
    rows = [[VOCABULARY.index(word) for word in text.split()] for text in texts]
    return np.array([row + [HOLE] * (max(map(len, rows)) - len(row)) for row in rows], np.int32)


_SUBJECT = _table(*(subject for subject, _, _ in SUBJECTS))
_POSSESSIVE = _table(*(possessive for _, possessive, _ in SUBJECTS))
_HAVE = _table(*(have for _, _, have in SUBJECTS))
_AUXILIARY, _PARTICIPLE, _OBJECT = _table(*AUXILIARIES), _table(*PARTICIPLES), _table(*OBJECTS)
_ADJECTIVE, _ENDING = _table(*ADJECTIVES), _table(*ENDINGS)


def sentences(choices: Choices, sequence_length: int) -> Int[Array, "T B"]:
    """The sentences as symbols, `HOLE` behind their ends.

    One that would have more than `sequence_length` ≥ `SHORTEST` words loses its ending, and then its adjective.
    """
    answer, subject, auxiliary, participle, object_, adjective, ending = choices
    have = _rows(_AUXILIARY, auxiliary)
    have = jnp.where((auxiliary == PRESENT) & (jnp.arange(2) == 0)[:, None], _rows(_HAVE, subject), have)
    head = jnp.concatenate([_rows(_SUBJECT, subject), have])
    verb, possessive = _rows(_PARTICIPLE, participle), _rows(_POSSESSIVE, subject)
    noun, quality, end = _rows(_OBJECT, object_), _rows(_ADJECTIVE, adjective), _rows(_ENDING, ending)
    length = _length(head) + 3
    quality = jnp.where(length + _length(quality) <= sequence_length, quality, HOLE)
    length += _length(quality)
    end = jnp.where(length + _length(end) <= sequence_length, end, HOLE)
    did_it = jnp.concatenate([head, verb, possessive, quality, noun, end])
    had_it_done = jnp.concatenate([head, possessive, quality, noun, verb, end])
    return compacted(jnp.where(answer == 0, did_it, had_it_done), sequence_length)


def is_held_out(subject: Any, participle: Any, object_: Any) -> Any:
    """Whether a combination, or each of an array of them, is for the test."""
    return (subject + participle + object_) % HELD_OUT == 0


def _rows(table: Int[np.ndarray, "N W"], chosen: Int[Array, " B"]) -> Int[Array, "W B"]:
    return jnp.asarray(table)[chosen].T


def _length(symbols: Int[Array, "W B"]) -> Int[Array, " B"]:
    return jnp.sum(symbols != HOLE, axis=0)
