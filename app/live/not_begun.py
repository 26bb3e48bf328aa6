"""A run that is not built yet: only its settings and the run before are known."""

from __future__ import annotations

from typing import NoReturn

from app.live.commands import Refused
from app.live.engine import Engine, TrainingRun
from app.live.questions import NOT_YET
from app.live.time_line import Beginning, Copied, TimeLine
from rnn_core.frames.frame import Frame, Parent, Surroundings
from rnn_core.settings.config import RunConfig


class NotBegun:
    """Stands for the time line of a run until that is built; fields as there."""

    step, past_step = 0, None

    def __init__(
        self, engine: Engine, config: RunConfig, text: str | None, most_bytes: int, parent: Parent | None
    ) -> None:
        self._engine, self._text, self._most_bytes = engine, text, most_bytes
        self.config, self.parent = config, parent
        self._run: TrainingRun | None = None

    def first_look(self) -> Frame | None:
        """About the run's first frame, soon, or None where that takes as long as `begun`; raises a `UserError`."""
        self._run = self._engine.fresh(self.config, self._text)
        return self._engine.first_look(self._run, Surroundings(parent=self.parent))

    def begun(self) -> TimeLine:
        """The time line of the run, at step 0; raises a `UserError`. It takes a while."""
        run = self._run or self._engine.fresh(self.config, self._text)
        beginning = Beginning(self._engine.with_first_test(run), parent=self.parent)
        return TimeLine(self._engine, beginning, self._text, self._most_bytes)

    @property
    def present(self) -> RunConfig:
        """The settings at step 0."""
        return self.config.replace(changes=())

    @property
    def on_screen(self) -> RunConfig:
        """The settings at step 0."""
        return self.present

    @property
    def shown(self) -> NoReturn:
        """There is no moment to look at: raises `Refused`."""
        raise Refused(NOT_YET)

    def kept_runs(self, _most: int) -> NoReturn:
        """There is no moment to look at: raises `Refused`."""
        raise Refused(NOT_YET)

    def kept_frames(self, _most: int) -> NoReturn:
        """There is no moment to look at: raises `Refused`."""
        raise Refused(NOT_YET)

    def branch(self, _name: str, _copied: Copied | None = None) -> NoReturn:
        """There is no moment to go on from: raises `Refused`."""
        raise Refused(NOT_YET)

    def as_run_before(self, config: RunConfig, name: str) -> None:
        """Nothing was trained."""


def line_of(
    engine: Engine,
    config: RunConfig,
    text: str | None,
    most_bytes: int,
    parent: Parent | None,
    beginning: Beginning | None,
) -> TimeLine | NotBegun:
    """The time line of a run that has a `beginning`, or what stands for it."""
    if beginning is None:
        return NotBegun(engine, config, text, most_bytes, parent)
    return TimeLine(engine, beginning, text, most_bytes)
