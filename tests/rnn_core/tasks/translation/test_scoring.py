"""Scores against numbers worked out by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from rnn_core.tasks.translation.pairs import Pair
from rnn_core.tasks.translation.scoring import length_bins, score, score_by_length
from rnn_core.tasks.translation.writing import CHARACTERS, FRENCH

REFERENCE = FRENCH.split("il voit le petit chat noir dans le jardin")
WRITTEN = FRENCH.split("il voit le grand chat noir dans le jardin")


def pair(*references: tuple[str, ...], source: tuple[str, ...] = ("x",)) -> Pair:
    return Pair(source, references)


def test_bleu_of_one_sentence_by_hand() -> None:
    """One wrong word of nine: of the 1-, 2-, 3-, 4-grams 8 of 9, 6 of 8, 4 of 7 and 2 of 6 are right."""
    scores = score([WRITTEN], [pair(REFERENCE)], FRENCH)
    assert scores.bleu == pytest.approx(100 * (8 / 9 * 6 / 8 * 4 / 7 * 2 / 6) ** (1 / 4), abs=1e-9)
    assert scores.length_ratio == 1
    assert scores.exact == 0


def test_bleu_of_a_corpus_by_hand() -> None:
    """Counts add up over sentences, and what is too short pays exp(1 - r/c): here 15 words against 18."""
    short = FRENCH.split("il voit le petit chat noir")
    scores = score([WRITTEN, short], [pair(REFERENCE), pair(REFERENCE)], FRENCH)
    precisions = 14 / 15 * 11 / 13 * 8 / 11 * 5 / 9
    assert scores.bleu == pytest.approx(100 * math.exp(1 - 18 / 15) * precisions ** (1 / 4), abs=1e-9)
    assert scores.length_ratio == pytest.approx(15 / 18)


def test_several_references_of_one_source_count() -> None:
    tu, vous = FRENCH.split("tu vois le petit chat noir"), FRENCH.split("vous voyez le petit chat noir")
    one = score([vous, tu], [pair(tu), pair(tu)], FRENCH)
    both = score([vous, tu], [pair(tu, vous), pair(tu)], FRENCH)
    assert (one.exact, both.exact) == (0.5, 1.0)
    assert one.bleu < both.bleu == pytest.approx(100)
    assert both.chrf == pytest.approx(100)
    assert "nrefs:var" in both.bleu_signature


def test_characters_are_scored_as_characters() -> None:
    """ "abcd" against "abce": 3 of 4, 2 of 3, 1 of 2 and 0 of 1 are right, and sacrebleu takes ½ of one for none."""
    scores = score([tuple("abcd")], [pair(tuple("abce"))], CHARACTERS)
    assert scores.bleu == pytest.approx(100 * (3 / 4 * 2 / 3 * 1 / 2 * 1 / 2) ** (1 / 4), abs=1e-9)
    assert "tok:char" in scores.bleu_signature


def test_signatures_name_the_version() -> None:
    scores = score([WRITTEN], [pair(REFERENCE)], FRENCH)
    assert scores.bleu_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2")
    assert "nc:6|nw:0" in scores.chrf_signature


def test_nothing_written_is_scored_as_nothing() -> None:
    scores = score([()], [pair(REFERENCE)], FRENCH)
    assert (scores.exact, scores.bleu, scores.chrf, scores.length_ratio) == (0, 0, 0, 0)
    with pytest.raises(ValueError, match="0 translations of 1 sentences"):
        score([], [pair(REFERENCE)], FRENCH)


def test_bins_cover_every_length_once_and_are_large_enough() -> None:
    random = np.random.default_rng(0)
    for count in (1, 7, 8, 17, 100, 256):
        lengths = random.integers(1, 14, count)
        pairs = [pair(REFERENCE, source=("w",) * int(length)) for length in lengths]
        bins = length_bins(pairs)
        inside = [sum(low <= length <= high for length in lengths) for low, high in bins]
        assert sum(inside) == count
        assert all(after[0] > before[1] for before, after in pairwise(bins))
        assert len(bins) == 1 or min(inside) >= 8


def test_scores_by_length_are_those_of_the_sentences_of_that_length() -> None:
    pairs = [pair(REFERENCE, source=("w",) * (2 + n % 2 * 5)) for n in range(40)]
    written = [REFERENCE if n % 2 == 0 else WRITTEN for n in range(40)]
    short, long = score_by_length(written, pairs, FRENCH)
    assert (short.shortest, short.longest, short.scores.exact, short.scores.count) == (2, 2, 1.0, 20)
    assert (long.shortest, long.longest, long.scores.exact) == (7, 7, 0.0)
