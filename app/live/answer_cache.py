"""The answers that were given lately, of all runs, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from rnn_core.inside.question import Answer, Question

ANSWER_BYTES = 100_000_000


@dataclass(frozen=True)
class AnswerKey:
    """All that an answer depends on: which run, at which step, with which settings up to there, and the question."""

    run: Hashable
    step: int
    settings: Hashable
    question: Question


class AnswerCache:
    """Keeps at most `most_bytes`; what was asked for longest ago goes first. Every method is callable from any thread.

    The newest answer is kept however large it is: who waited for it asks again, and would have it computed for ever.
    """

    def __init__(self, most_bytes: int = ANSWER_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[AnswerKey, Answer] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes of the answers that are kept."""
        return self._bytes

    def get(self, key: AnswerKey) -> Answer | None:
        """The answer, if it is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: AnswerKey, answer: Answer) -> None:
        """Keep `answer`."""
        with self._lock:
            self._drop(key)
            self._kept[key] = answer
            self._bytes += answer.size
            while self._bytes > self._most_bytes and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def forget(self, run: Hashable) -> None:
        """The answers of `run` are not asked for any more."""
        with self._lock:
            for key in [key for key in self._kept if key.run == run]:
                self._drop(key)

    def _drop(self, key: AnswerKey) -> None:
        answer = self._kept.pop(key, None)
        self._bytes -= answer.size if answer is not None else 0
