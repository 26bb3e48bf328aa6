"""One run that trains for long, watched: whether the server's memory grows."""

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


def soak(minutes: float) -> Iterator[Measured]:
    """Memory after `minutes` of training against memory after the first five (or half, if that is less)."""
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder, class_process(Path(folder)) as server:
        samples = asyncio.run(weigh_while_training(server, 60 * minutes))
    settled = 60 * min(SETTLED_MINUTES, minutes / 2)
    before = statistics.median(mb for seconds, mb in samples if abs(seconds - settled) <= 2 * SAMPLE_SECONDS)
    after = statistics.median(mb for seconds, mb in samples if seconds >= 60 * minutes - settled / 2)
    yield Measured("live", "memory_growth", after / before - 1, "fraction", {"minutes": minutes}, "≤ 0.05")
    yield Measured("live", "memory_mb", after, "MB", {"minutes": minutes})


async def weigh_while_training(server: ClassProcess, seconds: float) -> list[tuple[float, float]]:
    """Train the default run at full speed, from step 0 again whenever it ends; MB by seconds."""
    samples = []
    async with viewer(server.port, server.create(RunConfig())) as owner:
        await owner.until_status("ready")
        owner.command("speed", value="smooth")
        owner.command("play")
        began = time.monotonic()
        while (elapsed := time.monotonic() - began) < seconds:
            samples.append((elapsed, server.memory_mb()))
            if owner.state["status"] in ENDS:
                owner.command("restart")
                owner.command("play")
            # A viewer remembers each frame's times; only the server is to be weighed, but this would grow for nothing.
            owner.seen.clear()
            await asyncio.sleep(SAMPLE_SECONDS)
        owner.command("pause")
    return samples
