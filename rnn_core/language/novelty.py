"""How much of a written text is new: the words that the training text does not have, and what is copied from it.

Both numbers mean little alone, because real text of the same kind has new words and shares passages too. So the test
part, which the networks never read, is measured in the same way beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from rnn_core.inside.question import Answer, GivenUp, QuestionError
from rnn_core.language.passages import PassageIndex, passage_index
from rnn_core.language.sampling import text_of
from rnn_core.tasks.text.corpus import Corpus
from rnn_core.tasks.text.marks import MARKS
from rnn_core.training.run import Run

LONGEST, MOST_TEXTS = 4000, 12
CONTROL_PASSAGES = 16

_WORD = re.compile(rf"(?:[^\W\d_][{MARKS}]*)+")


@dataclass(frozen=True)
class TextNovelty:
    """How much of each of `texts`, which were written after `prompt`, is new.

    A word is a run of letters; capitals make no difference. It is invented if the training text does not have it. A
    word that begins in the prompt counts whole, and one that the end of the text cuts does not count.

    The answer's word `texts` is a list, for each text `{words, invented, share, copies, longest}`: how many words it
    has, where invented ones stand (`[begin, end]`, from 0), their share (None without words), the copies longer than
    those of unread text, or the longest one alone (`[begin, end]`), and the length of the longest. Blanks at the ends
    of a copy do not count. `unread` is the same of the test part: `{share, longest, piece}`, the share of words in all
    of it, and the median length of the longest copy in 16 pieces of it, each of `piece` characters: as long as the
    first text, or all of the test part where that is shorter.
    """

    texts: tuple[str, ...]
    prompt: str = ""

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        known = text_of(run)
        if len(self.texts) > MOST_TEXTS or not all(0 < len(text) <= LONGEST for text in self.texts):
            raise QuestionError(f"Use at most {MOST_TEXTS} texts of 1 to {LONGEST} characters.")
        reading = _read(known, go_on)
        piece = min(len(self.texts[0]) if self.texts else 0, len(known.test))
        usual = _usual_copy(known, reading.index, piece)
        texts = [_of_text(known, reading, self.prompt, text, usual) for text in self.texts]
        return Answer({"texts": texts, "unread": {"share": reading.unread_share, "longest": usual, "piece": piece}})


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Every word in small letters, and where it begins and ends."""
    return ((found[0].casefold(), *found.span()) for found in _WORD.finditer(text))


@dataclass(frozen=True, eq=False)
class _Reading:
    """The training part as it is looked up: its words and passages; the share of the test part's words it lacks."""

    words: frozenset[str]
    index: PassageIndex
    unread_share: float | None


_READINGS: WeakKeyDictionary[Corpus, _Reading] = WeakKeyDictionary()


def _read(known: Corpus, go_on: Callable[[], bool]) -> _Reading:
    reading = _READINGS.get(known)
    if reading is None:
        if not go_on():
            raise GivenUp
        read = frozenset(word for word, _, _ in words(known.decode(known.train)))
        unread = [word in read for word, _, _ in words(known.decode(known.test))]
        index = passage_index(known.train, go_on)
        if index is None:
            raise GivenUp
        reading = _READINGS[known] = _Reading(read, index, 1 - sum(unread) / len(unread) if unread else None)
    return reading


def _of_text(known: Corpus, reading: _Reading, prompt: str, text: str, usual: int) -> dict[str, Any]:
    begin, whole = len(prompt), prompt + text
    own = [each for each in words(whole) if each[2] > begin and each[2] < len(whole)]
    invented = [[max(first - begin, 0), last - begin] for word, first, last in own if word not in reading.words]
    copies = sorted(_copies(known, reading.index, text), key=lambda copy: copy[0] - copy[1])
    longest = copies[0][1] - copies[0][0] if copies else 0
    return {
        "words": len(own),
        "invented": invented,
        "share": len(invented) / len(own) if own else None,
        "copies": copies[:1] + [copy for copy in copies[1:] if copy[1] - copy[0] > usual],
        "longest": longest,
    }


def _copies(known: Corpus, index: PassageIndex, text: str) -> list[list[int]]:
    """Every passage that stands in the training text and cannot be made longer, without the blanks at its ends."""
    numbers = {symbol: number for number, symbol in enumerate(known.symbols)}
    # Written elsewhere, a text may have other symbols. None is the number 255, unless there are as many.
    codes = bytes(numbers.get(symbol, 255) for symbol in text)
    found, furthest = list[list[int]](), 0
    for begin in range(len(codes)):
        length, _ = index.longest_copy(codes[begin:])
        if begin + length > furthest:
            furthest = begin + length
            passage = text[begin:furthest]
            if stripped := passage.strip():
                first = begin + passage.index(stripped)
                found.append([first, first + len(stripped)])
    return found


def _usual_copy(known: Corpus, index: PassageIndex, length: int) -> int:
    """The median length of the longest copy in passages of the test part, which nothing copied on purpose."""
    starts = np.linspace(0, len(known.test) - length, CONTROL_PASSAGES).astype(int)
    passages = [known.decode(known.test[start : start + length]) for start in starts]
    longest = [max((end - begin for begin, end in _copies(known, index, each)), default=0) for each in passages]
    return int(np.median(longest))
