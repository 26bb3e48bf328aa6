"""The class server (`class_server.py`) in a process of its own: start it, ask it for runs, weigh it, end it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from rnn_core import RunConfig
from rnn_core.settings.link import to_link
from tests.playing.server import ROOT, START_SECONDS, STOP_SECONDS

MIB = 2**20
STABLE_MB = 1.0
STABLE_SECONDS = 4
MOST_SETTLING_SECONDS = 40


@dataclass(frozen=True)
class Owned:
    """A run and the key with which it takes commands."""

    id: str
    key: str


class ClassProcess:
    """A running class server with an operator's `settings`. Its caches, saved runs and log are in `folder`."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        places = {"UNROLLED_CACHE": str(folder / "cache"), "UNROLLED_DATA": str(folder / "data")}
        with (folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.benchmarks.class_server"],
                cwd=ROOT,
                env={**os.environ, "XLA_FLAGS": "", **places, **settings},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._log = folder / "server.log"
        self.port: int = self._answer()["port"]

    @property
    def process(self) -> psutil.Process:
        """The process, to look at."""
        return psutil.Process(self._process.pid)

    def create(self, config: RunConfig) -> Owned:
        """A new run of `config`."""
        return Owned(**self._ask({"create": to_link(config)}))

    def restore(self, run: str) -> Owned | None:
        """The run with the id `run`, which an earlier server may have saved."""
        found = self._ask({"restore": run})
        return Owned(**found) if found else None

    def memory_mb(self) -> float:
        """Resident memory now."""
        resident: int = self.process.memory_info().rss
        return resident / MIB

    def settled_memory_mb(self) -> float:
        """Resident memory once it has stood still for a few seconds."""
        seen: list[float] = []
        while len(seen) < MOST_SETTLING_SECONDS:
            seen.append(self.memory_mb())
            last = seen[-STABLE_SECONDS - 1 :]
            if len(last) > STABLE_SECONDS and max(last) - min(last) < STABLE_MB:
                break
            time.sleep(1)
        return seen[-1]

    def kill(self) -> None:
        """End it as a crash does (SIGKILL)."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it in good order, or by force when that takes too long."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        # Every request has one line of answer, so that nothing is left in Python's buffer that select cannot see.
        heard, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if heard else ""
        if not line:
            self.kill()
            raise RuntimeError(f"The class server does not answer:\n{self._log.read_text(errors='replace')}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def class_process(folder: Path, **settings: str) -> Iterator[ClassProcess]:
    """A class server with an operator's `settings`, as long as it is needed."""
    server = ClassProcess(folder, settings)
    try:
        yield server
    finally:
        server.stop()
