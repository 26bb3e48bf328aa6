"""The registry of live runs: who may command which, where they come from, and which nobody needs any more."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable

from app.live.autosave import Autosave
from app.live.commands import PAUSE, Refused
from app.live.engine import Engine
from app.live.entry import Counts, Entry
from app.live.live_run import LiveRun
from app.live.moves import Moves
from app.live.run_before import gone_on, run_before
from app.live.run_maker import RunMaker
from app.live.run_name import tidied
from app.live.side_trainings import SideTrainings
from app.live.time_line import Copied
from app.live.watchdog import Watchdog
from app.operations import log
from app.operations.freed_memory import return_freed_memory
from app.operations.idle_times import IdleTimes
from app.operations.limits import MB, Limits
from app.operations.program_error import logged_as
from app.storage.results import Results
from app.storage.store import NotSaved, Store
from rnn_core.settings.config import RunConfig


class RunRegistry:
    """All runs of this server. Every method may be called from any thread.

    `shipped` holds the bytes of a finished default run (see `RunMaker`). Without a `store` nothing is saved. Whatever a
    page or a route calls raises nothing but `UserError`s.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        shipped: bytes | None = None,
        store: Store | None = None,
        most: Limits | None = None,
        times: IdleTimes | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._most, self._times, self._clock = engine, most or Limits(), times or IdleTimes(), clock
        self._make = RunMaker(engine, shipped, self._most, self._times, clock)
        self._compiling = self._make.compiling
        self.side_trainings = SideTrainings(self._make.scheduler, clock)
        self._lock, self._loading = threading.Lock(), threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._moves, self._watchdog = Moves(), Watchdog(clock)
        self.store = store
        self.results = Results(None if store is None or store.problem else store.folder)
        self._autosave = None if store is None else Autosave(store, self.entries, clock, self._times.save)

    @property
    def problem(self) -> str:
        """Why nothing is saved at all; empty when all is well."""
        return self.store.problem if self.store is not None else ""

    def warm_up(self) -> None:
        """Build and compile the default lab, which most visitors see first."""
        self._make.warm_up()

    @logged_as("run_not_created", "No run could be started", "choose other settings, or reload the page")
    def create(self, config: RunConfig, text: str | None = None, owner: str = "", before: Entry | None = None) -> Entry:
        """A new run of `config` (`text` is the user's own), compiling in its thread, in the place of the run `before`.

        Raises a `UserError` when this cannot be trained, and `Refused` when there is no room for it.
        """
        parent = run_before(before, config, self.in_memory)
        return self._opened(self._make.new(config, text, parent, None if before is None else before.run), owner)

    @logged_as("run_not_branched", "The run could not be continued from here", "choose another moment")
    def branch(self, entry: Entry, owner: str, copied: Copied | None = None) -> Entry:
        """A new run that goes on from the moment of `entry` that is looked at, a lane `copied`; raises `UserError`."""
        # A copy of somebody else's run does not take its place.
        before = entry.run if entry.owner == owner else None
        return self._opened(self._make.branch(entry, before, copied), owner)

    def require_memory(self, config: RunConfig, text: str | None = None) -> None:
        """Raise a `UserError` where what trains beside the runs, like one of `config`, has no room in memory."""
        self._make.require_memory(config, text)

    @logged_as("file_not_opened", "The file could not be opened", "choose another one")
    def adopt(self, data: bytes, owner: str) -> Entry:
        """A new run that goes on where the saved one in `data` stood.

        Raises a `UserError` when that is none, or one that this server won't train.
        """
        if len(data) > self._most.upload_mb * MB:
            raise Refused(self._most.upload_too_large(len(data)))
        return self._opened(self._make.of_file(data, foreign=True), owner)

    @logged_as("run_not_found", "The run could not be opened", "reload the page, or start a new run")
    def find(self, run: str) -> Entry | None:
        """The run with the id `run`, from memory or from disk; None when there is none (any more).

        May take a second. Raises like `adopt` when what is saved of it cannot be opened.
        """
        entry = self.in_memory(run)
        if entry is not None or self.store is None:
            return entry
        with self._loading:
            entry = self.in_memory(run)
            saved = None if entry is not None else self.store.load(run)
            if saved is None:
                return entry
            entry = self._opened(self._make.of_file(saved[1]), saved[0], run)
            if self._autosave is not None:
                self._autosave.know(entry)
            after = self.in_memory(self._moves.end(run))
            if after is not None and after is not entry:
                entry.run.latest.report_gone_on(gone_on(entry, after))
            return entry

    def parting(self, machine: str) -> str:
        """A sentence about a link or a file from the kind of `machine` in this record; often empty."""
        return self._engine.parting(machine)

    @logged_as("run_not_found", "The run could not be opened", "reload the page, or start a new run")
    def lecture(self, run: str) -> Entry | None:
        """The run at which the owner of the run with the id `run`, which may be gone, is now; otherwise as `find`."""
        return self.find(self._moves.end(run))

    def in_memory(self, run: str) -> Entry | None:
        """The run with the id `run`, if it is in memory."""
        with self._lock:
            return self._entries.get(run)

    def keeps(self, run: str, owner: str) -> bool:
        """Whether `owner` has a run with the id `run`, in memory or on disk."""
        entry = self.in_memory(run)
        if entry is not None:
            return entry.owner == owner
        return self.store is not None and self.store.is_of(owner, run)

    def entries(self) -> tuple[Entry, ...]:
        """All runs in memory."""
        with self._lock:
            return tuple(self._entries.values())

    def counts(self) -> Counts:
        """The numbers that `/metrics` shows."""
        entries = self.entries()
        viewers = sum(len(entry.run.viewers) for entry in entries)
        return Counts(dict(Counter(entry.run.status for entry in entries)), viewers, self._watchdog.num_stuck)

    def leave(self, entry: Entry, after: Entry) -> None:
        """The owner has moved on to the run `after`, and viewers hear of it: this one stops training but stays a while.

        One that has not been compiled yet goes at once, so that quick changes do not each keep the compiler busy; not
        if it has come with steps that were trained elsewhere, or somebody beside its owner waits for it.
        """
        self._move(entry, after)
        if not entry.run.prepared and entry.run.step == 0 and len(entry.run.viewers) <= 1:
            self._put_away(entry)
        elif entry.run.wants_to_train:
            entry.run.command(PAUSE)

    def come_back(self, entry: Entry, after: Entry) -> None:
        """The owner of `entry` looks at `after` again; if that was left for `entry`, viewers hear of the way back."""
        if after is not entry and self._moves.end(after.id) == entry.id:
            self._move(entry, after)

    @logged_as("run_not_renamed", "The run was not renamed", "reload the page and try again")
    def rename(self, run: str, owner: str, name: str) -> None:
        """Call a run of `owner` by another name; raises `NotSaved`, or `SavedRunError` for a damaged file."""
        with self._loading:
            entry = self.in_memory(run)
            if entry is None and self.store is not None:
                self.store.rename(owner, run, tidied(name))
        if entry is not None and entry.owner == owner:
            entry.run.latest.rename(tidied(name))
            if not self.save(entry):
                raise NotSaved(entry.run.latest.words()["unsaved"])

    @logged_as("run_not_deleted", "The run was not deleted", "reload the page and try again")
    def delete(self, run: str, owner: str) -> None:
        """Forget a run of `owner`, in memory and on disk; raises `NotSaved` when its file stays."""
        # Not while it comes from disk: it would be there again, and saved again.
        with self._loading:
            entry = self.in_memory(run)
            if entry is not None and entry.owner == owner:
                entry.run.discard()
                self._put_away(entry)
            if self._autosave is not None and self.store is not None and self.store.is_of(owner, run):
                self._autosave.delete(run)

    def save(self, entry: Entry, *, unless_fresh: bool = False) -> bool:
        """Save `entry` now if there is anything new; False when that fails, and its viewers are told why."""
        return self._autosave is None or self._autosave.save(entry, unless_fresh=unless_fresh)

    def save_all_of(self, owner: str) -> None:
        """Save what is new in the runs of `owner` that are in memory, before they are listed."""
        for entry in self.entries():
            if entry.owner == owner:
                self.save(entry)

    @logged_as("file_not_made", "The file could not be made", "train a step further and try again")
    def file_of(self, entry: Entry) -> bytes:
        """`entry` as a file to take away."""
        return entry.run.saved(time.time() if self.store is None else self.store.stamp())

    def look_after(self) -> None:
        """Save what is due, tell of runs that do not come on, put away those that nobody has watched for long."""
        if self._autosave is not None:
            self._autosave.look()
        self._watchdog.look(self.entries())
        put_away = False
        for entry in self.entries():
            if entry.run.viewers.away_seconds() < self._times.forget:
                continue
            kept = self.save(entry, unless_fresh=True) or not self._can_be_saved(entry)
            if kept and entry.run.viewers.away_seconds() >= self._times.forget:
                self._put_away(entry)
                put_away = True
        if put_away:
            return_freed_memory()

    def close(self, seconds: float = 3.0) -> bool:
        """End and save all runs, waiting about `seconds` for their threads; False if one still compiles."""
        entries = self.entries()
        for entry in entries:
            entry.run.close()
        deadline = time.monotonic() + seconds
        for entry in entries:
            entry.run.join(max(0.0, deadline - time.monotonic()))
            self.save(entry)
        with self._lock:
            self._entries.clear()
        if self.store is not None:
            self.store.close()
        ended = self.side_trainings.close()
        idle = self._compiling.acquire(timeout=max(0.0, deadline - time.monotonic()))
        if idle:
            self._compiling.release()
        return idle and ended

    def _opened(self, live: LiveRun, owner: str, run: str = "") -> Entry:
        entry = Entry(run or secrets.token_urlsafe(9), secrets.token_urlsafe(24), owner, live)
        live.latest.report_unsaved(self.problem)
        self._make_room()
        with self._lock:
            self._entries[entry.id] = entry
        live.open()
        log.event("run_opened", run=entry.id, task=live.config.task, step=live.step)
        return entry

    def _move(self, entry: Entry, after: Entry) -> None:
        """The owner of `entry` is at `after` now; whoever watches a run that was left on the way there is told."""
        self._moves.add(entry.id, after.id)
        after.run.latest.report_gone_on("")
        for left in self.entries():
            if left is not after and self._moves.end(left.id) == after.id:
                left.run.latest.report_gone_on(gone_on(left, after))

    def _make_room(self) -> None:
        entries = self.entries()
        if len(entries) < self._most.runs:
            return
        unwatched = sorted(entries, key=lambda entry: -entry.run.viewers.away_seconds())
        for entry in unwatched:
            if entry.run.viewers.away_seconds() < self._times.loading:
                # Its page may be about to watch it.
                break
            if self.save(entry) or not self._can_be_saved(entry):
                self._put_away(entry)
                return
        raise Refused(self._most.full_of_runs)

    def _can_be_saved(self, entry: Entry) -> bool:
        """Whether trying again later makes sense."""
        return self.store is not None and not self.store.problem and entry.owner != ""

    def _put_away(self, entry: Entry) -> None:
        if self.in_memory(entry.id) is not entry:
            # Somebody else has put it away, and it may have come back since.
            return
        entry.run.close()
        if entry.run.prepared:
            entry.run.join(1.0)
        self.save(entry)
        with self._lock:
            self._entries.pop(entry.id, None)
        log.event("run_put_away", run=entry.id, step=entry.run.step)
