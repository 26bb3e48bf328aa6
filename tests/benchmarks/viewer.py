"""Somebody who watches a run over the WebSocket as a browser does, without a screen: to load and to time a server."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.class_process import Owned
from tests.benchmarks.thin_socket import ThinSocket

PATIENCE_SECONDS = 120.0
# The frame's words stand inside a JSON string, so that their quotes are escaped.
STEP_AND_MADE = re.compile(rb'\\"step\\": (\d+), \\"made\\": ([\d.]+)')


@dataclass(frozen=True)
class Seen:
    """A frame that came: when it was received and made (Unix seconds), and its training step."""

    received: float
    made: float
    step: int


class Viewer:
    """One who watches a run and acknowledges every frame as soon as it is there. With the run's key, its owner."""

    def __init__(self) -> None:
        self._line = ThinSocket(self._take_words, self._take_frame)
        self._news = asyncio.Event()
        self.seen: list[Seen] = []
        self.state: dict[str, Any] = {}
        self.told = 0.0

    @property
    def step(self) -> int:
        """The training step of the newest frame; -1 before the first."""
        return self.seen[-1].step if self.seen else -1

    async def open(self, port: int, run: Owned) -> None:
        """Begin to watch."""
        await self._line.open(port, f"/live/{run.id}")
        self._say({"hello": run.key})

    def close(self) -> None:
        """Leave."""
        self._line.close()

    def command(self, command: str, **more: Any) -> None:
        """Command the run; `more` are the command's other words."""
        self._say({"command": command, **more})

    async def until(self, holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something `holds` of what came; raises `TimeoutError` after `seconds`."""
        async with asyncio.timeout(seconds):
            while not holds():
                if self._line.closed:
                    raise ConnectionError("The server closed the line.")
                self._news.clear()
                await self._news.wait()

    async def until_status(self, *statuses: str) -> None:
        """Wait until the run does one of these."""
        await self.until(lambda: self.state.get("status") in statuses)

    def seen_between(self, began: float, ended: float) -> list[Seen]:
        """The frames received between two times (Unix seconds)."""
        return [frame for frame in self.seen if began <= frame.received < ended]

    def _take_words(self, text: str) -> None:
        words = json.loads(text)
        self.state = words.get("state", self.state)
        self.told = time.perf_counter()
        self._news.set()

    def _take_frame(self, frame: memoryview) -> None:
        found = STEP_AND_MADE.search(frame)
        assert found is not None, "The header of a frame begins with its step and the time when it was made."
        self.seen.append(Seen(time.time(), float(found[2]), int(found[1])))
        self._say({"drawn": self.step})
        self._news.set()

    def _say(self, words: dict[str, Any]) -> None:
        self._line.say(json.dumps(words))


@asynccontextmanager
async def viewers(port: int, runs: Sequence[Owned]) -> AsyncIterator[list[Viewer]]:
    """One viewer for each of `runs`, watching."""
    watching = [Viewer() for _ in runs]
    try:
        await asyncio.gather(*(each.open(port, run) for each, run in zip(watching, runs, strict=True)))
        yield watching
    finally:
        for each in watching:
            each.close()


@asynccontextmanager
async def viewer(port: int, run: Owned) -> AsyncIterator[Viewer]:
    """One viewer of `run`, watching."""
    async with viewers(port, [run]) as (watching,):
        yield watching
