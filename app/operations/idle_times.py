"""When a run that nobody watches sleeps, is put away, or makes room, and how often one is saved: the operator's times.

Every one of them may be short on a server for tests, which then need not wait.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass

from app.operations.table import read, row

DAY = 24 * 3600


@dataclass(frozen=True)
class IdleTimes:
    """The table: seconds, by their names, with their defaults."""

    sleep: int = row("UNROLLED_SLEEP_SECONDS", 30, 1, DAY, "seconds that a run trains while nobody watches it")
    forget: int = row("UNROLLED_FORGET_SECONDS", 900, 1, DAY, "seconds that a run stays in memory unwatched")
    save: int = row("UNROLLED_SAVE_SECONDS", 8, 1, DAY, "seconds from one save of a training run to the next")
    loading: int = row(
        "UNROLLED_LOADING_SECONDS",
        10,
        1,
        DAY,
        "seconds that a run keeps its place on a full server while its page is loading",
    )


@functools.cache
def idle_times() -> IdleTimes:
    """The times of this process; raises `LimitError` with a sentence."""
    return read(IdleTimes, os.environ)
