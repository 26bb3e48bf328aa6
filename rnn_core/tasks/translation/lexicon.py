"""The words of the everyday grammar: nouns, adjectives and verbs in English and French, with every form that is used.

A line of a table is a word; its columns are named above the table. `kinds` says what a noun is and what an adjective or
a verb goes with, so that sentences stay everyday ones. All French words in h have a mute h and elide. People are named
by words whose gender is the same in both languages, so that no correct translation is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Gender = Literal["m", "f"]
DESCRIBED = ("relative", "person", "animal", "thing", "food", "place", "furniture", "closable")
"""The kinds that an adjective names."""


@dataclass(frozen=True)
class Noun:
    """A noun with its plural in both languages."""

    english: str
    english_plural: str
    french: str
    french_plural: str
    gender: Gender
    kinds: frozenset[str]

    @cached_property
    def kind(self) -> str:
        """The one of its kinds that its adjectives go by."""
        return next(kind for kind in DESCRIBED if kind in self.kinds)


@dataclass(frozen=True)
class Adjective:
    """An adjective. `before` says that it stands before a French noun; `vowel` is its form before a masculine vowel."""

    english: str
    before: bool
    masculine: str
    feminine: str
    masculine_plural: str
    feminine_plural: str
    vowel: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Verb:
    """A verb: English base and third person, the six French forms of the present, what its object may be."""

    english: str
    english_third: str
    french: tuple[str, ...]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Preposition:
    """A preposition and the kinds of its nouns."""

    english: str
    french: str
    kinds: frozenset[str]


# English, plural, French, plural, gender, kinds
_NOUNS = """
man men homme hommes m person
woman women femme femmes f person
boy boys garçon garçons m person
girl girls fille filles f person
father fathers père pères m person,relative
mother mothers mère mères f person,relative
brother brothers frère frères m person,relative
sister sisters sœur sœurs f person,relative
uncle uncles oncle oncles m person,relative
actress actresses actrice actrices f person
queen queens reine reines f person
dog dogs chien chiens m animal
cat cats chat chats m animal
bird birds oiseau oiseaux m animal
horse horses cheval chevaux m animal
cow cows vache vaches f animal
mouse mice souris souris f animal
book books livre livres m thing,readable
letter letters lettre lettres f thing,readable
newspaper newspapers journal journaux m thing,readable
apple apples pomme pommes f food
orange oranges orange oranges f food
cake cakes gâteau gâteaux m food
egg eggs œuf œufs m food
tomato tomatoes tomate tomates f food
hat hats chapeau chapeaux m thing,clothing
coat coats manteau manteaux m thing,clothing
shirt shirts chemise chemises f thing,clothing
dress dresses robe robes f thing,clothing
car cars voiture voitures f thing,inside
boat boats bateau bateaux m thing,inside
key keys clé clés f thing
watch watches montre montres f thing
umbrella umbrellas parapluie parapluies m thing
picture pictures image images f thing
bag bags sac sacs m thing
door doors porte portes f closable
window windows fenêtre fenêtres f closable
box boxes boîte boîtes f thing,closable
house houses maison maisons f place,inside
garden gardens jardin jardins m place,inside
school schools école écoles f place,inside
hotel hotels hôtel hôtels m place,inside
church churches église églises f place,inside
tree trees arbre arbres m place,under
table tables table tables f furniture,under
bed beds lit lits m furniture,under
chair chairs chaise chaises f furniture
"""
# English, place, masculine, feminine, masculine plural, feminine plural, before a masculine vowel, kinds
_ADJECTIVES = """
big before grand grande grands grandes grand person,animal,thing,food,place,furniture,closable
small before petit petite petits petites petit person,animal,thing,food,place,furniture,closable
old before vieux vieille vieux vieilles vieil person,relative,animal,thing,place,furniture,closable
new before nouveau nouvelle nouveaux nouvelles nouvel thing,place,furniture,closable
beautiful before beau belle beaux belles bel person,animal,thing,food,place
young before jeune jeune jeunes jeunes jeune person,relative,animal
good before bon bonne bons bonnes bon food,readable
bad before mauvais mauvaise mauvais mauvaises mauvais food,readable
red after rouge rouge rouges rouges rouge thing,food,furniture,closable
black after noir noire noirs noires noir animal,thing,furniture,closable
white after blanc blanche blancs blanches blanc animal,thing,place,furniture,closable
green after vert verte verts vertes vert thing,food,furniture,closable
blue after bleu bleue bleus bleues bleu thing,place,furniture,closable
expensive after cher chère chers chères cher thing,food,furniture
heavy after lourd lourde lourds lourdes lourd thing,furniture
happy after heureux heureuse heureux heureuses heureux person,relative,animal
sad after triste triste tristes tristes triste person,relative,animal
tired after fatigué fatiguée fatigués fatiguées fatigué person,relative,animal
intelligent after intelligent intelligente intelligents intelligentes intelligent person,relative,animal
strong after fort forte forts fortes fort person,relative,animal
"""
# English base, third person, je, tu, il, nous, vous, ils, kinds of its object
_VERBS = """
see sees vois vois voit voyons voyez voient person,animal,thing,place
like likes aime aimes aime aimons aimez aiment person,animal,thing,food,place
draw draws dessine dessines dessine dessinons dessinez dessinent person,animal,thing,place
find finds trouve trouves trouve trouvons trouvez trouvent person,animal,thing
have has ai as a avons avez ont animal,thing,food
want wants veux veux veut voulons voulez veulent animal,thing,food
buy buys achète achètes achète achetons achetez achètent thing,food,furniture
sell sells vends vends vend vendons vendez vendent thing,food,furniture
eat eats mange manges mange mangeons mangez mangent food
read reads lis lis lit lisons lisez lisent readable
write writes écris écris écrit écrivons écrivez écrivent readable
wear wears porte portes porte portons portez portent clothing
wash washes lave laves lave lavons lavez lavent clothing,animal,closable
open opens ouvre ouvres ouvre ouvrons ouvrez ouvrent closable
close closes ferme fermes ferme fermons fermez ferment closable
"""
_INTRANSITIVE = """
sleep sleeps dors dors dort dormons dormez dorment person,animal
run runs cours cours court courons courez courent person,animal
play plays joue joues joue jouons jouez jouent person,animal
arrive arrives arrive arrives arrive arrivons arrivez arrivent person,animal
sing sings chante chantes chante chantons chantez chantent person
dance dances danse danses danse dansons dansez dansent person
work works travaille travailles travaille travaillons travaillez travaillent person
laugh laughs ris ris rit rions riez rient person
"""
# English, French (_ for a space), kinds
_PREPOSITIONS = """
in dans inside
on sur furniture
under sous under
behind derrière place,furniture
in_front_of devant place,furniture
near près_de place,furniture
"""


def _kinds(written: str) -> frozenset[str]:
    return frozenset(written.split(","))


def _noun(line: str) -> Noun:
    english, english_plural, french, french_plural, gender, kinds = line.split()
    return Noun(english, english_plural, french, french_plural, "m" if gender == "m" else "f", _kinds(kinds))


def _adjective(line: str) -> Adjective:
    english, place, masculine, feminine, masculine_plural, feminine_plural, vowel, kinds = line.split()
    forms = masculine, feminine, masculine_plural, feminine_plural, vowel
    return Adjective(english, place == "before", *forms, _kinds(kinds))


def _verb(line: str) -> Verb:
    english, third, *french, kinds = line.split()
    return Verb(english, third, tuple(french), _kinds(kinds))


def _preposition(line: str) -> Preposition:
    english, french, kinds = line.split()
    return Preposition(english.replace("_", " "), french.replace("_", " "), _kinds(kinds))


NOUNS = {noun.english: noun for noun in map(_noun, _NOUNS.strip().splitlines())}
ADJECTIVES = {adjective.english: adjective for adjective in map(_adjective, _ADJECTIVES.strip().splitlines())}
TRANSITIVE = {verb.english: verb for verb in map(_verb, _VERBS.strip().splitlines())}
INTRANSITIVE = {verb.english: verb for verb in map(_verb, _INTRANSITIVE.strip().splitlines())}
"""Verbs without an object; their kinds are those of the subject."""
PREPOSITIONS = {each.english: each for each in map(_preposition, _PREPOSITIONS.strip().splitlines())}
BE = Verb("be", "is", ("suis", "es", "est", "sommes", "êtes", "sont"), frozenset())
