"""What trains beside the runs without being one, such as Word2Vec: one for each visitor, while somebody looks at it.

Each training has a thread and a share of the machine of its own, like a run, and computes in short bursts. All who ask
for the same thing share one. What came of it is kept, up to a number of bytes, also when it was stopped half-way: who
asks for it again goes on from there.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from app.live.commands import Refused
from app.live.fair_scheduler import FairScheduler, Share
from app.operations.program_error import logged_as
from rnn_core.errors import UserError

AWAY_SECONDS = 60.0
"""A training at which nobody has looked for so long ends, unless it was begun to go on for longer."""
MOST_AT_ONCE = 4
MOST_BYTES = 60_000_000
MOST_KEPT = 40
"""Trainings: what makes a moment of one may hold on to a text of megabytes, and one that failed has no moment."""

FULL = (
    f"This server trains {MOST_AT_ONCE} of these at once beside the runs, and all places are taken. Try again in a "
    "minute, or choose the settings that somebody else trains now."
)


@dataclass(frozen=True)
class Seen:
    """What somebody sees of a training: its newest moment, if there is one yet, and how it stands.

    `mine` says whether the visitor who looks has asked for it; `error` why it ended too soon.
    """

    moment: Any
    under_way: bool
    mine: bool
    error: UserError | None


@dataclass(eq=False)
class _Training:
    """A training and what becomes of it; guarded by the lock of `SideTrainings`.

    A moment is immutable, and knows whether it is `done` and its `size` in bytes.
    """

    share: Share
    begin: Callable[[], Any]
    advance: Callable[[Any], Any]
    looked: float
    away_seconds: float = AWAY_SECONDS
    askers: set[str] = field(default_factory=set)
    moment: Any = None
    error: UserError | None = None
    thread: threading.Thread | None = None

    @property
    def size(self) -> int:
        return self.moment.size if self.moment is not None else 0

    @property
    def done(self) -> bool:
        return self.moment is not None and self.moment.done


class SideTrainings:
    """All of a server's. Every method may be called from any thread; `clock` tells seconds."""

    def __init__(
        self,
        scheduler: FairScheduler,
        clock: Callable[[], float] = time.monotonic,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._scheduler, self._clock, self._most_bytes = scheduler, clock, most_bytes
        self._lock = threading.Lock()
        # In the order in which they were looked at last.
        self._known: OrderedDict[Hashable, _Training] = OrderedDict()
        self._closed = False

    def begin(
        self,
        key: Hashable,
        visitor: str,
        begin: Callable[[], Any],
        advance: Callable[[Any], Any],
        away_seconds: float = AWAY_SECONDS,
    ) -> None:
        """Train what `key` stands for, in the place of what `visitor` trained; raises `Refused`.

        `begin` makes the first moment and `advance` the next one, both in a thread. If somebody else has asked for
        the same, or it was stopped half-way, that goes on. It ends when nobody has looked for `away_seconds`.
        """
        with self._lock:
            training = self._known.get(key)
            running = [each for other, each in self._known.items() if each.thread is not None and other != key]
            # One that only this visitor has asked for makes room.
            others = [each for each in running if each.askers - {visitor}]
            if self._closed or (len(others) >= MOST_AT_ONCE and (training is None or training.thread is None)):
                raise Refused(FULL)
            for each in running:
                each.askers.discard(visitor)
            if training is None or training.error is not None:
                training = self._known[key] = _Training(
                    self._scheduler.share(), begin, advance, self._clock(), away_seconds
                )
            training.askers.add(visitor)
            training.looked = self._clock()
            if training.thread is None and not training.done:
                training.thread = threading.Thread(
                    target=self._work, args=(training,), name="side-training", daemon=True
                )
                training.thread.start()

    def look(self, key: Hashable, visitor: str) -> Seen | None:
        """How the training of `key` stands; None when nobody has asked for it, or it was forgotten."""
        with self._lock:
            training = self._known.get(key)
            if training is None:
                return None
            self._known.move_to_end(key)
            training.looked = self._clock()
            return Seen(training.moment, training.thread is not None, visitor in training.askers, training.error)

    def stop(self, key: Hashable, visitor: str) -> None:
        """`visitor` does not want it any more; it ends unless somebody else has asked for it too."""
        with self._lock:
            if key in self._known:
                self._known[key].askers.discard(visitor)

    def close(self, seconds: float = 1.0) -> bool:
        """End all, waiting about `seconds` for their threads; False if one still computes."""
        with self._lock:
            self._closed = True
            under_way = list(self._known.values())
            for training in under_way:
                training.askers.clear()
        threads = [training.thread for training in under_way if training.thread is not None]
        for training in under_way:
            training.share.interrupt()
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _work(self, training: _Training) -> None:
        while True:
            error: UserError | None = None
            try:
                self._train(training)
            except UserError as refused:
                error = refused
            with self._lock:
                if error is None and self._is_wanted(training):
                    # Somebody has asked for it again just now.
                    continue
                training.error, training.thread = error, None
                training.askers.clear()
                self._make_room()
                return

    @logged_as("side_training_failed", "This could not be trained", "choose other settings, or reload the page")
    def _train(self, training: _Training) -> None:
        bursts = 0
        while self._goes_on(training):
            # Beginning takes long, and so does the first burst, which is compiled.
            with self._scheduler.turn(training.share, long=bursts < 2) as granted:
                if not granted:
                    continue
                before = training.moment
                after = training.begin() if before is None else training.advance(before)
            bursts += 1
            with self._lock:
                training.moment = after

    def _goes_on(self, training: _Training) -> bool:
        with self._lock:
            return self._is_wanted(training)

    def _is_wanted(self, training: _Training) -> bool:
        looked_at = self._clock() - training.looked < training.away_seconds
        return bool(training.askers) and looked_at and not training.done

    def _make_room(self) -> None:
        """Forget what was looked at longest ago, until the rest fits."""
        for key in list(self._known):
            fits = sum(each.size for each in self._known.values()) <= self._most_bytes
            if fits and len(self._known) <= MOST_KEPT:
                return
            if self._known[key].thread is None:
                del self._known[key]
