"""Before a run can train: it is built, shown at a first look, and compiled, in turn with the other runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.live.engine import Engine
from app.live.latest_state import LatestState
from app.live.not_begun import NotBegun
from app.live.one_at_a_time import OneAtATime
from app.live.time_line import TimeLine
from app.live.viewers import Viewers
from rnn_core.frames.frame import to_bytes


class Preparation:
    """Of one run, which says how far it is through `latest`; it is given up where the run is `closed` meanwhile."""

    def __init__(
        self, engine: Engine, compiling: OneAtATime, latest: LatestState, viewers: Viewers, closed: Callable[[], bool]
    ) -> None:
        self._engine, self._compiling = engine, compiling
        self._latest, self._viewers, self._closed = latest, viewers, closed

    def of(self, line: TimeLine | NotBegun) -> TimeLine | None:
        """The run's time line, built from `line` and compiled, or None where it was given up; raises a `UserError`."""
        # A first look is compiled in a tenth of the time: in a crowd everybody sees the own networks soon.
        if isinstance(line, NotBegun) and self._latest.frame is None:
            with self._turn():
                look = None if self._closed() else line.first_look()
                if look is not None:
                    self._latest.post(to_bytes(look))
        with self._turn():
            if self._closed():
                return None
            begun = line.begun() if isinstance(line, NotBegun) else line
            if not self._closed():
                self._engine.warm_up(begun.at.run, self._latest.report_compiled)
            return begun

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The runs that somebody watches come first, and of those the ones that have no picture yet."""
        with self._compiling.turn(self._latest.report_waiting, self._place):
            self._latest.report_waiting(0)
            yield

    def _place(self) -> int:
        unwatched = not self._closed() and len(self._viewers) == 0
        return 2 * unwatched + (self._latest.frame is not None)
