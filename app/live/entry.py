"""A run in the registry, who it belongs to, and how many there are."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from app.live.live_run import LiveRun


@dataclass(frozen=True)
class Entry:
    """A run in the registry. Whoever has the `id` may look; whoever has the `key` may command.

    `owner` names the browser that started the run, so that a reloaded page gets the key back.
    """

    id: str
    key: str
    owner: str
    run: LiveRun

    @property
    def is_kept(self) -> bool:
        """Whether the run stays under “Your runs” when it is left: it was trained, and its owner comes again."""
        return self.run.step > 0 and self.owner != ""

    def owned_by(self, key: str) -> bool:
        """Whether `key` is this run's key; takes the same time whatever `key` is."""
        return secrets.compare_digest(self.key.encode(), key.encode(errors="replace"))


@dataclass(frozen=True)
class Counts:
    """How many runs are in memory, by status, how many pages watch them, and how many runs do not come on."""

    by_status: dict[str, int]
    viewers: int
    stuck: int = 0
