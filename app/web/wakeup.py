"""Wakes what waits on an event loop, from any thread: one call for all, however many there are."""

from __future__ import annotations

import asyncio
import threading
import weakref


class Wakeup:
    """Wakes what waits on one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = weakref.ref(loop)
        self._lock = threading.Lock()
        self._wanted: set[asyncio.Event] = set()

    def wake(self, event: asyncio.Event) -> None:
        """Set `event` on its loop, soon."""
        with self._lock:
            first = not self._wanted
            self._wanted.add(event)
        loop = self._loop()
        if not first or loop is None:
            return
        try:
            loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            # The event loop has closed: the server is going down, and nobody is left to tell.
            return

    def _wake(self) -> None:
        with self._lock:
            wanted, self._wanted = self._wanted, set()
        for event in wanted:
            event.set()


_wakeups: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Wakeup] = weakref.WeakKeyDictionary()


def wakeup_of(loop: asyncio.AbstractEventLoop) -> Wakeup:
    """The one of `loop`; call it on that loop."""
    return _wakeups.setdefault(loop, Wakeup(loop))
