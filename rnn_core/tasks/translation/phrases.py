"""Everyday sentences of the small grammar, drawn once and for all, and three ways to hold some of them out."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache

from rnn_core.tasks.translation.grammar import (
    DETERMINERS,
    PRONOUNS,
    Clause,
    NounPhrase,
    Subject,
    translated,
)
from rnn_core.tasks.translation.lexicon import (
    ADJECTIVES,
    BE,
    DESCRIBED,
    INTRANSITIVE,
    NOUNS,
    PREPOSITIONS,
    TRANSITIVE,
    Adjective,
    Noun,
)
from rnn_core.tasks.translation.pairs import HELD_OUT, Pair, Pairs, by_source, divide, share
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH

SENTENCES = 15_000
LONGEST_TRAINED = 7
LONGEST = 14
"""English words of a sentence."""

_SEED = 20141
_LIVING = frozenset({"person", "animal"})
_AMBIGUOUS = frozenset({"i", "you", "we", "they"})


@lru_cache(maxsize=3)
def phrases(split: str) -> Pairs:
    """The sentences, held out by `split`, one of `rnn_core.settings.task_names.SPLITS`.

    `random`: a tenth of the sentences. `pairs`: every sentence with one of a tenth of the pairs of a noun and an
    adjective, each of which is trained on in other company. `length`: every sentence of more than seven English words.
    """
    drawn = _drawn()
    if split == "pairs":
        new = {pair for pair, described in drawn.items() if any(map(held_out_pair, described))}
        return _divided(
            new.__contains__,
            "One pair of noun and adjective in ten is held out: both words are known but were never seen together.",
        )
    if split == "length":
        return _divided(
            lambda pair: len(pair.source) > LONGEST_TRAINED,
            f"The network is trained on sentences of up to {LONGEST_TRAINED} English words and tested on longer ones.",
        )
    return _divided(by_source(list(drawn)), "One sentence in ten is held out: the network never saw it.")


def _divided(held_out: Callable[[Pair], bool], split: str) -> Pairs:
    return divide(_drawn(), held_out, source=ENGLISH, target=FRENCH, split=split)


def held_out_pair(described: tuple[str, str]) -> bool:
    """Whether the split `pairs` holds this pair of an English noun and an English adjective out."""
    return share(" ".join(("pair", *described))) < HELD_OUT


@lru_cache(maxsize=1)
def _drawn() -> dict[Pair, frozenset[tuple[str, str]]]:
    """Different sentences with the pairs of noun and adjective in them; the same on every machine."""
    draw = random.Random(_SEED)
    found: dict[Pair, frozenset[tuple[str, str]]] = {}
    while len(found) < SENTENCES:
        clauses = _sentence(draw)
        pair = Pair(*translated(*clauses))
        if len(pair.source) <= LONGEST:
            found[pair] = frozenset((n.english, a.english) for each in clauses for n, a in each.described())
    return found


def _sentence(draw: random.Random) -> tuple[Clause, ...]:
    first = _clause(draw, place=draw.random() < 0.25)
    if draw.random() < 0.93:
        return (first,)
    second = _clause(draw, place=False)
    # Two subjects of several meanings would multiply the translations.
    both = {first.subject.pronoun, second.subject.pronoun} <= _AMBIGUOUS
    return (first,) if both else (first, second)


def _clause(draw: random.Random, place: bool) -> Clause:
    negated = draw.random() < 0.25
    where = None
    if place:
        preposition = draw.choice([*PREPOSITIONS.values()])
        where = preposition, _phrase(draw, _nouns(preposition.kinds), ("the", "a", "this", "my"), plural=0.0, plain=0.8)
    kind = draw.random()
    if kind < 0.3 and not place:
        return _description(draw, negated)
    if kind < 0.4 and place:
        subject = _subject(draw, _nouns(_LIVING | {"thing"}), pronoun=0.3)
        return Clause(subject, BE, negated, place=where)
    if kind < 0.6:
        verb = draw.choice([*INTRANSITIVE.values()])
        return Clause(_subject(draw, _nouns(verb.kinds), pronoun=0.35), verb, negated, place=where)
    verb = draw.choice([*TRANSITIVE.values()])
    determiners = tuple(each for each in DETERMINERS if verb.english != "like" or each != "a")
    thing = _phrase(draw, _nouns(verb.kinds), determiners, plural=0.3, plain=0.6)
    return Clause(_subject(draw, _nouns(frozenset({"person"})), pronoun=0.4), verb, negated, thing=thing, place=where)


def _description(draw: random.Random, negated: bool) -> Clause:
    """Somebody or something is something."""
    subject = _subject(draw, _nouns(frozenset(DESCRIBED)), pronoun=0.25, plain=1.0)
    kinds = {phrase.noun.kind for phrase in subject.phrases} or {"person"}
    return Clause(subject, BE, negated, adjective=draw.choice(_adjectives(*kinds)))


def _subject(draw: random.Random, nouns: tuple[Noun, ...], pronoun: float, plain: float = 0.7) -> Subject:
    """A pronoun with probability `pronoun`, else one phrase about one of `nouns`, or now and then two of a kind."""
    if draw.random() < pronoun:
        return Subject(draw.choice(PRONOUNS))
    determiners = ("the", "this", "my", "his", "our")
    first = _phrase(draw, nouns, determiners, plural=0.3, plain=plain)
    others = tuple(noun for noun in nouns if noun.kind == first.noun.kind and noun is not first.noun)
    if draw.random() < 0.94 or not others:
        return Subject(phrases=(first,))
    return Subject(phrases=(first, _phrase(draw, others, determiners, plural=0.3, plain=plain)))


def _phrase(
    draw: random.Random, nouns: tuple[Noun, ...], determiners: tuple[str, ...], *, plural: float, plain: float
) -> NounPhrase:
    """A phrase about one of `nouns`: with probability `plain` without, else with one adjective, or now and then two."""
    noun = draw.choice(nouns)
    adjectives = _adjectives(noun.kind)
    # Relatives are somebody's and one of each; other people are nobody's.
    kind = noun.kind
    fitting = {"relative": ("my", "his", "our"), "person": ("the", "a", "this")}.get(kind, DETERMINERS)
    chosen = [each for each in determiners if each in fitting]
    many = draw.random() < plural and kind != "relative"
    luck = draw.random()
    if luck < plain:
        said: tuple[Adjective, ...] = ()
    elif luck < plain + 0.85 * (1 - plain):
        said = (draw.choice(adjectives),)
    else:
        said = tuple(draw.choice([each for each in adjectives if each.before == before]) for before in (True, False))
    return NounPhrase(draw.choice(chosen), noun, many, said)


@lru_cache(maxsize=64)
def _nouns(kinds: frozenset[str]) -> tuple[Noun, ...]:
    return tuple(noun for noun in NOUNS.values() if noun.kinds & kinds)


@lru_cache(maxsize=64)
def _adjectives(kind: str) -> tuple[Adjective, ...]:
    return tuple(each for each in ADJECTIVES.values() if kind in each.kinds)
