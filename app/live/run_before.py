"""The run before: the one that a new run takes the place of, and to which its owner can go back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.live.entry import Entry
from rnn_core.frames.frame import Parent
from rnn_core.settings.config import RunConfig


def run_before(entry: Entry | None, config: RunConfig, find: Callable[[str], Entry | None]) -> Parent | None:
    """The part of the run before that a new run of `config`, begun while `entry` is on screen, shows.

    That is `entry`, or where nothing was trained in it the one before it, which `find` finds by its id; None when
    nothing was trained in any.
    """
    seen = set()
    while entry is not None and entry.id not in seen:
        shown = entry.run.as_run_before(config)
        if shown is not None:
            return replace(shown, run=entry.id)
        seen.add(entry.id)
        parent = entry.run.parent
        entry = None if parent is None else find(parent.run)
    return None
