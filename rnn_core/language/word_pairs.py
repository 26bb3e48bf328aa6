"""A text as words, and the pairs of neighbouring words that Word2Vec learns from.

Words are lower-case runs of letters, an apostrophe inside included. Windows do not cross the border of a passage: an
empty line in a text, or the end of a sentence that was given as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Bool, Float, Int, Int32

from rnn_core.tasks.text.corpus import TextError
from rnn_core.tasks.text.marks import MARKS
from rnn_core.tasks.text.own_text import TRAINING_TENTHS
from rnn_core.tasks.text.shakespeare import LAST_TRAINING_LINE, TEST_PLAYS, TRAINING_PLAYS, play

MOST_WORDS = 8000
"""Words that have a vector; what is rarer is left out, as if the text did not have it."""
OFTEN = 5
"""How often a word must occur to have a vector; twice is enough in a text of fewer than `SMALL_TEXT` words."""
SMALL_TEXT = 50_000
FEWEST_PAIRS = 100
NOISE_POWER = 0.75
_LONGEST_QUOTED = 30

_LETTERS = rf"(?:[^\W\d_][{MARKS}]*)+"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
_PASSAGES = re.compile(r"\n\s*\n")
_SPEAKER = re.compile(r"^[^\n:]{1,60}:\n", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class WordCorpus:
    """A text in words: `train` and `test` are rows of `words` (most frequent first), with each one's passage.

    `counts` says how often each word occurs in the training part. `noise` is the distribution of negative samples: the
    counts to the power 0.75 (Mikolov et al. 2013, section 2.2).
    """

    words: tuple[str, ...]
    counts: Int[np.ndarray, " V"]
    train: Passages
    test: Passages

    @property
    def noise(self) -> Float[np.ndarray, " V"]:
        """The probability of each word as a negative sample."""
        raised = self.counts.astype(np.float64) ** NOISE_POWER
        return raised / raised.sum()

    def kept(self, threshold: float) -> Float[np.ndarray, " V"]:
        """The probability that an occurrence of each word is kept: √(threshold / frequency), at most 1 (section 2.3).

        A `threshold` of 0 keeps all.
        """
        frequency = self.counts / self.counts.sum()
        return np.minimum(1, np.sqrt(threshold / frequency)) if threshold > 0 else np.ones(len(self.words))


@dataclass(frozen=True, eq=False)
class Passages:
    """Words as rows of a vocabulary, and the number of the passage in which each stands."""

    rows: Int32[np.ndarray, " N"]
    passage: Int32[np.ndarray, " N"]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of words that stand near each other, as rows of a vocabulary."""

    centres: Int32[np.ndarray, " N"]
    contexts: Int32[np.ndarray, " N"]

    def __len__(self) -> int:
        return len(self.centres)


def words_of(passage: str) -> list[str]:
    """The words of `passage`, lower case."""
    return [word.replace("’", "'") for word in _WORD.findall(passage.lower())]


def passages_of(text: str) -> list[list[str]]:
    """The words of each passage of `text`; passages are what empty lines part."""
    return [words_of(passage) for passage in _PASSAGES.split(text)]


@lru_cache(maxsize=1)
def shakespeare_words() -> WordCorpus:
    """Nine plays to train on, Macbeth and Hamlet to test on, without the names of who speaks; raises `TextError`."""
    train = "\n".join(map(play, TRAINING_PLAYS))
    train = train[: train.index(LAST_TRAINING_LINE)]
    test = "\n".join(map(play, TEST_PLAYS))
    return corpus(passages_of(_SPEAKER.sub("", train)), passages_of(_SPEAKER.sub("", test)))


@lru_cache(maxsize=4)
def own_words(text: str) -> WordCorpus:
    """The first 90 % of a checked text to train on, the rest to test on; raises `TextError`."""
    split = len(text) * TRAINING_TENTHS // 10
    return corpus(passages_of(text[:split]), passages_of(text[split:]))


def corpus(train: Sequence[Sequence[str]], test: Sequence[Sequence[str]]) -> WordCorpus:
    """Number the words of the passages of `train`, and translate both parts; raises `TextError` for too few words."""
    counts = Counter(word for passage in train for word in passage)
    least = OFTEN if counts.total() >= SMALL_TEXT else 2
    # Of two words that occur as often, the one that comes first in the alphabet is first.
    often = sorted((word for word, count in counts.items() if count >= least), key=lambda word: (-counts[word], word))
    words = tuple(often[:MOST_WORDS])
    number = {word: row for row, word in enumerate(words)}
    found = WordCorpus(
        words, np.array([counts[word] for word in words], np.int64), _numbered(train, number), _numbered(test, number)
    )
    neighbours = len(window_pairs(found.train, np.ones(len(found.train.rows), np.int64)))
    if neighbours < FEWEST_PAIRS:
        raise TextError(
            f"The text has {neighbours} pairs of neighbouring words that occur at least {least} times. Word2Vec needs "
            f"{FEWEST_PAIRS}. Use a longer text."
        )
    if len(words) == 1:
        raise TextError(
            f"Only one word, “{words[0][:_LONGEST_QUOTED]}”, occurs at least {least} times, so there is nothing to "
            "tell apart. Use another text."
        )
    return found


def window_pairs(text: Passages, reach: Int[np.ndarray, " N"]) -> Pairs:
    """All pairs of a centre and a word at most `reach` words away from it, each centre with its own reach."""
    centres, contexts = [], []
    for distance in range(1, int(reach.max(initial=0)) + 1):
        same = text.passage[distance:] == text.passage[:-distance]
        left, right = text.rows[:-distance], text.rows[distance:]
        after, before = same & (reach[:-distance] >= distance), same & (reach[distance:] >= distance)
        centres += [left[after], right[before]]
        contexts += [right[after], left[before]]
    nothing = [np.empty(0, np.int32)]
    return Pairs(np.concatenate(centres or nothing), np.concatenate(contexts or nothing))


def one_epoch(text: Passages, kept: Float[np.ndarray, " V"], window: int, draws: np.random.Generator) -> Pairs:
    """The pairs of one epoch of `text`, shuffled.

    Frequent words are left out with the probability 1 − `kept` before windows are formed, and each centre's window
    reaches 1 to `window` words, drawn anew: nearer words count more (Mikolov et al. 2013 and 2013b).
    """
    stay: Bool[np.ndarray, " N"] = draws.random(len(text.rows)) < kept[text.rows]
    thinned = Passages(text.rows[stay], text.passage[stay])
    pairs = window_pairs(thinned, draws.integers(1, window, len(thinned.rows), endpoint=True))
    order = draws.permutation(len(pairs))
    return Pairs(pairs.centres[order], pairs.contexts[order])


def _numbered(passages: Sequence[Sequence[str]], number: dict[str, int]) -> Passages:
    known = [[number[word] for word in passage if word in number] for passage in passages]
    lengths = [len(passage) for passage in known]
    rows = np.fromiter((row for passage in known for row in passage), np.int32, sum(lengths))
    return Passages(rows, np.repeat(np.arange(len(known), dtype=np.int32), lengths))
