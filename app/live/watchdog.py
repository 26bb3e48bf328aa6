"""Notices a run whose training does not come on: who watches hears of it, and the log holds where the server stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.live.entry import Entry
from app.operations import log


class Watchdog:
    """Looks at all runs from time to time; `clock` is the one that the runs go by."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._stuck: frozenset[str] = frozenset()

    @property
    def num_stuck(self) -> int:
        """How many runs did not come on when it looked last."""
        return len(self._stuck)

    def look(self, entries: Iterable[Entry]) -> None:
        """Tell of every run that has begun to be stuck since the last look, and of every one that goes on again."""
        stuck = set()
        for entry in entries:
            is_stuck = entry.run.pace.is_overdue(self._clock())
            entry.run.latest.report_stuck(is_stuck)
            if is_stuck:
                stuck.add(entry.id)
                if entry.id not in self._stuck:
                    log.problem("run_stuck", run=entry.id, step=entry.run.step, stacks=log.all_stacks())
        self._stuck = frozenset(stuck)
