"""The run before, to which a new run's owner can go back, and what those who watch hear when the owner goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.live.entry import Entry
from rnn_core.frames.frame import Parent
from rnn_core.frames.run_before import difference, so_far
from rnn_core.settings.config import RunConfig

STARTED = "The lecturer started a new run: {words}."
CONTINUED = "The lecturer started a new run: it goes on from step {step:,}."
WENT_BACK = "The lecturer went back to the run before: {words}."
SHOWS_ANOTHER = "The lecturer shows another run: {words}."

Find = Callable[[str], Entry | None]


def run_before(entry: Entry | None, config: RunConfig, find: Find) -> Parent | None:
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


def watched_before(entry: Entry, find: Find) -> str:
    """The id of the nearest run before `entry` that is somebody else's: the one it was copied from; else empty."""
    seen = set()
    own: Entry | None = entry
    while own is not None and own.id not in seen and own.run.parent is not None:
        seen.add(own.id)
        own = find(own.run.parent.run)
        if own is not None and own.owner != entry.owner:
            return own.id
    return ""


def gone_on(before: Entry, after: Entry) -> str:
    """The sentence for those who watch `before` while its owner is at `after`."""
    left, shown = before.run, after.run
    if shown.parent is not None and shown.parent.run == before.id and not shown.parent.difference:
        return CONTINUED.format(step=shown.parent.step)
    words = difference(so_far(shown.config, shown.step), so_far(left.config, left.step))
    if left.parent is not None and left.parent.run == after.id:
        return WENT_BACK.format(words=words)
    return (STARTED if shown.step == 0 else SHOWS_ANOTHER).format(words=words)
