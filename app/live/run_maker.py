"""Makes live runs: new ones, branches, and those of a file, with what all runs of a server share."""

from __future__ import annotations

import contextlib
import heapq
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.live.answer_cache import AnswerCache
from app.live.engine import Engine, TrainingRun
from app.live.entry import Entry
from app.live.fair_scheduler import FairScheduler
from app.live.live_run import LiveRun
from app.live.one_at_a_time import OneAtATime
from app.live.run_name import tidied
from app.live.time_line import Beginning, Copied
from app.live.training_loop import CHANGE_SETTINGS, TRAIN_ANEW
from app.operations import log
from app.operations.free_memory import free_memory
from app.operations.idle_times import IdleTimes
from app.operations.limits import MB, Limits
from rnn_core.container import usable_cores
from rnn_core.frames.frame import Parent
from rnn_core.saved.run_file import SavedRunError
from rnn_core.settings.config import RunConfig

TRAIN_IT = "Press Play to train it yourself, from step 0."
GO_ON = "Press Play to go on from there."
SHIPPED = f"This example is already trained. {TRAIN_IT}"
RESTORED = f"This run was saved at step {{step:,}}. {GO_ON}"
MAKE_A_COPY = "To train it, choose “Make my own copy”."
_FOR_VIEWERS = {TRAIN_IT: MAKE_A_COPY, GO_ON: MAKE_A_COPY, TRAIN_ANEW: "", CHANGE_SETTINGS: ""}
"""Invitations to a run's owner, and the words for the others in their place."""
LAST = 4
"""The place in the compiler's line behind every run's (`Preparation`)."""


IDLE_SECONDS = 2.0
"""Nobody trains any more when no step was taken for so long."""


class _Wanted(Exception):
    """Somebody waits for the compiler, or trains."""


def for_viewers(message: str) -> str:
    """A run's `message` for those who may not press Play."""
    for invitation, instead in _FOR_VIEWERS.items():
        message = message.replace(invitation, instead)
    return message.strip()


class RunMaker:
    """Every method may be called from any thread; the runs are not open yet.

    `shipped` holds the bytes of a finished default run, shown until a default run has been started. Runs are compiled
    one after the other, each with `compiling`: thirty pages that open the same lab at once then wait for one
    compilation, not for thirty.
    """

    def __init__(
        self, engine: Engine, shipped: bytes | None, most: Limits, times: IdleTimes, clock: Callable[[], float]
    ) -> None:
        self._engine, self._shipped = engine, shipped
        self._most, self._times, self._clock = most, times, clock
        self.compiling = OneAtATime()
        self._slots = usable_cores()
        self.scheduler = FairScheduler(self._slots)
        self._lock = threading.Lock()
        self._needed: weakref.WeakKeyDictionary[LiveRun, int] = weakref.WeakKeyDictionary()
        self._answers = AnswerCache(most.answers_mb * MB)
        self._default: TrainingRun | None = None

    def warm_up(self) -> None:
        """Build and compile the default lab, which most visitors see first.

        Whoever needs the compiler or trains meanwhile has the machine as soon as what is being compiled is done; when
        nobody does any more this goes on.
        """
        run = None
        while self._default is None:
            while self.scheduler.idle_seconds < IDLE_SECONDS:
                time.sleep(IDLE_SECONDS / 4)
            with self.compiling.turn(lambda _: None, lambda: LAST), contextlib.suppress(_Wanted):
                run = run or self._engine.with_first_test(self._engine.fresh(RunConfig()))
                self._engine.warm_up(run, self._give_way)
                self._default = run

    def _give_way(self, *_compiled: int) -> None:
        if self.compiling.wanted or self.scheduler.idle_seconds < IDLE_SECONDS:
            raise _Wanted

    def new(self, config: RunConfig, text: str | None, parent: Parent | None, before: LiveRun | None = None) -> LiveRun:
        """A run of `config` at step 0, which shows `parent` as the run before; raises a `UserError`.

        `before` is the run on screen, whose place it takes; the finished run is shown to one who comes without that.
        """
        # Settings that cannot be trained are refused at once, while the page can still say so and keep its run.
        self._most.check(config)
        default = self._default if config == RunConfig() else None
        shipped = self._shipped if before is None and config == RunConfig() else None
        return self._run(
            config,
            before,
            text=text,
            beginning=None if default is None else Beginning(default, parent=parent),
            parent=parent,
            shown=shipped,
            message="" if shipped is None else SHIPPED,
        )

    def branch(self, entry: Entry, before: LiveRun | None, copied: Copied | None = None) -> LiveRun:
        """A run that goes on from the moment of `entry` on screen, in the place of `before`; raises a `UserError`."""
        config, beginning = entry.run.branch(entry.run.latest.name, copied)
        if beginning.parent is not None:
            beginning = replace(beginning, parent=replace(beginning.parent, run=entry.id))
        return self._run(config, before, text=entry.run.text, beginning=beginning)

    def of_file(self, data: bytes, *, foreign: bool = False) -> LiveRun:
        """The run that was saved in `data`; raises a `UserError`. The run before a `foreign` one is not sought here."""
        # Before anything is built from it: its header says how large it would get.
        self._most.check(self._engine.saved_config(data))
        try:
            saved = self._engine.load_run(data)
        except SavedRunError as error:
            log.problem("saved_run_refused", error.__cause__, bytes=len(data))
            raise
        parent = saved.parent
        if parent is not None:
            known = "" if foreign else parent.run
            parent = replace(parent, name=tidied(parent.name), difference=tidied(parent.difference), run=known)
        restored = RESTORED.format(step=saved.run.step)
        return self._run(
            saved.run.config,
            text=saved.text,
            name=tidied(saved.about.name),
            beginning=Beginning(saved.run, saved.moments, parent),
            shown=saved.frame,
            message=f"{restored} {self._engine.parting(saved.about.machine)}".rstrip(),
        )

    def require_memory(self, config: RunConfig, text: str | None = None) -> None:
        """Raise a `UserError` where training what is no run of its own, but like one of `config`, has no room."""
        needed = self._engine.check(config, text)
        with self._lock:
            self._most.check_memory(needed, free_memory() - self._promised(None))

    def _run(
        self, config: RunConfig, before: LiveRun | None = None, *, text: str | None = None, **more: Any
    ) -> LiveRun:
        """The run, in the place of `before`; raises a `UserError` where its training has no room in memory."""
        needed = self._engine.check(config, text)
        # One after the other: two large runs that are asked for at one moment must not both find the same room.
        with self._lock:
            self._most.check_memory(needed, free_memory() - self._promised(before))
            run = LiveRun(
                self._engine,
                config,
                text=text,
                compiling=self.compiling,
                scheduler=self.scheduler,
                history_bytes=self._most.history_mb * MB,
                answers=self._answers,
                sleep_seconds=self._times.sleep,
                clock=self._clock,
                **more,
            )
            self._needed[run] = needed
        return run

    def _promised(self, before: LiveRun | None) -> int:
        """Bytes that other runs than `before` may yet take beside a new one: as many at once as the machine has slots.

        The compiler has one of them at a time.
        """
        others = (needed for run, needed in self._needed.items() if run is not before and _may_take_more(run))
        return sum(max(0, needed - self._engine.COMPILER) for needed in heapq.nlargest(self._slots - 1, others))


def _may_take_more(run: LiveRun) -> bool:
    """Whether `run` may soon take memory that it does not hold yet: it does not train, and somebody waits for it."""
    if run.closed or run.status == "training":
        return False
    # One that could not be built stays paused.
    return len(run.viewers) > 0 if run.prepared else run.status != "paused"
