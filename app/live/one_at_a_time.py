"""A lock that goes to the most urgent first, in the order of asking, and tells each how many are before."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOK_SECONDS = 0.5
"""How urgent each is may change while it is in the line."""


class OneAtATime:
    """The lock; every method may be called from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken = False
        self._line: list[Callable[[], int]] = []

    def acquire(
        self,
        timeout: float | None = None,
        before: Callable[[int], None] = lambda _: None,
        place: Callable[[], int] = lambda: 0,
    ) -> bool:
        """Wait for the lock, at most `timeout` seconds; whether it was got.

        `before(count)` hears how many are before this one, at once and whenever that changes, while it waits. The
        lock goes to those whose `place` is the lowest number.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        told = 0

        # Another function than any that waits, even where two callers give the same one.
        def mine() -> int:
            return place()

        with self._changed:
            self._line.append(mine)
            try:
                while ahead := self._ahead(mine):
                    if ahead != told:
                        before(told := ahead)
                    left = LOOK_SECONDS if deadline is None else min(LOOK_SECONDS, deadline - time.monotonic())
                    if left <= 0:
                        return False
                    self._changed.wait(left)
                self._taken = True
                return True
            finally:
                self._line.remove(mine)
                self._changed.notify_all()

    def _ahead(self, mine: Callable[[], int]) -> int:
        """How many come before `mine`, with the one that has the lock."""
        order = sorted(self._line, key=lambda each: each())
        return self._taken + order.index(mine)

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for the lock."""
        with self._changed:
            return bool(self._line)

    def release(self) -> None:
        """Give the lock to the next."""
        with self._changed:
            self._taken = False
            self._changed.notify_all()

    @contextmanager
    def turn(self, before: Callable[[int], None], place: Callable[[], int] = lambda: 0) -> Iterator[None]:
        """Hold the lock for the length of a `with`."""
        self.acquire(before=before, place=place)
        try:
            yield
        finally:
            self.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
