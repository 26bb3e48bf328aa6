"""A passage of the text that was never trained on, as the networks read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rnn_core.inside.question import Answer, QuestionError
from rnn_core.inside.states import StatesOfSequence
from rnn_core.training.run import Run

LENGTH = 400
LEAD_IN = 100
"""Characters that are read before the passage, so that it does not begin with the zero state."""


@dataclass(frozen=True)
class Passage:
    """The hidden states of a lane's first seed over 400 characters of the test text, from place `start` (from 0) on.

    The 100 characters before are read first, as far as there are so many. The answer's words are `step`, `lane`,
    `text` (the passage), `start` and `characters` (of the whole test text); its one array `hidden` `[T, H]` is of the
    top layer.
    """

    lane: str
    start: int = 0

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        corpus = run.task.text
        if corpus is None:
            raise QuestionError("A passage can be read where the task is a text. Use a run of “Shakespeare”.")
        if not 0 <= self.start < len(corpus.test):
            raise QuestionError(
                f"Place {self.start:,} is not in the test text. Use a whole number from 0 to {len(corpus.test) - 1:,}."
            )
        before = min(self.start, LEAD_IN)
        codes = corpus.test[self.start - before : self.start + LENGTH]
        symbols = tuple(corpus.symbols[code] for code in codes)
        read = StatesOfSequence(symbols, (self.lane,)).answer(run, go_on)
        words = {
            "step": run.step,
            "lane": self.lane,
            "text": "".join(symbols[before:]),
            "start": self.start,
            "characters": len(corpus.test),
        }
        return Answer(words, {"hidden": read.arrays[f"{self.lane}.hidden"][-1, before:].copy()})
