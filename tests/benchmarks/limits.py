"""What one visitor can do to the others: the largest runs, many sizes, a crowd that compiles.

`pause_s` is from Pause to the word that the run stands still, beside how long a training step takes. `survives` is 1
where a server goes on training a default run beside the largest one that it lets anybody start, within 8 GB.
`compiled_mb` is what the server's memory has grown by after many sizes were opened and put away. `crowd_s` is from the
first of many new sizes to the last one's first frame, `crowd_command_p95_ms` what a run from before needs meanwhile to
answer a command.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from rnn_core import RunConfig, check
from rnn_core.settings.lane_config import LaneConfig
from tests.benchmarks.class_process import ClassProcess, Owned, class_process
from tests.benchmarks.report import Measured, main
from tests.benchmarks.viewer import Viewer, viewer, viewers

MB = 1_000_000
LARGE = RunConfig(task="temporal_order", sequence_length=512, hidden_size=256)
ROOM_MB = 8000
LET_MB = 4000
FORGET_SECONDS = 1
PATIENCE_SECONDS = 600.0
CROWD, CROWD_SECONDS = 20, 5.0


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
    for part in arguments.parts:
        with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
            yield from PARTS[part](Path(folder), arguments)


def pause(folder: Path, _: argparse.Namespace) -> Iterator[Measured]:
    """A run whose steps take long, paused after a few."""
    with class_process(folder) as server:
        step, waited = asyncio.run(paused(server, server.create(LARGE)))
    case = {"T": LARGE.sequence_length, "H": LARGE.hidden_size, "step_s": round(step, 2)}
    yield Measured("limits", "pause_s", waited, "s", case, f"≤ {step + 0.5:.2f}")


async def paused(server: ClassProcess, run: Owned) -> tuple[float, float]:
    """How long a step took, and then the time until the run stood still."""
    async with viewer(server.port, run) as owner:
        await owner.until(lambda: owner.state.get("status") == "ready", PATIENCE_SECONDS)
        owner.command("speed", value=1)
        owner.command("play")
        await owner.until(lambda: owner.step >= 3, PATIENCE_SECONDS)
        step = float(np.median(np.diff([frame.made for frame in owner.seen[-3:]])))
        began = time.perf_counter()
        owner.command("pause")
        await owner.until(lambda: owner.state["status"] == "paused", PATIENCE_SECONDS)
        return step, time.perf_counter() - began


def survives(folder: Path, _: argparse.Namespace) -> Iterator[Measured]:
    """The largest run that is let, beside a default one."""
    sizes = (LARGE.replace(sequence_length=length, num_seeds=8, batch_size=64) for length in range(512, 16, -16))
    largest = next(config for config in sizes if check(config) <= LET_MB * MB)
    with class_process(folder, UNROLLED_MAX_MEMORY_MB=str(LET_MB)) as server:
        # With other seeds than the finished example that comes along, whose step is seen before the run's own.
        steps, most = asyncio.run(beside(server, server.create(RunConfig(seed=1)), server.create(largest)))
        alive = server.process.status() != psutil.STATUS_ZOMBIE
    case = {"T": largest.sequence_length, "H": largest.hidden_size, "peak_mb": round(most), "other_steps": steps}
    good = alive and steps > 0 and most < ROOM_MB
    yield Measured("limits", "survives", float(good), "", case, "1")


async def beside(server: ClassProcess, small: Owned, large: Owned) -> tuple[int, float]:
    """The steps of `small` while `large` trains its first, and the server's peak memory in MB."""
    async with viewers(server.port, [small, large]) as (one, other):
        await one.until_status("ready")
        await other.until(lambda: other.state.get("status") == "ready", PATIENCE_SECONDS)
        one.command("play")
        other.command("play")
        first, most = one.step, 0.0
        deadline = time.monotonic() + PATIENCE_SECONDS
        while other.step < 2 and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            most = max(most, server.process.memory_info().rss / MB)
        return one.step - first, most


def compiled(folder: Path, arguments: argparse.Namespace) -> Iterator[Measured]:
    """Size after size, each left before the next."""
    sizes = [RunConfig(hidden_size=size) for size in range(17, 17 + arguments.sizes)]
    with class_process(folder, UNROLLED_FORGET_SECONDS=str(FORGET_SECONDS)) as server:
        memory = []
        for config in sizes:
            asyncio.run(opened(server, server.create(config)))
            time.sleep(2 * FORGET_SECONDS)
            memory.append(server.settled_memory_mb() if len(memory) in (0, len(sizes) - 1) else 0.0)
    grown = memory[-1] - memory[0]
    case = {"sizes": len(sizes), "first_mb": round(memory[0]), "last_mb": round(memory[-1])}
    yield Measured("limits", "compiled_mb", grown, "MB", case, "≤ 300")


async def opened(server: ClassProcess, run: Owned) -> None:
    """Watch `run` until it is compiled and has trained a little."""
    async with viewer(server.port, run) as owner:
        await owner.until(lambda: owner.state.get("status") == "ready", PATIENCE_SECONDS)
        owner.command("play")
        await owner.until(lambda: owner.step >= 5, PATIENCE_SECONDS)


def crowd(folder: Path, _: argparse.Namespace) -> Iterator[Measured]:
    """Many new sizes at once, beside a run that trains."""
    with class_process(folder) as server:
        seconds, answers = asyncio.run(crowded(server))
    case = {"sizes": CROWD, "lanes": 3, "num_seeds": RunConfig().num_seeds}
    yield Measured("limits", "crowd_s", seconds, "s", case, "≤ 60")
    p95 = float(np.percentile(answers, 95)) * 1000
    yield Measured("limits", "crowd_command_p95_ms", p95, "ms", case | {"commands": len(answers)}, "≤ 500")


async def crowded(server: ClassProcess) -> tuple[float, list[float]]:
    """The time until the last of the sizes is seen, and what commands of an older run took meanwhile."""
    async with viewer(server.port, server.create(RunConfig(lanes=(LaneConfig("gru"),)))) as older:
        await older.until_status("ready")
        began = time.perf_counter()
        runs = []
        for size in range(20, 20 + CROWD):
            runs.append(server.create(RunConfig(hidden_size=size)))
            await asyncio.sleep(CROWD_SECONDS / CROWD)
        async with viewers(server.port, runs) as watching:
            arrived = asyncio.gather(*map(seen, watching))
            answers: list[float] = []
            for command, status in itertools.cycle((("play", "training"), ("pause", "paused"))):
                if arrived.done():
                    break
                asked = time.perf_counter()
                older.command(command)
                await older.until_status(status)
                answers.append(time.perf_counter() - asked)
                await asyncio.sleep(0.5)
            await arrived
        return time.perf_counter() - began, answers


async def seen(watching: Viewer) -> None:
    """Wait until a first frame has come."""
    await watching.until(lambda: watching.step >= 0, PATIENCE_SECONDS)


PARTS = {"pause": pause, "survives": survives, "compiled": compiled, "crowd": crowd}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=tuple(PARTS), help="what to measure")
    parser.add_argument("--sizes", type=int, default=40, help="how many sizes are opened one after the other")
    main("What one visitor can do to the others (tests/benchmarks/limits.py)", measure, parser)
