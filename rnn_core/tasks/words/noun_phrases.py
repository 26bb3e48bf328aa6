"""A small grammar of long noun phrases: the subject's number is asked for at the end, far behind the subject.

    the (adjective) NOUN  filler …  phrase  filler …  phrase  filler …   is / are ?

A phrase is *preposition the (adjective …) noun*; its noun is singular or plural by the toss of a coin, whatever the
subject is. Fillers are adverbs behind a noun and adjectives before the noun of a phrase. The distance d is the number
of words behind the subject's noun; a noun among them whose number is not the subject's is an attractor (Bock & Miller
1991). The idea of the task: Linzen, Dupoux & Goldberg 2016, TACL 4, 521–535.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Int, UInt32

from rnn_core.tasks.synthetic import below
from rnn_core.tasks.words.symbols import HOLE

NOUNS = (
    ("key", "keys"),
    ("cabinet", "cabinets"),
    ("door", "doors"),
    ("box", "boxes"),
    ("house", "houses"),
    ("garden", "gardens"),
    ("book", "books"),
    ("picture", "pictures"),
    ("table", "tables"),
    ("road", "roads"),
    ("letter", "letters"),
    ("window", "windows"),
    ("tree", "trees"),
    ("boat", "boats"),
    ("clock", "clocks"),
)
PREPOSITIONS = ("to", "near", "of", "behind", "beside", "above", "under", "by")
ADJECTIVES = ("", "old", "new", "big", "small", "red", "green", "heavy", "broken", "dusty")
ADVERBS = ("now", "often", "still", "again", "today", "always", "really", "usually", "probably", "perhaps")
ANSWERS = ("is", "are")

MOST_PHRASES = 6
BEFORE = 3
"""The most words up to the subject's noun: the, adjective, noun."""
PHRASE = 3
"""The fewest words of a phrase: preposition, the, noun."""
HELD_OUT = 5
"""The subject's noun number n and adjective number a make a test sentence where n + a is divisible by this."""

_THE, _NOUN = 0, 1
_PREPOSITION = _NOUN + 2 * len(NOUNS)
_ADVERB = _PREPOSITION + len(PREPOSITIONS)
_ADJECTIVE = _ADVERB + len(ADVERBS)
VOCABULARY = (
    "the",
    *(form for noun in NOUNS for form in noun),
    *PREPOSITIONS,
    *ADVERBS,
    *ADJECTIVES[1:],
)


class Choices(NamedTuple):
    """What makes each of B sentences.

    `adjective`, `noun` and `plural` are the subject's, `distance` is that from the subject's noun to the verb, and
    `phrases` how many phrases stand between, at most a third of it. Random `words` say which they are, [MOST_PHRASES,
    B], and which the fillers are and where they stand, [D, B].
    """

    adjective: Int[Array, " B"]
    noun: Int[Array, " B"]
    plural: Int[Array, " B"]
    distance: Int[Array, " B"]
    phrases: Int[Array, " B"]
    phrase_words: UInt32[Array, "K B"]
    filler_words: UInt32[Array, "D B"]


def sentences(choices: Choices) -> Int[Array, "T B"]:
    """The sentences as symbols, `HOLE` behind their ends; T is `BEFORE` + D, the longest one's words.

    Every word has a place in the order of a sentence; sorted by place they are the sentence. The places between nouns
    number j and j + 1 (the subject's is number 0) are 8 j + 2 for adverbs, and 4, 5, 6 and 7 beyond 8 j for the next
    preposition, its the, its adjectives and its noun. Each filler is put behind one of the nouns or before one of the
    phrases' nouns, each equally likely.
    """
    fillers = choices.distance - PHRASE * choices.phrases
    where = (choices.filler_words % (2 * choices.phrases + 1).astype(jnp.uint32)).astype(jnp.int32)
    which = choices.filler_words >> 16
    is_adverb = where % 2 == 0
    filler = jnp.where(is_adverb, _ADVERB + below(which, len(ADVERBS)), _ADJECTIVE + below(which, len(ADJECTIVES) - 1))
    wanted = jnp.arange(len(filler))[:, None] < fillers

    number = jnp.broadcast_to(jnp.arange(len(choices.phrase_words))[:, None], choices.phrase_words.shape)
    there = number < choices.phrases
    preposition = _PREPOSITION + below(choices.phrase_words, len(PREPOSITIONS))
    noun = _NOUN + below(choices.phrase_words >> 8, 2 * len(NOUNS))
    the = jnp.full_like(noun, _THE)

    subject = _NOUN + 2 * choices.noun + choices.plural
    # The empty adjective takes no place.
    head = jnp.stack([the[0], _ADJECTIVE + choices.adjective - 1, subject])
    adjective_there = choices.adjective > 0
    head_there = jnp.stack([jnp.ones_like(adjective_there), adjective_there, jnp.ones_like(adjective_there)])
    phrase = 8 * number + 4
    places = jnp.concatenate([jnp.zeros_like(head), 4 * where + 2, phrase, phrase + 1, phrase + 3])
    words = jnp.concatenate([head, filler, preposition, the, noun])
    return _in_order(places, words, jnp.concatenate([head_there, wanted, *[there] * 3]))[: BEFORE + len(filler)]


def _in_order(places: Int[Array, "N B"], words: Int[Array, "N B"], there: Bool[Array, "N B"]) -> Int[Array, "N B"]:
    """The words that are `there` sorted by place, those of one place as they come, and `HOLE` behind them."""
    # One number holds place, order and word: XLA sorts one array in a third of the time that it takes for two.
    order = jnp.arange(len(words))[:, None]
    number = (places * len(words) + order) * len(VOCABULARY) + words
    last = np.iinfo(np.int32).max
    ordered = jnp.sort(jnp.where(there, number, last), axis=0)
    return jnp.where(ordered == last, HOLE, ordered % len(VOCABULARY))


def is_held_out(noun: Any, adjective: Any) -> Any:
    """Whether a subject's noun with its adjective, or each of an array of them, is for the test."""
    return (noun + adjective) % HELD_OUT == 0


def is_noun(symbols: Any) -> Any:
    """Which symbols are nouns."""
    return (symbols >= _NOUN) & (symbols < _PREPOSITION)


def is_plural(symbols: Any) -> Any:
    """Which nouns are plural."""
    return (symbols - _NOUN) % 2 == 1


class Measures(NamedTuple):
    """What stands between subject and verb: `subject` is the timestep (from 0) of the subject's noun."""

    subject: Int[np.ndarray, " B"]
    distance: Int[np.ndarray, " B"]
    attractors: Int[np.ndarray, " B"]
    last_noun_plural: Bool[np.ndarray, " B"]


def measured(symbols: Int[np.ndarray, "T B"]) -> Measures:
    """Read off the sentences themselves: the subject's noun is the first one."""
    nouns = is_noun(symbols)
    plural = is_plural(symbols)
    subject = nouns.argmax(axis=0)
    last = len(symbols) - 1 - nouns[::-1].argmax(axis=0)
    columns = np.arange(symbols.shape[1])
    of_subject = plural[subject, columns]
    return Measures(
        subject=subject,
        distance=(symbols != HOLE).sum(axis=0) - 1 - subject,
        attractors=(nouns & (plural != of_subject)).sum(axis=0),
        last_noun_plural=plural[last, columns],
    )
