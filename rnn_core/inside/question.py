"""What somebody asks of one moment of a run, and what is answered."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from rnn_core.errors import UserError
from rnn_core.frames.bytes import Arrays, pack, unpack
from rnn_core.training.run import LaneRun, Run

FORMAT = "unrolled-answer/1"
TWO_NETWORKS = (
    "{what} cannot be shown for a translation: its encoder and its decoder are two networks with weights of their own. "
    "Use a run of another task, such as the adding problem."
)


class QuestionError(UserError):
    """A question that cannot be asked of this run."""


class GivenUp(Exception):
    """Nobody wants the answer any more."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What was asked for: `words` (JSON) and float32 `arrays`, both described by the question. Nobody alters them."""

    words: dict[str, Any]
    arrays: Arrays = field(default_factory=dict)

    def __post_init__(self) -> None:
        for array in self.arrays.values():
            # One answer is shown on many pages.
            array.flags.writeable = False

    @cached_property
    def size(self) -> int:
        """Bytes in memory: of the arrays, and of the words, which in a beam or in texts are more."""
        return sum(array.nbytes for array in self.arrays.values()) + _in_memory(self.words)


def _in_memory(value: Any) -> int:
    """Bytes of a value of JSON, with all that is in it."""
    within = (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return sys.getsizeof(value) + sum(map(_in_memory, within))


def to_bytes(answer: Answer) -> bytes:
    """`answer` as bytes, of the same build as a frame's (`rnn_core.frames.bytes`)."""
    return pack("answer", FORMAT, answer.words, answer.arrays)


def from_bytes(data: bytes) -> Answer:
    """The answer in `data`; raises `rnn_core.frames.bytes.FormatError`."""
    _, words, arrays = unpack("answer", (FORMAT,), data)
    return Answer(words, arrays)


@runtime_checkable
class Question(Protocol):
    """A frozen, hashable record: two questions that are equal have the same answer at the same moment of a run."""

    def __hash__(self) -> int: ...

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """The answer at the present moment of `run`; a pure function.

        `go_on` is asked between parts of a long computation; when it says no, `GivenUp` is raised. Raises
        `QuestionError` for what this run cannot be asked.
        """
        ...


def ask(run: Run, question: Question, go_on: Callable[[], bool] = lambda: True) -> Answer:
    """The answer to `question` at the present moment of `run`, which stays as it is; raises like `Question.answer`."""
    return question.answer(run, go_on)


def lane_called(run: Run, name: str) -> LaneRun:
    """The lane with this id; raises `QuestionError`."""
    lanes = {each.id: each for each in run.lanes}
    if name not in lanes:
        raise QuestionError(f"{name[:40]!r} is not a lane of this run. Use one of {', '.join(lanes)}.")
    return lanes[name]


def refuse_two_networks(run: Run, what: str) -> None:
    """Raise `QuestionError` where an encoder and a decoder have weights of their own; `what` is what was asked for."""
    if run.task.boundary:
        raise QuestionError(TWO_NETWORKS.format(what=what))


def numbered(example: int, run: Run) -> int:
    """The number from 0 of test example `example`, which counts from 1; raises `QuestionError`."""
    most = run.task.test.mask.shape[1]
    if not 1 <= example <= most:
        raise QuestionError(f"{example} is not a test example. Use a whole number from 1 to {most}.")
    return example - 1
