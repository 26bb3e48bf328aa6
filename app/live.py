"""The registry of live runs: who may command which, how many there may be, and which nobody needs any more."""

from __future__ import annotations

import functools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import rnn_core
from app.commands import PAUSE, Refused
from app.engine import Engine, TrainingRun
from app.live_run import LiveRun
from rnn_core.config import RunConfig
from rnn_core.tasks import build

MOST_RUNS = 200
FORGOTTEN_SECONDS = 15 * 60.0
SHIPPED_RUN = Path(__file__).parent.parent / "assets" / "runs" / "default.safetensors"


@dataclass(frozen=True)
class Entry:
    """A run in the registry. Whoever has the `id` may look; whoever has the `key` may command.

    `owner` names the browser that started the run, so that a reloaded page gets the key back.
    """

    id: str
    key: str
    owner: str
    live: LiveRun

    def owned_by(self, key: str) -> bool:
        """Whether `key` is this run's key; takes the same time whatever `key` is."""
        return secrets.compare_digest(self.key.encode(), key.encode(errors="replace"))


class RunRegistry:
    """All live runs of this server. Every method may be called from any thread.

    `shipped` holds the bytes of a finished default run, shown until a default run has been started. `check` raises a
    `ValueError` with a sentence when a config or the user's text cannot be trained. Runs are compiled one after the
    other: thirty pages that open the same lab at once then wait for one compilation, not for thirty.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        shipped: bytes | None = None,
        check: Callable[[RunConfig, str | None], object] = build,
        most_runs: int = MOST_RUNS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._shipped, self._check = engine, shipped, check
        self._most_runs, self._clock = most_runs, clock
        self._lock = threading.Lock()
        self._compiling = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._default: TrainingRun | None = None

    def warm_up(self) -> None:
        """Build and compile the default lab, which most visitors see first."""
        with self._compiling:
            run: TrainingRun = self._engine.start(RunConfig())
            self._engine.warm_up(run)
            self._default = run

    def create(self, config: RunConfig, text: str | None = None, owner: str = "") -> Entry:
        """A new run of `config` (`text` is the user's own), compiling in its thread.

        Raises `ValueError` with a sentence when this cannot be trained, and `Refused` when the server is full.
        """
        # What cannot be trained is refused at once, while the page can still say so and keep the run it shows.
        self._check(config, text)
        is_default = config == RunConfig()
        live = LiveRun(
            self._engine,
            config,
            text=text,
            initial=self._default if is_default else None,
            shipped=self._shipped if is_default else None,
            compiling=self._compiling,
            clock=self._clock,
        )
        entry = Entry(secrets.token_urlsafe(9), secrets.token_urlsafe(24), owner, live)
        with self._lock:
            self._make_room()
            self._entries[entry.id] = entry
        live.open()
        return entry

    def find(self, run: str) -> Entry | None:
        """The run with the id `run`, or None when there is none (any more)."""
        with self._lock:
            return self._entries.get(run)

    def leave(self, entry: Entry) -> None:
        """The owner has moved on to another run: this one stops training but stays for a while.

        One that has not been compiled yet goes at once, so that quick changes do not each keep the compiler busy.
        """
        if not entry.live.prepared:
            with self._lock:
                self._entries.pop(entry.id, None)
            entry.live.close()
        elif entry.live.wants_to_train:
            entry.live.command(PAUSE)

    def sweep(self) -> None:
        """Drop the runs that nobody has watched for a quarter of an hour."""
        with self._lock:
            forgotten = [e for e in self._entries.values() if e.live.audience.away_seconds() >= FORGOTTEN_SECONDS]
            for entry in forgotten:
                del self._entries[entry.id]
        for entry in forgotten:
            entry.live.close()

    def close(self, seconds: float = 3.0) -> bool:
        """End all runs, waiting at most about `seconds` for their threads; False if the compiler still holds one up."""
        with self._lock:
            entries = list(self._entries.values())
            self._entries.clear()
        for entry in entries:
            entry.live.close()
        deadline = time.monotonic() + seconds
        for entry in entries:
            entry.live.join(max(0.0, deadline - time.monotonic()))
        idle = self._compiling.acquire(timeout=max(0.0, deadline - time.monotonic()))
        if idle:
            self._compiling.release()
        return idle

    def _make_room(self) -> None:
        if len(self._entries) < self._most_runs:
            return
        unwatched = max(self._entries.values(), key=lambda entry: entry.live.audience.away_seconds())
        if unwatched.live.audience.away_seconds() == 0:
            raise Refused(
                f"This server trains {self._most_runs} runs at once and all are being watched; try again in a minute."
            )
        del self._entries[unwatched.id]
        unwatched.live.close()


@functools.cache
def registry() -> RunRegistry:
    """The registry of this process."""
    shipped = SHIPPED_RUN.read_bytes() if SHIPPED_RUN.exists() else None
    return RunRegistry(rnn_core, shipped=shipped)
