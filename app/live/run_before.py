"""The run before, to which a new run's owner can go back, and the run after, to which those who watch can follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.live.entry import Entry
from app.live.live_run import LiveRun
from rnn_core.frames.frame import Parent
from rnn_core.frames.run_before import difference, so_far
from rnn_core.settings.config import RunConfig

STARTED = "The lecturer started a new run: {words}."
CONTINUED = "The lecturer started a new run: it goes on from step {step:,}."
WENT_BACK = "The lecturer went back to the run before: {words}."

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


def run_after(entry: Entry, find: Find) -> Entry:
    """The run to which the owner of `entry` went on, and on from there: `entry` itself if the owner is still there."""
    seen = {entry.id}
    after = find(entry.run.latest.after)
    while after is not None and after.id not in seen:
        entry = after
        seen.add(entry.id)
        after = find(entry.run.latest.after)
    return entry


def gone_on(before: LiveRun, after: LiveRun, run: str) -> str:
    """The sentence for those who watch `before`, whose id is `run`, when its owner goes on to `after`."""
    parent = after.parent
    if after.step > 0 and parent is not None and parent.run == run and not parent.difference:
        return CONTINUED.format(step=after.step)
    words = difference(so_far(after.config, after.step), so_far(before.config, before.step))
    return (STARTED if after.step == 0 else WENT_BACK).format(words=words)
