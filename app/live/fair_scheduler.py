"""Shares the machine between the threads of the runs: a few compute at once, and who has had least goes next.

A run's thread takes one turn for every short burst of training. The waiting run that has used the least machine time
goes next, and one that was away starts where the others stand (start-time fair queueing: Goyal, Vin & Cheng, SIGCOMM
1996): it neither holds them up for what it did not use nor pays for what it used while nobody else was there.
"""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LONG_SECONDS = 0.25
"""A burst that is expected to take longer than this should say that it is `long`."""

CREDIT_SECONDS = 0.25
"""How far a run may stay behind the others. Without it a run of short bursts lost what it was owed in the moment
between two of them, whenever somebody further ahead took a slot that was free: it got 0.5 s where others got 1.8 s."""


@dataclass(eq=False)
class Share:
    """One run's use of the machine; made by `FairScheduler.share`, and used by one thread at a time.

    `used` is machine time in seconds, moved up when the run was away. All fields are guarded by the scheduler's lock,
    which is also that of `called`: every run waits on a condition of its own, so that only the one whose turn it is
    wakes.
    """

    called: threading.Condition
    kind: str = "training"
    used: float = 0.0
    long: bool = False
    arrival: int = 0
    began: float = 0.0
    interrupted: bool = False

    def interrupt(self) -> None:
        """Make the turn that waits now give up, or else the next one that would have to wait; from any thread.

        Without that “or else”, what is asked of a run just before it begins to wait would have to wait as well.
        """
        with self.called:
            self.interrupted = True
            self.called.notify()


class FairScheduler:
    """At most `slots` bursts compute at once. Every method may be called from any thread.

    Long bursts of one kind together hold at most `slots` − 1 slots (where there is more than one), so that a short one
    seldom has to wait for them, and training never for what a question has to compile. `clock` tells seconds.
    """

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._slots, self._clock = slots, clock
        self._lock = threading.Lock()
        self._waiting: set[Share] = set()
        self._computing: set[Share] = set()
        self._arrivals = itertools.count()
        # The most that anybody had used when a turn of theirs began: where the others stand.
        self._reached = 0.0
        self._left = -math.inf

    @property
    def idle_seconds(self) -> float:
        """How long ago the last turn ended, in seconds; 0 while somebody computes or waits."""
        with self._lock:
            return 0.0 if self._waiting or self._computing else self._clock() - self._left

    @property
    def crowd(self) -> float:
        """How many runs compute or wait for it, for each slot."""
        with self._lock:
            return (len(self._waiting) + len(self._computing)) / self._slots

    def share(self, kind: str = "training") -> Share:
        """The share of somebody new who computes."""
        return Share(threading.Condition(self._lock), kind)

    @contextmanager
    def turn(self, share: Share, *, long: bool = False) -> Iterator[bool]:
        """Wait for a slot and hold it for the length of the `with`, whose time is what the run is charged for.

        Yields False, and holds no slot, if the wait was interrupted. `long` says that the burst is expected to take
        longer than `LONG_SECONDS`.
        """
        granted = self._enter(share, long)
        try:
            yield granted
        finally:
            if granted:
                self._leave(share)

    def _enter(self, share: Share, long: bool) -> bool:
        with self._lock:
            share.used = max(share.used, self._reached - CREDIT_SECONDS)
            share.long, share.arrival = long, next(self._arrivals)
            self._waiting.add(share)
            # Who goes is settled when somebody takes the slot, not when it gets free: a run that comes straight back
            # from a short burst is then not passed over for one that has used more but happened to wait.
            while not (granted := self._next() is share) and not share.interrupted:
                share.called.wait()
            self._waiting.remove(share)
            share.interrupted = False
            if granted:
                self._computing.add(share)
                self._reached = max(self._reached, share.used)
                share.began = self._clock()
                # Two slots that got free at once may both have called this run.
                self._call_next()
            return granted

    def _leave(self, share: Share) -> None:
        with self._lock:
            self._left = self._clock()
            share.used += self._left - share.began
            self._computing.remove(share)
            self._call_next()

    def _next(self) -> Share | None:
        """The waiting run that may compute now."""
        if len(self._computing) >= self._slots:
            return None
        able = (share for share in self._waiting if not share.long or self._has_room_for_long(share.kind))
        return min(able, key=lambda share: (share.used, share.arrival), default=None)

    def _has_room_for_long(self, kind: str) -> bool:
        return self._slots == 1 or sum(s.long and s.kind == kind for s in self._computing) < self._slots - 1

    def _call_next(self) -> None:
        share = self._next()
        if share is not None:
            share.called.notify()
