"""Saves live runs beside their training: every few seconds of it, and whenever one comes to rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from app.live.live_run import LiveRun
from app.operations import log
from app.operations.counters import SAVE_FAILURES
from app.operations.idle_times import IdleTimes
from app.operations.program_error import sentence
from app.storage.store import NotSaved, Store

NO_COOKIES = "Not saved: this browser keeps no cookies, so the run could not be found again. Download it instead."

MADE_ROOM = (
    "Not saved any more: its file was deleted because the server was full. Train on to save it again, then name it "
    "under “Your runs” to keep it."
)
BROKEN = sentence("The run is not saved", "training goes on")


class Saved(Protocol):
    """The part of a run that autosave needs."""

    @property
    def id(self) -> str:
        """The run's id."""
        ...

    @property
    def owner(self) -> str:
        """The visitor it belongs to; empty if nobody could come back to it."""
        ...

    @property
    def run(self) -> LiveRun:
        """The run."""
        ...


class _Kept(NamedTuple):
    """The state of a run's saving: the step on disk, the last try, how many seconds it took, and whether it failed."""

    progress: Any
    since: float
    took: float = 0.0
    failed: bool = False


class Autosave:
    """Keeps the runs of `entries()` in `store`. `look` is called again and again; no training ever waits for it.

    `seconds` lie between two saves of a training run; with the time that writing takes, a crash costs little more.
    """

    def __init__(
        self,
        store: Store,
        entries: Callable[[], Iterable[Saved]],
        clock: Callable[[], float] = time.monotonic,
        seconds: float = IdleTimes().save,
    ) -> None:
        self._store, self._entries, self._clock, self._seconds = store, entries, clock, seconds
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def look(self) -> None:
        """Save every run that trains and was not saved for a while, and every one that has come to rest unsaved."""
        entries = list(self._entries())
        for entry in entries:
            self.save(entry, unless_fresh=True)
        present = {entry.id for entry in entries}
        with self._lock:
            self._kept = {run: kept for run, kept in self._kept.items() if run in present}

    def save(self, entry: Saved, *, unless_fresh: bool = False) -> bool:
        """Save one run now, or with `unless_fresh` only when it is due; False when it should be saved and can't be."""
        with self._lock:
            progress = entry.run.progress
            kept = self._kept.setdefault(entry.id, _Kept(None, self._clock()))
            if progress is None or progress == kept.progress:
                if progress is not None and not self._store.is_of(entry.owner, entry.id):
                    entry.run.latest.report_unsaved(MADE_ROOM)
                return True
            if unless_fresh and not entry.run.prepared:
                # It stands where its file or its parent does; to look at it now would compile it here.
                return True
            # A full disk stays full for some time.
            waits = kept.failed or entry.run.status == "training"
            began = self._clock()
            # A network so large that it is written for seconds must not be written all the time.
            pause = max(self._seconds, 5 * kept.took)
            if unless_fresh and waits and began - kept.since < pause:
                return not kept.failed
            sentence = self._write(entry)
            failed = bool(sentence)
            took = self._clock() - began
            self._kept[entry.id] = _Kept(kept.progress if failed else progress, began, took, failed)
        entry.run.latest.report_unsaved(sentence)
        return not failed

    def know(self, entry: Saved) -> None:
        """`entry` has just come from its file: nothing of it is new."""
        with self._lock:
            self._kept[entry.id] = _Kept(entry.run.progress, self._clock())

    def delete(self, run: str) -> None:
        """Delete the file of `run`, which is not among the entries any more; raises `NotSaved`."""
        # With the lock, so that no save that is under way brings it back.
        with self._lock:
            self._store.delete(run)

    def _write(self, entry: Saved) -> str:
        if self._store.problem:
            return self._store.problem
        if not entry.owner:
            return NO_COOKIES
        try:
            data = entry.run.saved(self._store.stamp())
            self._store.save(entry.owner, entry.id, data, live={each.id for each in self._entries()})
        except Exception as error:  # noqa: BLE001 - whatever it was, the page says so and the others are saved
            SAVE_FAILURES.inc()
            log.problem("run_not_saved", error, run=entry.id)
            return str(error) if isinstance(error, NotSaved) else BROKEN
        return ""
