"""Every limit of this server: what it is, its variable (`UNROLLED_MAX_…`) and the sentence when it is reached."""

from __future__ import annotations

import functools
import math
import os
from dataclasses import dataclass
from typing import Any

from app.operations.table import read, row
from rnn_core.errors import UserError
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.table import SETTING

MB = 1_000_000
"""Bytes."""


class TooLarge(UserError):
    """A run larger than this server trains."""


def _limit(name: str, default: int, low: int, high: int, what: str) -> Any:
    """The row of a limit."""
    return row(f"UNROLLED_MAX_{name}", default, low, high, what)


def _size(setting: str, what: str) -> Any:
    """The row for a setting of runs: at most what the setting allows, and at least what the lab opens with."""
    most = int(SETTING[setting].high)
    return _limit(setting.upper(), most, getattr(DEFAULT, setting), most, what)


@dataclass(frozen=True)
class Limits:
    """The table: the limits of one server, by their names, with their defaults."""

    runs: int = _limit("RUNS", 200, 1, 10_000, "runs in memory at once")
    hidden_size: int = _size("hidden_size", "hidden size H of a run")
    sequence_length: int = _size("sequence_length", "sequence length T of a run")
    upload_mb: int = _limit("UPLOAD_MB", 100, 1, 10_000, "MB in a run file that somebody opens")
    viewers: int = _limit("VIEWERS", 1000, 1, 100_000, "pages that watch at once, all runs together")
    memory_mb: int = _limit("MEMORY_MB", 4000, 500, 1_000_000, "MB in memory that training one run may take")
    storage_mb: int = _limit("STORAGE_MB", 2000, 1, 1_000_000, "MB in saved runs, all together")
    history_mb: int = _limit("HISTORY_MB", 6, 1, 1000, "MB in memory for the time line of one run")
    cache_mb: int = _limit("CACHE_MB", 2000, 10, 1_000_000, "MB on disk for compiled code")
    answers_mb: int = _limit("ANSWERS_MB", 100, 1, 100_000, "MB in memory for answers to questions, all runs together")

    def check(self, config: RunConfig) -> None:
        """Raise `TooLarge` with a sentence if a run of `config` is larger than this server trains."""
        sizes = {"hidden_size": max(lane.hidden_size for lane in config.full_lanes)}
        for name, given in (sizes | {"sequence_length": config.sequence_length}).items():
            most = getattr(self, name)
            if given > most:
                what = SETTING[name].noun
                raise TooLarge(f"{given} is too large {what} for this server. Use at most {most}.")

    def check_memory(self, needed: int, free: int) -> None:
        """Raise `TooLarge` with a sentence if a run that takes about `needed` bytes has no room in `free` bytes."""
        if needed > self.memory_mb * MB:
            there = f"on this server a run may take {_in_gb(self.memory_mb * MB)}"
        elif needed > free:
            there = f"beside its other runs this server has {_in_gb(max(0, free))} free now"
        else:
            return
        raise TooLarge(
            f"Training this run would take about {_in_gb(needed)} of memory, and {there}. Choose a shorter sequence, a "
            "smaller batch, or fewer units, layers, seeds or lanes: half of one takes about half of the memory."
        )

    @property
    def full_of_runs(self) -> str:
        """The sentence when there is no room for another run."""
        return f"This server trains {self.runs} runs at once, and all are being watched. Try again in a minute."

    @property
    def full_of_viewers(self) -> str:
        """The sentence when nobody more can watch."""
        return (
            f"This server lets {self.viewers} pages watch at once, and all places are taken. "
            "Close a page that you do not need, or try again in a minute."
        )

    @property
    def storage_full(self) -> str:
        """The sentence when a run cannot be saved for want of room."""
        return (
            f"Not saved: the {self.storage_mb:,} MB for saved runs are full of runs with names. "
            "Delete some of yours, or download this one."
        )

    def upload_too_large(self, size: int) -> str:
        """The sentence about a run file of `size` bytes."""
        # Rounded up: a file just above the limit must not seem to have its size.
        given = math.ceil(size / MB * 10) / 10
        return f"A file of {given:,} MB is too large for this server. Use at most {self.upload_mb} MB."


def _in_gb(size: int) -> str:
    return f"{size / MB / 1000:,.1f} GB"


@functools.cache
def limits() -> Limits:
    """The limits of this process; raises `LimitError` with a sentence."""
    return read(Limits, os.environ)
