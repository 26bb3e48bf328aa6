"""The small run trained by the live service: its newest frame, and what that must be."""

from __future__ import annotations

import numpy as np

from app.live.commands import PAUSE
from app.live.entry import Entry
from rnn_core.frames.frame import Frame, from_bytes
from rnn_core.settings.lane_config import lanes_of
from tests.playing.small_run import small
from tests.playing.watcher import wait_for

SMALL_LIVE = small(lanes=lanes_of("rnn", "gru"))


def assert_nearly_same(shown: Frame, expected: Frame) -> None:
    """The same step, and every number of a live run's frame but for rounding."""
    assert shown.step == expected.step
    for one, other in zip(shown.lanes, expected.lanes, strict=True):
        for name, array in one.arrays.items():
            np.testing.assert_allclose(array, other.arrays[name], rtol=1e-5, atol=1e-7, err_msg=name)


def frame_of(entry: Entry) -> Frame:
    """The newest frame of a live run."""
    return from_bytes(entry.run.latest.frame)


def paused(entry: Entry) -> Frame:
    """The last frame of a live run that is told to pause."""
    entry.run.command(PAUSE)
    wait_for(lambda: entry.run.status == "paused", 60)
    return frame_of(entry)
