"""Who watches a run, whether any of them is ready for a frame, and how long nobody has been there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol


class Subscriber(Protocol):
    """Somebody who watches. `ready` says that the last frame was drawn; `notify` may be called from any thread."""

    @property
    def ready(self) -> bool:
        """Whether a new frame would be drawn now."""
        ...

    def notify(self) -> None:
        """There is a new frame or a new state to look at."""
        ...


class Audience:
    """The subscribers of one run. Every method may be called from any thread; `arrived` is called for each newcomer."""

    def __init__(self, clock: Callable[[], float], arrived: Callable[[], None] = lambda: None) -> None:
        self._clock, self._arrived = clock, arrived
        self._lock = threading.Lock()
        self._subscribers: set[Subscriber] = set()
        self._left = clock()

    def __len__(self) -> int:
        return len(self._subscribers)

    def add(self, subscriber: Subscriber) -> None:
        """From now on `subscriber` is notified."""
        with self._lock:
            self._subscribers.add(subscriber)
        self._arrived()

    def remove(self, subscriber: Subscriber) -> None:
        """`subscriber` has gone."""
        with self._lock:
            self._subscribers.discard(subscriber)
            if not self._subscribers:
                self._left = self._clock()

    def away_seconds(self) -> float:
        """How long nobody has been watching, counted from the start if nobody ever was; 0 while somebody is."""
        with self._lock:
            return 0.0 if self._subscribers else self._clock() - self._left

    def ready(self) -> bool:
        """Whether a frame made now would be drawn by anybody."""
        return any(subscriber.ready for subscriber in self._present())

    def notify(self) -> None:
        """Tell everybody that there is something new."""
        for subscriber in self._present():
            subscriber.notify()

    def _present(self) -> tuple[Subscriber, ...]:
        with self._lock:
            return tuple(self._subscribers)
