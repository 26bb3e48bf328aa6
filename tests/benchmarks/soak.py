"""Training for long, one run after the other, watched: whether the server's memory grows."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rnn_core import RunConfig
from tests.benchmarks.class_process import ClassProcess, class_process
from tests.benchmarks.report import Measured
from tests.benchmarks.viewer import viewer

SAMPLE_SECONDS = 10.0
SETTLED_MINUTES = 5.0
ENDS = ("finished", "diverged")
FORGET_SECONDS = "20"
"""How long a run that has ended stays in memory: not so long that many of them are weighed together."""


def soak(minutes: float) -> Iterator[Measured]:
    """Memory after `minutes` of training against memory after the first five (or half, if that is less)."""
    with (
        tempfile.TemporaryDirectory(prefix="unrolled-") as folder,
        class_process(Path(folder), UNROLLED_FORGET_SECONDS=FORGET_SECONDS) as server,
    ):
        samples = asyncio.run(weigh_while_training(server, 60 * minutes))
    settled = 60 * min(SETTLED_MINUTES, minutes / 2)
    before = statistics.median(mb for seconds, mb in samples if abs(seconds - settled) <= 2 * SAMPLE_SECONDS)
    after = statistics.median(mb for seconds, mb in samples if seconds >= 60 * minutes - settled / 2)
    yield Measured("live", "memory_growth", after / before - 1, "fraction", {"minutes": minutes}, "≤ 0.05")
    yield Measured("live", "memory_mb", after, "MB", {"minutes": minutes})


async def weigh_while_training(server: ClassProcess, seconds: float) -> list[tuple[float, float]]:
    """Train default runs at full speed, a new one whenever the last one has ended; MB by seconds."""
    samples: list[tuple[float, float]] = []
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        async with viewer(server.port, server.create(RunConfig())) as owner:
            await owner.until_status("ready")
            owner.command("speed", value="smooth")
            owner.command("play")
            await owner.until_status("training")
            while (elapsed := time.monotonic() - began) < seconds and owner.state["status"] not in ENDS:
                samples.append((elapsed, server.memory_mb()))
                # A viewer remembers each frame's times; only the server is to be weighed, but this would grow for
                # nothing.
                owner.seen.clear()
                await asyncio.sleep(SAMPLE_SECONDS)
    return samples
