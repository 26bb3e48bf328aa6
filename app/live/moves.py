"""From which run to which their owners have gone on, so that those who watch can follow."""

from __future__ import annotations

import threading

MOST = 10_000
"""Moves that are remembered; the oldest go first."""


class Moves:
    """The next run of each one that its owner has left, by their ids, whether those runs are still there or not.

    Every method may be called from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dict[str, str] = {}

    def add(self, run: str, after: str) -> None:
        """The owner of `run` is at `after` from now on."""
        with self._lock:
            # Nobody is sent on from where the owner is: so no way leads round in a circle.
            self._next.pop(after, None)
            self._next.pop(run, None)
            if run != after:
                self._next[run] = after
            while len(self._next) > MOST:
                del self._next[next(iter(self._next))]

    def end(self, run: str) -> str:
        """The run at which the owner of `run` is now: itself, if it was not left."""
        with self._lock:
            while run in self._next:
                run = self._next[run]
        return run
