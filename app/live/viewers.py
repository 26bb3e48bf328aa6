"""The viewers of a run: whether any is ready for a frame, how long nobody has been there, where they look."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from app.live.pointing import Crosshair


class Viewer(Protocol):
    """Somebody who watches. `ready` says that the last frame was drawn; `notify` may be called from any thread."""

    @property
    def ready(self) -> bool:
        """Whether a new frame would be drawn now."""
        ...

    def notify(self) -> None:
        """There is a new frame or a new state to look at."""
        ...


class Viewers:
    """The viewer of one run. Every method may be called from any thread; `arrived` is called for each newcomer."""

    def __init__(self, clock: Callable[[], float], arrived: Callable[[], None] = lambda: None) -> None:
        self._clock, self._arrived = clock, arrived
        self._lock = threading.Lock()
        self._viewers: set[Viewer] = set()
        self._left = clock()
        self._crosshair: Crosshair | None = None

    def __len__(self) -> int:
        return len(self._viewers)

    def add(self, viewer: Viewer) -> None:
        """From now on `viewer` is notified."""
        with self._lock:
            self._viewers.add(viewer)
        self._arrived()

    def remove(self, viewer: Viewer) -> None:
        """`viewer` has gone."""
        with self._lock:
            self._viewers.discard(viewer)
            if not self._viewers:
                self._left = self._clock()

    @property
    def crosshair(self) -> Crosshair | None:
        """Where the run's owner points."""
        return self._crosshair

    def point(self, crosshair: Crosshair | None) -> None:
        """The owner points there; the others are told."""
        self._crosshair = crosshair
        self.notify()

    def away_seconds(self) -> float:
        """How long nobody has been watching, counted from the start if nobody ever was; 0 while somebody is."""
        with self._lock:
            return 0.0 if self._viewers else self._clock() - self._left

    def ready(self) -> bool:
        """Whether a frame made now would be drawn by anybody."""
        return any(viewer.ready for viewer in self._present())

    def notify(self) -> None:
        """Tell everybody that there is something new."""
        for viewer in self._present():
            viewer.notify()

    def _present(self) -> tuple[Viewer, ...]:
        with self._lock:
            return tuple(self._viewers)
