"""What every rung's sentences must be: split without a leak, cut and joined without a loss, the same everywhere."""

from __future__ import annotations

import hashlib
import re

import pytest

from rnn_core.tasks.translation.dates import FIRST_YEAR, LAST_YEAR, held_out_year
from rnn_core.tasks.translation.number_words import numbers
from rnn_core.tasks.translation.pairs import TESTED, WATCHED, Pair, Pairs, by_source, divide, gather, share
from rnn_core.tasks.translation.phrases import LONGEST_TRAINED, SENTENCES, held_out_pair, phrases
from rnn_core.tasks.translation.pig_latin import in_pig_latin, pig_latin
from rnn_core.tasks.translation.vocabulary import END, START, UNKNOWN
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH
from tests.playing.translations import RUNGS


@pytest.fixture(params=RUNGS, scope="module")
def rung(request: pytest.FixtureRequest) -> Pairs:
    return RUNGS[request.param]()


def test_no_source_and_no_answer_of_the_test_is_trained_on(rung: Pairs) -> None:
    trained = {pair.source for pair in rung.train}
    answers = {target for _, target in rung.examples}
    assert len(trained) == len(rung.train)
    assert not any(pair.source in trained for pair in rung.test)
    assert not any(reference in answers for pair in rung.test for reference in pair.references)


def test_sentences_are_joined_and_cut_without_a_loss(rung: Pairs) -> None:
    for pair in rung.train[::7] + rung.test:
        assert rung.source_writing.split(rung.source_writing.join(pair.source)) == pair.source
        for target in pair.references:
            assert rung.target_writing.split(rung.target_writing.join(target)) == target


def test_vocabularies_are_those_of_the_training_part(rung: Pairs) -> None:
    assert rung.source.tokens[:2] == (UNKNOWN, END)
    assert rung.target.tokens[:3] == (UNKNOWN, START, END)
    assert set(rung.target.tokens[3:]) == {token for _, target in rung.examples for token in target}
    assert set(rung.source.tokens[2:]) <= {token for pair in rung.train for token in pair.source}
    assert len(set(rung.source.tokens)) == len(rung.source.tokens)


def test_the_test_is_of_a_size_and_begins_with_sentences_of_every_length(rung: Pairs) -> None:
    assert 200 <= len(rung.test) <= TESTED
    lengths = [len(pair.source) for pair in rung.test]
    assert lengths[:WATCHED] == sorted(lengths[:WATCHED])
    assert (lengths[0], lengths[WATCHED - 1]) == (min(lengths), max(lengths))
    assert len({pair.source for pair in rung.test}) == len(rung.test)


def test_every_source_of_the_closed_rungs_is_made_of_known_words() -> None:
    for name, made in RUNGS.items():
        if name != "interface":
            pairs = made()
            assert not [pair.source for pair in pairs.test if pairs.source.unknown(pair.source)]
            assert not [each for pair in pairs.test for each in pair.references if pairs.target.unknown(each)]


DIGESTS = {
    "numbers": "5a289a11cca021e2",
    "dates": "9e327dcbb42da25f",
    "iso_dates": "567ceda87da93b78",
    "pig_latin": "2402812ced95722f",
    "interface": "c83a4e5c5eae0277",
    "phrases, random": "d183f07d8711e833",
    "phrases, pairs": "ef402596b61b1235",
    "phrases, length": "bacabd7c3fe5a4cd",
}
"""A saved run goes on with the same sentences. A new version of a package may change these on purpose."""


@pytest.mark.parametrize("name", RUNGS)
def test_a_rung_is_the_same_on_every_machine(name: str) -> None:
    pairs = RUNGS[name]()
    written = repr((pairs.train, pairs.test, pairs.source.tokens, pairs.target.tokens))
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == DIGESTS[name]


def test_numbers_of_thousands_are_those_of_the_package() -> None:
    from num2words import num2words  # noqa: PLC0415

    pairs = numbers()
    assert len(pairs.train) == 9000
    known = {pair.source: pair.references[0] for pair in pairs.train + pairs.test}
    for n in [*range(0, 10_000, 37), 1000, 1001, 1100, 2000, 2080, 9999]:
        source = pairs.source_writing.split(num2words(n))
        if source in known:
            assert pairs.source_writing.join(source) == num2words(n)
            assert pairs.target_writing.join(known[source]) == num2words(n, lang="fr")


def year(text: str) -> int:
    """The year in an ISO date or a French one."""
    return int(re.findall(r"\d{4}", text)[0])


@pytest.mark.parametrize("name", ["dates", "iso_dates"])
def test_years_of_the_test_were_never_seen(name: str) -> None:
    pairs = RUNGS[name]()
    shown = [{year(pairs.target_writing.join(p.references[0])) for p in part} for part in (pairs.train, pairs.test)]
    held_out = {each for each in range(FIRST_YEAR, LAST_YEAR + 1) if held_out_year(each)}
    assert len(held_out) == 10
    assert shown[1] <= held_out
    assert not shown[0] & held_out


def test_an_iso_date_has_one_answer() -> None:
    pairs = RUNGS["iso_dates"]()
    assert all(len(pair.references) == 1 for pair in pairs.train + pairs.test)


PIG_LATIN = {
    "string": "ingstray", "queen": "eenquay", "art": "artway", "square": "aresquay", "my": "ymay", "yes": "esyay",
    "rhythm": "ythmrhay", "thou": "outhay", "i": "iway", "apple": "appleway", "yttrium": "iumyttray",
}  # fmt: skip


def test_pig_latin_by_hand() -> None:
    assert {word: in_pig_latin(word) for word in PIG_LATIN} == PIG_LATIN
    assert len(pig_latin().train) > 9000


def test_sentences_of_the_grammar() -> None:
    pairs = phrases("random")
    assert SENTENCES * 0.89 < len(pairs.train) < SENTENCES * 0.91
    assert any(len(pair.references) > 1 for pair in pairs.test)


def test_the_split_by_pairs_holds_out_company_and_not_words() -> None:
    pairs, all_of_them = phrases("pairs"), phrases("random")
    assert pairs.source.tokens[2:] != ()
    assert set(pairs.source.tokens) == set(all_of_them.source.tokens)
    trained = {" ".join(pair.source) for pair in pairs.train}
    new = [
        (noun, adjective)
        for noun in ("car", "dress", "dog", "house", "apple", "hat", "cake", "tree", "coat", "bird")
        for adjective in ("big", "small", "old", "red", "black", "white", "green", "blue", "beautiful")
        if held_out_pair((noun, adjective))
    ]
    assert len(new) >= 3
    for noun, adjective in new:
        assert not [sentence for sentence in trained if re.search(rf"\b{adjective} {noun}s?\b", sentence)]
        assert not [
            s for s in trained if re.fullmatch(rf"(the|my|his|our|this|these) {noun}s? (is|are)( not)? {adjective}", s)
        ]


def test_the_split_by_length_trains_on_short_sentences() -> None:
    pairs = phrases("length")
    assert max(len(pair.source) for pair in pairs.train) == LONGEST_TRAINED
    assert min(len(pair.source) for pair in pairs.test) == LONGEST_TRAINED + 1


def test_references_of_one_source_come_together_and_are_trained_on() -> None:
    you = ENGLISH.split("you sleep")
    gathered = gather([(you, ("tu", "dors")), (("a",), ("b",)), (you, ("vous", "dormez")), (you, ("tu", "dors"))])
    assert gathered == [Pair(you, (("tu", "dors"), ("vous", "dormez"))), Pair(("a",), (("b",),))]
    held = {("a",)}
    pairs = divide(gathered, lambda pair: pair.source in held, source=ENGLISH, target=FRENCH, split="")
    assert pairs.examples == ((you, ("tu", "dors")), (you, ("vous", "dormez")))
    assert (pairs.longest_source, pairs.longest_target) == (2, 2)


def test_an_answer_that_training_has_is_not_tested() -> None:
    pairs = [Pair((str(n),), ((f"answer {n % 3}",),)) for n in range(6)]
    with pytest.raises(ValueError, match="0 to test on"):
        divide(pairs, lambda pair: pair.source == ("5",), source=ENGLISH, target=FRENCH, split="")
    pairs.append(Pair(("6",), (("new",),)))
    made = divide(pairs, lambda pair: pair.source >= ("5",), source=ENGLISH, target=FRENCH, split="")
    assert made.test == (pairs[6],)
    assert made.left_out == ("1 held-out sentences are not tested, because their translation is in the training part.",)


def test_a_tenth_is_held_out_whatever_its_order() -> None:
    pairs = [Pair((f"word{n}",), ((f"mot{n}",),)) for n in range(200)]
    held_out = by_source(pairs)
    chosen = [pair for pair in pairs if held_out(pair)]
    assert len(chosen) == 20
    again = by_source(pairs[::-1])
    assert [pair for pair in pairs if again(pair)] == chosen
    assert 0.4 < sum(share(str(n)) for n in range(200)) / 200 < 0.6
