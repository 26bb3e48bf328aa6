"""A saved run in words: what tells it apart from the others of its list, and what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from app.live import shared
from app.storage.store import Stored
from rnn_core.errors import UserError
from rnn_core.frames.frame import Frame, Lane, from_bytes
from rnn_core.numbers import number
from rnn_core.settings.link import from_link
from rnn_core.settings.setting_words import ALWAYS, differing, settings_in_words

_SAID_BEFORE = ("task", "lanes")
"""Settings that the title of a run and the names of its lanes tell already."""


def settings_of(runs: Sequence[Stored]) -> list[list[tuple[str, bool]]]:
    """Of each of `runs` the settings to name: words, and whether they tell the run from others of the list.

    T, H and the learning rate are always named, any other setting only where the runs differ in it.
    """
    configs = [from_link(stored.about.config)[0] for stored in runs]
    found = []
    for config, apart in zip(configs, differing(configs), strict=True):
        told = settings_in_words(config)
        names = [name for name in told if name in apart or name in ALWAYS]
        found.append([(told[name], name in apart) for name in names if name not in _SAID_BEFORE])
    return found


def when(saved: float, zone: str | None) -> str:
    """The Unix time `saved` as a clock shows it in the `zone` of who looks; in UTC where their browser names none."""
    there: tzinfo = UTC
    if zone:
        # This machine may not know the name.
        with contextlib.suppress(KeyError, ValueError, OSError):
            there = ZoneInfo(zone)
    return f"{datetime.fromtimestamp(saved, there):%d %b %Y, %H:%M}{' UTC' if there is UTC else ''}"


def saved_frame(run: str) -> Frame | None:
    """The frame of where a saved run stands; None when its file cannot be read."""
    store = shared.registry().store
    data = store.frame(run) if store is not None else None
    try:
        return from_bytes(data) if data is not None else None
    except UserError:
        return None


def results_of(frame: Frame) -> list[str]:
    """What came of each lane: how many of its seeds solved the task, or how it does, and the first seed's test loss.

    The test loss says its step: the last test may be older than what is saved.
    """
    at = "" if not len(frame.test_steps) else f" at step {int(frame.test_steps[-1]):,}"
    return [f"{lane.name}: {_result(lane, at)}" for lane in frame.lanes]


def counted_at(frame: Frame) -> str:
    """The sentence that says at which timesteps the error counts."""
    counted = [timestep for timestep, share in enumerate(frame.loss_weights, start=1) if share]
    if len(counted) != 1:
        return "The error counts at every timestep."
    last = counted[0] == len(frame.loss_weights)
    return f"The error counts at {'the last timestep' if last else f'timestep {counted[0]}'}."


def _result(lane: Lane, at: str) -> str:
    seeds = len(lane.arrays["test_curve"])
    solved = f"{lane.num_solved} of {seeds} seeds solved" if seeds > 1 else f"solved at {lane.solved_at or 0:,}"
    words = solved if lane.num_solved else lane.standing.words
    loss = f"test loss {number(lane.test_loss)}{at}"
    return f"{words}, {loss}" if words else loss
