"""The grammar against sentences that were translated by hand, and its forms against hand-written tables."""

from __future__ import annotations

import pytest

from rnn_core.tasks.translation.grammar import Clause, NounPhrase, Subject, agreed, elided, translated
from rnn_core.tasks.translation.lexicon import ADJECTIVES, BE, INTRANSITIVE, NOUNS, PREPOSITIONS, TRANSITIVE
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH


def phrase(written: str) -> NounPhrase:
    """`a/big red/car` or, for the plural, `a/big red/car+`."""
    determiner, adjectives, noun = written.split("/")
    said = tuple(ADJECTIVES[each] for each in adjectives.split())
    return NounPhrase(determiner, NOUNS[noun.rstrip("+")], noun.endswith("+"), said)


def clause(subject: str, verb: str, rest: str = "", place: str = "") -> Clause:
    """`subject`: a pronoun or phrases with & between; `verb` with ! when negated; `rest`: a phrase or an adjective."""
    phrases = tuple(map(phrase, subject.split("&"))) if "/" in subject else ()
    name, negated = verb.rstrip("!"), verb.endswith("!")
    known = BE if name == "be" else TRANSITIVE.get(name) or INTRANSITIVE[name]
    preposition, _, where = place.partition(":")
    return Clause(
        Subject("" if phrases else subject, phrases),
        known,
        negated,
        thing=phrase(rest) if "/" in rest else None,
        adjective=ADJECTIVES[rest] if rest and "/" not in rest else None,
        place=(PREPOSITIONS[preposition], phrase(where)) if place else None,
    )


BY_HAND = [
    # determiners, gender, number
    (("the//boy", "sleep"), "the boy sleeps", "le garçon dort"),
    (("the//girl+", "sing"), "the girls sing", "les filles chantent"),
    (("this//woman", "work"), "this woman works", "cette femme travaille"),
    (("this//horse+", "run"), "these horses run", "ces chevaux courent"),
    (("our//sister", "laugh"), "our sister laughs", "notre sœur rit"),
    (("his//mother", "dance"), "his mother dances", "sa mère danse"),
    (("my//father", "like", "his//car"), "my father likes his car", "mon père aime sa voiture"),
    (("he", "see", "our//key+"), "he sees our keys", "il voit nos clés"),
    # elision and the forms before a vowel
    (("the//man", "see", "the//bird"), "the man sees the bird", "l'homme voit l'oiseau"),
    (("this//man", "eat", "a//apple"), "this man eats an apple", "cet homme mange une pomme"),
    (("i", "like", "this//tree"), "i like this tree", "j'aime cet arbre"),
    (("i", "buy", "a//umbrella"), "i buy an umbrella", "j'achète un parapluie"),
    (("the//actress", "draw", "my//picture"), "the actress draws my picture", "l'actrice dessine mon image"),
    (("she", "open", "his//box"), "she opens his box", "elle ouvre sa boîte"),
    (("he", "be", "", "in:my//school"), "he is in my school", "il est dans mon école"),
    # adjectives before and behind the noun
    (("she", "buy", "a/big red/car"), "she buys a big red car", "elle achète une grande voiture rouge"),
    (("this/old/man", "laugh"), "this old man laughs", "ce vieil homme rit"),
    (("he", "find", "a/beautiful/bird"), "he finds a beautiful bird", "il trouve un bel oiseau"),
    (("he", "see", "the/new/hotel"), "he sees the new hotel", "il voit le nouvel hôtel"),
    (("she", "like", "the/old/church"), "she likes the old church", "elle aime la vieille église"),
    (("he", "have", "a/white/shirt"), "he has a white shirt", "il a une chemise blanche"),
    (("the/happy/queen", "arrive"), "the happy queen arrives", "la reine heureuse arrive"),
    (("my/sad/brother", "sleep"), "my sad brother sleeps", "mon frère triste dort"),
    (("she", "want", "his/expensive/watch"), "she wants his expensive watch", "elle veut sa montre chère"),
    (("he", "see", "this/white/tree"), "he sees this white tree", "il voit cet arbre blanc"),
    # some: des, and de before an adjective
    (("he", "sell", "a//hat+"), "he sells some hats", "il vend des chapeaux"),
    (("she", "have", "a/beautiful/dress+"), "she has some beautiful dresses", "elle a de belles robes"),
    (("he", "buy", "a/old black/boat+"), "he buys some old black boats", "il achète de vieux bateaux noirs"),
    (("he", "eat", "a/green/apple+"), "he eats some green apples", "il mange des pommes vertes"),
    # negation
    (("the//dog", "sleep!"), "the dog does not sleep", "le chien ne dort pas"),
    (("he", "like!", "the//cake"), "he does not like the cake", "il n'aime pas le gâteau"),
    (("the//cat", "be!", "black"), "the cat is not black", "le chat n'est pas noir"),
    (("she", "have!", "a//cat"), "she does not have a cat", "elle n'a pas de chat"),
    (("he", "see!", "a//bird"), "he does not see a bird", "il ne voit pas d'oiseau"),
    (("i", "eat!", "a//egg+"), "i do not eat any eggs", "je ne mange pas d'œufs"),
    (("he", "have!", "a/big/car"), "he does not have a big car", "il n'a pas de grande voiture"),
    (("the//woman+", "close!", "the//door"), "the women do not close the door", "les femmes ne ferment pas la porte"),
    # what is said about the subject agrees with it
    (("the//window", "be", "new"), "the window is new", "la fenêtre est nouvelle"),
    (("the//boy+", "be", "tired"), "the boys are tired", "les garçons sont fatigués"),
    (("the//girl+", "be", "happy"), "the girls are happy", "les filles sont heureuses"),
    (("the//girl&the//boy", "be", "tired"), "the girl and the boy are tired", "la fille et le garçon sont fatigués"),
    (("my//sister&my//mother", "be", "old"), "my sister and my mother are old", "ma sœur et ma mère sont vieilles"),
    # places, and de + le
    (("he", "be", "", "near:the//garden"), "he is near the garden", "il est près du jardin"),
    (("she", "be", "", "near:the//tree"), "she is near the tree", "elle est près de l'arbre"),
    (("he", "play", "", "near:the//house"), "he plays near the house", "il joue près de la maison"),
    (("he", "be", "", "near:the//church+"), "he is near the churches", "il est près des églises"),
    (("he", "sleep", "", "near:a//tree"), "he sleeps near a tree", "il dort près d'un arbre"),
    (("the//key", "be", "", "on:the//table"), "the key is on the table", "la clé est sur la table"),
    (("he", "read", "a//book", "in:the//garden"), "he reads a book in the garden", "il lit un livre dans le jardin"),
    (("he", "be", "", "in front of:the//house"), "he is in front of the house", "il est devant la maison"),
]  # fmt: skip

SEVERAL = [
    (("you", "see", "the//cat"), "you see the cat", {"tu vois le chat", "vous voyez le chat"}),
    (("they", "write", "a//letter"), "they write a letter", {"ils écrivent une lettre", "elles écrivent une lettre"}),
    (("i", "be", "tired"), "i am tired", {"je suis fatigué", "je suis fatiguée"}),
    (("i", "be", "sad"), "i am sad", {"je suis triste"}),
    (("we", "be!", "old"), "we are not old", {"nous ne sommes pas vieux", "nous ne sommes pas vieilles"}),
    (
        ("you", "be", "happy"),
        "you are happy",
        {
            "tu es heureux",
            "tu es heureuse",
            "vous êtes heureux",
            "vous êtes heureuse",
            "vous êtes heureuses",
        },
    ),
    (("we", "eat", "a//orange"), "we eat an orange", {"nous mangeons une orange"}),
]


@pytest.mark.parametrize(("made", "english", "french"), BY_HAND, ids=[english for _, english, _ in BY_HAND])
def test_a_sentence_is_translated_as_by_hand(made: tuple[str, ...], english: str, french: str) -> None:
    source, references = translated(clause(*made))
    assert ENGLISH.join(source) == english
    assert [FRENCH.join(each) for each in references] == [french]
    assert FRENCH.split(french) == references[0]


@pytest.mark.parametrize(("made", "english", "french"), SEVERAL, ids=[english for _, english, _ in SEVERAL])
def test_every_translation_of_an_ambiguous_sentence_counts(made: tuple[str, ...], english: str, french: set) -> None:
    source, references = translated(clause(*made))
    assert ENGLISH.join(source) == english
    assert {FRENCH.join(each) for each in references} == french
    assert len(references) == len(french)


def test_two_clauses() -> None:
    source, references = translated(clause("the//dog", "sleep"), clause("they", "be", "tired"))
    assert ENGLISH.join(source) == "the dog sleeps and they are tired"
    assert {FRENCH.join(each) for each in references} == {
        "le chien dort et ils sont fatigués",
        "le chien dort et elles sont fatiguées",
    }


def test_the_list_by_hand_is_long_enough() -> None:
    assert len(BY_HAND) + len(SEVERAL) >= 40


IRREGULAR = """
old: vieux vieille vieux vieilles
beautiful: beau belle beaux belles
new: nouveau nouvelle nouveaux nouvelles
good: bon bonne bons bonnes
bad: mauvais mauvaise mauvais mauvaises
white: blanc blanche blancs blanches
happy: heureux heureuse heureux heureuses
expensive: cher chère chers chères
heavy: lourd lourde lourds lourdes
"""


@pytest.mark.parametrize("line", IRREGULAR.strip().splitlines())
def test_adjectives_that_a_rule_would_get_wrong(line: str) -> None:
    name, forms = line.split(": ")
    adjective = ADJECTIVES[name]
    assert [
        agreed(adjective, "m", False),
        agreed(adjective, "f", False),
        agreed(adjective, "m", True),
        agreed(adjective, "f", True),
    ] == forms.split()


PLURALS = {
    "cheval": "chevaux", "journal": "journaux", "oiseau": "oiseaux", "gâteau": "gâteaux", "chapeau": "chapeaux",
    "manteau": "manteaux", "bateau": "bateaux", "souris": "souris",
}  # fmt: skip


def test_plurals_of_nouns() -> None:
    for noun in NOUNS.values():
        assert noun.french_plural == PLURALS.get(noun.french, f"{noun.french}s")


REGULAR_ER = ("e", "es", "e", "ons", "ez", "ent")


def test_verbs_in_er() -> None:
    """All but acheter (è before a silent e) and manger (e before o) follow the rule."""
    stems = {
        "like": "aim", "draw": "dessin", "find": "trouv", "wear": "port", "wash": "lav", "close": "ferm", "play": "jou",
        "arrive": "arriv", "sing": "chant", "dance": "dans", "work": "travaill",
    }  # fmt: skip
    for name, stem in stems.items():
        verb = TRANSITIVE.get(name) or INTRANSITIVE[name]
        assert verb.french == tuple(stem + ending for ending in REGULAR_ER)
    assert TRANSITIVE["eat"].french == ("mange", "manges", "mange", "mangeons", "mangez", "mangent")
    assert TRANSITIVE["buy"].french == ("achète", "achètes", "achète", "achetons", "achetez", "achètent")
    assert TRANSITIVE["have"].french == ("ai", "as", "a", "avons", "avez", "ont")


def test_elision_of_words() -> None:
    assert elided(["je", "ne", "aime", "pas", "le", "hôtel"]) == ("je", "n'", "aime", "pas", "l'", "hôtel")
    assert elided(["près", "de", "le", "arbre"]) == ("près", "de", "l'", "arbre")
    assert elided(["près", "de", "les", "arbres"]) == ("près", "des", "arbres")
