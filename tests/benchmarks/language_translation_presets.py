"""What the sentences of the translator's presets say, as numbers: the worst of the runs that are given, one a seed.

`exact_match` is the share of held-out sentences that are right to the last word. `from_first_word` is the gradient of
the first written word at the source's first word, over the largest of its sentence. `looks_at_its_letter` is the share
of the letters of right translations at which the letter that moved there has more attention than all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from rnn_core import Run, ask
from rnn_core.language.first_word import FirstWordGradient
from rnn_core.language.held_out import HeldOut
from rnn_core.language.translation import Translation

Claim = tuple[str, float, str]
"""A name, the value, and what the preset's sentence needs it to be."""
WORDS = 100
"""Unseen words whose attention is looked at."""


def numbers(runs: Sequence[Run]) -> Iterator[Claim]:
    """How many numbers are right."""
    (exact,) = _exact(runs)
    yield "exact_match", exact.min(), "≥ 0.99"


def attention(runs: Sequence[Run]) -> Iterator[Claim]:
    """What attention gains."""
    without, having = _exact(runs)
    yield "exact_match, with", having.min(), "≥ 0.85"
    yield "exact_match, without, over that", (without / having).max(), "≤ 0.5"


def longer(runs: Sequence[Run]) -> Iterator[Claim]:
    """Who goes on beyond the lengths of training, and how far."""
    without, having = _exact(runs)
    yield "exact_match, without", without.max(), "≤ 0.02"
    yield "exact_match, with", having.min(), "≥ 0.27"
    longest = max(_of_longest(run, run.lanes[1].id) for run in runs)
    yield "exact_match, 12 words and more", longest, "≤ 0.01"


def backwards(runs: Sequence[Run]) -> Iterator[Claim]:
    """What of the gradient reaches the first word, and what reading backwards gains."""
    forward, reverse = (np.array([_from_first_word(run, number) for run in runs]) for number in range(2))
    yield "from_first_word, forward", forward.max(), "≤ 0.21"
    yield "from_first_word, backwards", reverse.min(), "≥ 0.99"
    exact = _exact(runs)
    yield "exact_match, gained", (exact[1] - exact[0]).min(), "> 0"


def inputs(runs: Sequence[Run]) -> Iterator[Claim]:
    """Which vectors of the source words are best."""
    for name, exact, least in zip(
        ("one-hot", "learned", "GloVe", "random"), _exact(runs), (0.95, 0.85, 0.77, 0.71), strict=True
    ):
        yield f"exact_match, {name}", exact.min(), f"≥ {least}"
    one_hot, learned, glove, random = _exact(runs)
    yield "least of the differences", min((one_hot - learned).min(), (glove - random).min()), "> 0"


def teacher_forcing(runs: Sequence[Run]) -> Iterator[Claim]:
    """What it costs to be told half of the words, and what it brings."""
    exact = _exact(runs)
    yield "exact_match", exact.min(), "≥ 0.84"
    yield "exact_match, largest", exact.max(), "≤ 0.89"
    told, half = _alone(runs)
    yield "right words alone, gained", (half - told).min(), "> 0"


def pig_latin(runs: Sequence[Run]) -> Iterator[Claim]:
    """How many words are right, and where attention looks."""
    for name, exact, least in zip(("RNN", "LSTM", "GRU"), _exact(runs), (0.87, 0.95, 0.95), strict=True):
        yield f"exact_match, {name}", exact.min(), f"≥ {least}"
    yield "looks_at_its_letter", min(_looks(run, each.id) for run in runs for each in run.lanes), "≥ 0.96"


CLAIMS: dict[str, Callable[[Sequence[Run]], Iterator[Claim]]] = {
    "Numbers in seconds": numbers,
    "With and without attention": attention,
    "Longer than ever seen": longer,
    "The source backwards": backwards,
    "What stands for a word": inputs,
    "Told every word, or half of them": teacher_forcing,
    "Pig latin, three cells": pig_latin,
}


def _exact(runs: Sequence[Run]) -> np.ndarray:
    """The exact match of each lane in each run."""
    asked = [ask(run, HeldOut(baselines=False)).words for run in runs]
    return np.array([[words["scores"][lane]["exact"] for words in asked] for lane in asked[0]["lanes"]])


def _alone(runs: Sequence[Run]) -> np.ndarray:
    """The share of words that each lane has right in each run when it writes alone."""
    asked = [ask(run, HeldOut(baselines=False)).words for run in runs]
    return np.array([[words["alone"][lane] for words in asked] for lane in asked[0]["lanes"]])


def _of_longest(run: Run, lane: str) -> float:
    """The exact match of the longest sources."""
    return float(ask(run, HeldOut(baselines=False)).words["bins"][lane][-1]["exact"])


def _from_first_word(run: Run, number: int) -> float:
    return float(ask(run, FirstWordGradient()).arrays[f"{run.lanes[number].id}.from_start"][1, 0])


def _looks(run: Run, lane: str) -> float:
    """Of the letters of right words, before "ay" or "way", the share whose own letter has most attention."""
    right = all_of_them = 0
    for pair in run.task.pairs.test[:WORDS]:
        word, correct = "".join(pair.source), "".join(pair.references[0])
        answer = ask(run, Translation(word, lanes=(lane,)))
        if answer.words["said"][lane]["text"] != correct:
            continue
        moved = next(n for n in range(len(word)) if correct.startswith(word[n:] + word[:n]))
        places = [*range(moved, len(word)), *range(moved)]
        seen = answer.arrays[f"{lane}.attention"][: len(word)].argmax(axis=1)
        right, all_of_them = right + int(np.sum(seen == places)), all_of_them + len(word)
    return right / max(all_of_them, 1)
