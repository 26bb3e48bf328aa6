"""The functions that the live service needs of whatever trains: `rnn_core` here, or the same elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from rnn_core.frames.frame import Frame, Parent, Surroundings
from rnn_core.inside.question import Answer, Question
from rnn_core.saved.run_file import About
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig

OwnRun: TypeAlias = Any
"""A `TrainingRun` that the same engine made: what else it is, only that engine knows."""

OwnMoment: TypeAlias = Any
"""A `Moment` of a run that the same engine made."""

SettingValue: TypeAlias = Any
"""A value of the setting that is named beside it, which has passed that setting's own check."""


class TrainingRun(Protocol):
    """One moment of training, immutable."""

    @property
    def config(self) -> RunConfig:
        """The settings at step 0, and in `changes` all changes: those made so far and those of a link still to come."""
        ...

    @property
    def present(self) -> RunConfig:
        """The settings as they hold at the next step, without `changes`."""
        ...

    @property
    def step(self) -> int:
        """Training steps done."""
        ...

    @property
    def diverged(self) -> bool:
        """Whether every lane has diverged, so that there is nothing left to train."""
        ...


class Moment(Protocol):
    """One kept moment of a run, to come back to."""

    @property
    def step(self) -> int:
        """Training steps done by then."""
        ...


class SavedRun(Protocol):
    """A run as it was saved: `run` where it stood, with its kept `moments`."""

    @property
    def about(self) -> About:
        """The summary in its file."""
        ...

    @property
    def run(self) -> TrainingRun:
        """The run."""
        ...

    @property
    def moments(self) -> tuple[Moment, ...]:
        """Its kept moments, oldest first."""
        ...

    @property
    def frame(self) -> bytes:
        """The bytes of the frame of where it stood."""
        ...

    @property
    def text(self) -> str | None:
        """The user's own text, if the run reads one."""
        ...

    @property
    def parent(self) -> Parent | None:
        """The run that it left, if it is a branch."""
        ...


class Engine(Protocol):
    """Trains. A `UserError` that a method raises is a sentence for the user; any other exception is a fault of its own.

    `run` is always one that this engine made, and `moment` one of its moments.
    """

    COMPILER: int
    """Bytes that compiling a run takes, which `check` counts among the others."""

    def check(self, config: RunConfig, text: str | None = None) -> int:
        """About how many bytes of memory it takes to train a run of `config`, which reads the user's own `text`.

        Raises a `UserError` if there can be no such run; soon done.
        """
        ...

    def fresh(self, config: RunConfig, text: str | None = None) -> TrainingRun:
        """The run of `config` at step 0, uncompiled, for `first_look` and `with_first_test`; raises like `check`."""
        ...

    def first_look(self, run: OwnRun, around: Surroundings) -> Frame | None:
        """About the frame of a `fresh` run, soon; None where the real one comes as soon."""
        ...

    def with_first_test(self, run: OwnRun) -> TrainingRun:
        """A `fresh` run with its test at step 0, which makes it one for all other methods."""
        ...

    def warm_up(self, run: OwnRun, ready: Callable[[int, int], None] | None = None) -> None:
        """Compile what `run` needs, so that nothing after it waits for the compiler.

        `ready(count, total)` hears, from any thread, how many of its parts are compiled by now, each time one more is.
        """
        ...

    def seconds_of_step(self, run: OwnRun) -> float:
        """About how many seconds a training step of `run` takes, estimated before one is measured."""
        ...

    def advance(self, run: OwnRun, steps: int) -> TrainingRun:
        """`run` after `steps` more steps."""
        ...

    def change(self, run: OwnRun, name: str, value: SettingValue, lane: str = "") -> TrainingRun:
        """`run` with a traced setting (of the lane with the id `lane`, or of the run) changed from the next step on."""
        ...

    def observe(self, run: OwnRun, around: Surroundings) -> Frame:
        """The frame of this moment of `run`, whole."""
        ...

    def ask(self, run: OwnRun, question: Question, go_on: Callable[[], bool]) -> Answer:
        """The answer to `question` at this moment of `run`.

        `go_on` is asked between parts of a long computation; when it says no, `rnn_core.GivenUp` is raised. Raises a
        `UserError` for what this run cannot be asked.
        """
        ...

    def moment_of(self, run: OwnRun) -> Moment:
        """The part of `run` that must be kept to come back to this moment."""
        ...

    def num_moments(self, run: OwnRun, most_bytes: int) -> int:
        """How many moments of `run` may be kept in `most_bytes`."""
        ...

    def rewound(self, run: OwnRun, moment: OwnMoment, until: int | None = None) -> TrainingRun:
        """`run` put back to `moment`, with its changes of settings up to the step `until` (the moment's own)."""
        ...

    def parent_of_branch(self, run: OwnRun, name: str, step: int) -> Parent:
        """The part of `run` that a branch which leaves it at `step` shows."""
        ...

    def with_copy(
        self, run: OwnRun, moments: tuple[OwnMoment, ...], lane: str, clamps: tuple[Clamp, ...]
    ) -> tuple[TrainingRun, tuple[Moment, ...]]:
        """`run` and its `moments` with a copy of a lane that holds `clamps` from the next step on.

        Raises a `UserError` where that cannot be.
        """
        ...

    def run_before(self, run: OwnRun, config: RunConfig, name: str) -> Parent:
        """The part of `run`, called `name`, that a new run of `config` in its place shows."""
        ...

    def save_run(
        self,
        run: OwnRun,
        moments: tuple[OwnMoment, ...],
        *,
        name: str,
        saved: float,
        frame: bytes,
        text: str | None,
        parent: Parent | None,
    ) -> bytes:
        """`run` as the bytes of a file; the last of `moments` is its present one."""
        ...

    def this_machine(self, task: str = "") -> str:
        """The record of what numbers of `task` depend on besides a config, for links: this engine's kind of machine."""
        ...

    def parting(self, machine: str) -> str:
        """A sentence if numbers of `machine` need not be the same here, or if that is no record; else empty."""
        ...

    def saved_config(self, data: bytes) -> RunConfig:
        """The config of the run in a file, read from the file's beginning alone; raises a `UserError`."""
        ...

    def load_run(self, data: bytes) -> SavedRun:
        """What `save_run` saved; raises a `UserError`."""
        ...
