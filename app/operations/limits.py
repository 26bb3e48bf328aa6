"""Every limit of this server: what it is, the environment variable that sets it and the sentence when it is reached."""

from __future__ import annotations

import dataclasses
import functools
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rnn_core.errors import UserError
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.table import SETTING

MB = 1_000_000
"""Bytes."""


class TooLarge(UserError):
    """A run larger than this server trains."""


class LimitError(UserError):
    """A limit that cannot be read from its variable; the user who reads it is the server's operator."""


def _limit(default: int, low: int, high: int, what: str) -> Any:
    """A row of the table: what an operator gets who says nothing, what may be said, and what it limits."""
    return dataclasses.field(default=default, metadata={"default": default, "low": low, "high": high, "what": what})


def _size(setting: str, what: str) -> Any:
    """The row for a setting of runs: at most what the setting allows, and at least what the lab opens with."""
    most = int(SETTING[setting].high)
    return _limit(most, getattr(DEFAULT, setting), most, what)


@dataclass(frozen=True)
class Limits:
    """The table: the limits of one server, by their names, with their defaults."""

    runs: int = _limit(200, 1, 10_000, "runs in memory at once")
    hidden_size: int = _size("hidden_size", "hidden size H of a run")
    sequence_length: int = _size("sequence_length", "sequence length T of a run")
    upload_mb: int = _limit(100, 1, 10_000, "MB in a run file that somebody opens")
    viewers: int = _limit(1000, 1, 100_000, "pages that watch at once, all runs together")
    storage_mb: int = _limit(2000, 1, 1_000_000, "MB in saved runs, all together")
    history_mb: int = _limit(6, 1, 1000, "MB in memory for the time line of one run")

    def check(self, config: RunConfig) -> None:
        """Raise `TooLarge` with a sentence if a run of `config` is larger than this server trains."""
        for name in ("hidden_size", "sequence_length"):
            given, most = getattr(config, name), getattr(self, name)
            if given > most:
                label = SETTING[name].label
                raise TooLarge(f"{label} was {given}; this server trains at most {most}, so choose a smaller one.")

    @property
    def full_of_runs(self) -> str:
        """The sentence when there is no room for another run."""
        return f"This server trains {self.runs} runs at once and all are being watched; try again in a minute."

    @property
    def full_of_viewers(self) -> str:
        """The sentence when nobody more can watch."""
        return (
            f"This server lets {self.viewers} pages watch at once and all places are taken; "
            "close a page that you do not need, or try again in a minute."
        )

    @property
    def storage_full(self) -> str:
        """The sentence when a run cannot be saved for want of room."""
        return (
            f"Not saved: the {self.storage_mb:,} MB that this server has for saved runs are taken by runs with names; "
            "delete some of yours, or download this one."
        )

    def upload_too_large(self, size: int) -> str:
        """The sentence about a run file of `size` bytes."""
        # Rounded up: a file just above the limit must not seem to have its size.
        given = math.ceil(size / MB * 10) / 10
        return f"This file has {given:,} MB; this server opens at most {self.upload_mb} MB, so choose a smaller one."


def variable(name: str) -> str:
    """The environment variable that sets the limit `name`."""
    return f"UNROLLED_MAX_{name.upper()}"


def read(environ: Mapping[str, str]) -> Limits:
    """The limits that `environ` sets, and the defaults of the others; raises `LimitError` with a sentence."""
    return Limits(**{row.name: _read(row, environ.get(variable(row.name), "")) for row in dataclasses.fields(Limits)})


def _read(row: dataclasses.Field[int], written: str) -> int:
    low, high, default = (row.metadata[key] for key in ("low", "high", "default"))
    # Set to nothing is what container tools make of a variable that is not set.
    if not written.strip():
        return default
    try:
        value = int(written)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise LimitError(
            f"{variable(row.name)} ({row.metadata['what']}) was {written[:40]!r}; allowed is a whole number from {low} "
            f"to {high}, so change it, or leave it out for {default}."
        )
    return value


@functools.cache
def limits() -> Limits:
    """The limits of this process; raises `LimitError` with a sentence."""
    return read(os.environ)
