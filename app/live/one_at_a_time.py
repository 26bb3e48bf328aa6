"""A lock that is taken in the order of asking, and tells each who waits how many are before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class OneAtATime:
    """The lock; every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._line: list[object] = []

    def acquire(self, timeout: float | None = None, before: Callable[[int], None] = lambda _: None) -> bool:
        """Wait for the lock, at most `timeout` seconds; whether it was got.

        `before(count)` hears how many are before this one, at once and whenever there are fewer, while it waits.
        """
        mine, deadline = object(), None if timeout is None else time.monotonic() + timeout
        with self._changed:
            self._line.append(mine)
            while place := self._line.index(mine):
                before(place)
                if deadline is not None and time.monotonic() >= deadline:
                    self._line.remove(mine)
                    self._changed.notify_all()
                    return False
                self._changed.wait(None if deadline is None else max(0.0, deadline - time.monotonic()))
        return True

    def release(self) -> None:
        """Give the lock to the next."""
        with self._changed:
            del self._line[0]
            self._changed.notify_all()

    @contextmanager
    def turn(self, before: Callable[[int], None]) -> Iterator[None]:
        """Hold the lock for the length of a `with`."""
        self.acquire(before=before)
        try:
            yield
        finally:
            self.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
