"""A small grammar of everyday sentences, English to French. Every correct translation of a sentence is known.

What it teaches: number and gender (determiner and adjective follow the noun), adjectives before or behind the noun,
*ne … pas* around the verb (*a* becomes *de* behind it), elision and its forms (*l'*, *j'*, *n'*, *d'*, *cet*, *mon
actrice*, *bel*), *près de le* = *près du*, *des* before an adjective = *de*. Some English sentences have several
translations: *you* is *tu* or *vous*, *they* is *ils* or *elles*, *I am tired* is *fatigué* or *fatiguée*.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rnn_core.tasks.translation.lexicon import BE, Adjective, Gender, Noun, Preposition, Verb
from rnn_core.tasks.translation.writing import Tokens

_SHORTENED = frozenset({"le", "la", "je", "ne", "de"})
_DETERMINERS = {
    # English: masculine, feminine, plural, before a vowel in the singular (masculine, feminine)
    "the": ("le", "la", "les", "le", "la"),
    "a": ("un", "une", "des", "un", "une"),
    "this": ("ce", "cette", "ces", "cet", "cette"),
    "my": ("mon", "ma", "mes", "mon", "mon"),
    "his": ("son", "sa", "ses", "son", "son"),
    "our": ("notre", "notre", "nos", "notre", "notre"),
}
DETERMINERS = tuple(_DETERMINERS)
_CONTRACTED = {"le": "du", "les": "des"}


class Reading(NamedTuple):
    """A subject in French: its words, its person (0 je … 5 ils), the gender of what is said about it, its number."""

    words: list[str]
    person: int
    gender: Gender
    plural: bool


@dataclass(frozen=True)
class NounPhrase:
    """A determiner of `DETERMINERS`, at most one adjective on each side of the French noun, a noun."""

    determiner: str
    noun: Noun
    plural: bool = False
    adjectives: tuple[Adjective, ...] = ()

    def english(self, negated: bool = False) -> list[str]:
        """Words; `negated` for the object of a negated verb, where "some" is "any"."""
        words = [each.english for each in self.adjectives]
        words.append(self.noun.english_plural if self.plural else self.noun.english)
        determiner = {"a": "any" if negated else "some", "this": "these"}.get(self.determiner, self.determiner)
        if not self.plural:
            determiner = "an" if self.determiner == "a" and words[0][0] in "aeiou" else self.determiner
        return [determiner, *words]

    def french(self, negated: bool = False) -> list[str]:
        """Words before elision; `negated` for the object of a negated verb, where un, une and des are de."""
        noun, gender = self.noun.french_plural if self.plural else self.noun.french, self.noun.gender
        before = [each for each in self.adjectives if each.before]
        behind = [agreed(each, gender, self.plural) for each in self.adjectives if not each.before]
        words = [*behind]
        words.insert(0, noun)
        for each in reversed(before):
            words.insert(0, agreed(each, gender, self.plural, words[0]))
        masculine, feminine, plural, vowel_masculine, vowel_feminine = _DETERMINERS[self.determiner]
        if self.determiner == "a" and (negated or (self.plural and before)):
            return ["de", *words]
        if self.plural:
            return [plural, *words]
        if elides(words[0]):
            return [vowel_masculine if gender == "m" else vowel_feminine, *words]
        return [masculine if gender == "m" else feminine, *words]


@dataclass(frozen=True)
class Subject:
    """A pronoun, or one noun phrase, or two with "and" between them."""

    pronoun: str = ""
    phrases: tuple[NounPhrase, ...] = ()

    def english(self) -> list[str]:
        """Words."""
        if self.pronoun:
            return [self.pronoun]
        return joined((phrase.english() for phrase in self.phrases), "and")

    @property
    def third_person(self) -> bool:
        """Whether the English verb takes its s."""
        if self.pronoun:
            return self.pronoun in {"he", "she"}
        return len(self.phrases) == 1 and not self.phrases[0].plural

    def readings(self) -> list[Reading]:
        """What it can mean in French."""
        if self.pronoun:
            return _PRONOUNS[self.pronoun]
        words = joined((phrase.french() for phrase in self.phrases), "et")
        gender: Gender = "f" if all(phrase.noun.gender == "f" for phrase in self.phrases) else "m"
        plural = len(self.phrases) > 1 or self.phrases[0].plural
        return [Reading(words, 5 if plural else 2, gender, plural)]


_PRONOUNS = {
    "i": [Reading(["je"], 0, "m", False), Reading(["je"], 0, "f", False)],
    "you": [
        Reading(["tu"], 1, "m", False),
        Reading(["tu"], 1, "f", False),
        Reading(["vous"], 4, "m", False),
        Reading(["vous"], 4, "f", False),
        Reading(["vous"], 4, "m", True),
        Reading(["vous"], 4, "f", True),
    ],
    "he": [Reading(["il"], 2, "m", False)],
    "she": [Reading(["elle"], 2, "f", False)],
    "we": [Reading(["nous"], 3, "m", True), Reading(["nous"], 3, "f", True)],
    "they": [Reading(["ils"], 5, "m", True), Reading(["elles"], 5, "f", True)],
}
PRONOUNS = tuple(_PRONOUNS)
_AM = {"i": "am", "he": "is", "she": "is"}


@dataclass(frozen=True)
class Clause:
    """Somebody does something, with an object or a predicate adjective, and maybe somewhere. `verb` may be `BE`."""

    subject: Subject
    verb: Verb
    negated: bool = False
    thing: NounPhrase | None = None
    adjective: Adjective | None = None
    place: tuple[Preposition, NounPhrase] | None = None

    def english(self) -> list[str]:
        """Words."""
        words = self.subject.english() + self._english_verb()
        if self.adjective:
            words.append(self.adjective.english)
        if self.thing:
            words += self.thing.english(self.negated)
        if self.place:
            preposition, phrase = self.place
            words += [*preposition.english.split(), *phrase.english()]
        return words

    def _english_verb(self) -> list[str]:
        third = self.subject.third_person
        if self.verb is BE:
            be = _AM.get(self.subject.pronoun, "is" if third else "are")
            return [be, "not"] if self.negated else [be]
        if self.negated:
            return ["does" if third else "do", "not", self.verb.english]
        return [self.verb.english_third if third else self.verb.english]

    def french(self) -> list[list[str]]:
        """Words before elision, for each reading of the subject."""
        return [self._french(reading) for reading in self.subject.readings()]

    def _french(self, subject: Reading) -> list[str]:
        verb = self.verb.french[subject.person]
        words = [*subject.words, *(["ne", verb, "pas"] if self.negated else [verb])]
        if self.adjective:
            words.append(agreed(self.adjective, subject.gender, subject.plural))
        if self.thing:
            words += self.thing.french(self.negated)
        if self.place:
            preposition, phrase = self.place
            words += [*preposition.french.split(), *phrase.french()]
        return words

    def described(self) -> Iterable[tuple[Noun, Adjective]]:
        """Every noun with every adjective that is said of it, before, behind or after *is*."""
        phrases = [
            *self.subject.phrases,
            *([self.thing] if self.thing else []),
            *([self.place[1]] if self.place else []),
        ]
        for phrase in phrases:
            yield from ((phrase.noun, adjective) for adjective in phrase.adjectives)
        if self.adjective:
            yield from ((phrase.noun, self.adjective) for phrase in self.subject.phrases)


def translated(*clauses: Clause) -> tuple[Tokens, tuple[Tokens, ...]]:
    """The English sentence, clauses joined with "and", and every French one that translates it, each once."""
    source = joined((clause.english() for clause in clauses), "and")
    readings: list[list[list[str]]] = [[]]
    for clause in clauses:
        readings = [[*before, words] for before in readings for words in clause.french()]
    sentences = (elided(joined(each, "et")) for each in readings)
    return tuple(source), tuple(dict.fromkeys(sentences))


def agreed(adjective: Adjective, gender: Gender, plural: bool, following: str = "") -> str:
    """The form of `adjective`; `following` is the word that it stands before."""
    if plural:
        return adjective.masculine_plural if gender == "m" else adjective.feminine_plural
    if gender == "f":
        return adjective.feminine
    return adjective.vowel if following and elides(following) else adjective.masculine


def elides(word: str) -> bool:
    """Whether a French word makes the one before it drop its vowel."""
    return word[0] in "aeiouyhâàéèêëîïôûœ"


def elided(words: list[str]) -> Tokens:
    """`words` as the tokens of French: elision and contraction done."""
    tokens: list[str] = []
    for number, word in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else ""
        short = following and elides(following)
        if tokens and words[number - 1] == "de" and word in _CONTRACTED and not (word == "le" and short):
            tokens[-1] = _CONTRACTED[word]
        elif word in _SHORTENED and short:
            tokens.append(f"{word[0]}'")
        else:
            tokens.append(word)
    return tuple(tokens)


def joined(parts: Iterable[list[str]], word: str) -> list[str]:
    """`parts` one after the other with `word` between them."""
    words: list[str] = []
    for part in parts:
        words += [word, *part] if words else part
    return words
