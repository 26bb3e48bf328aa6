"""What faults cost.

A foreign page that knocks: `foreign_cost` is the share of its frames that a viewer loses by it, `requests_out` counts
what left the machine meanwhile.

A crash: the seconds of training that are lost when the server is killed and started again. A run trains, watched by its
owner, until SIGKILL at a random moment; the next server finds it on disk and shows it where it was saved last. `lost_s`
is the training time between that step and the kill, the longest of all kills: when each step was reached is known from
the frames that came. Most runs go on after the crash: restored ones are tried too.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from rnn_core import RunConfig
from tests.benchmarks.class_process import ClassProcess, Owned, class_process
from tests.benchmarks.lab_page import LabPage
from tests.benchmarks.report import Measured, main
from tests.benchmarks.viewer import Seen, viewer
from tests.playing import chromium
from tests.playing.outgoing import noting
from tests.playing.server import Server, start_server, stop_server

CONFIG = RunConfig(hidden_size=32, sequence_length=50, batch_size=32)
PARTS = ("foreign", "kills")
FOREIGN = Origin("http://foreign.example")
KILLS = 20
EARLIEST_SECONDS, LATEST_SECONDS = 3.0, 25.0
# A run ends at 20,000 steps; one that has come this far makes way for a new one.
OLD_STEP = 12_000


@dataclass
class Trained:
    """How many seconds a run had trained when it reached which step, as far as it was seen."""

    steps: list[int] = field(default_factory=lambda: [0])
    seconds: list[float] = field(default_factory=lambda: [0.0])
    total: float = 0.0

    def add(self, began: float, frames: list[Seen], ended: float) -> None:
        """It trained from `began` to `ended` (Unix seconds) and showed `frames`."""
        before = self.total
        self.steps += [frame.step for frame in frames]
        self.seconds += [before + frame.made - began for frame in frames]
        self.total = before + ended - began

    def go_back_to(self, step: int) -> float:
        """It stands at `step` again; the seconds of training that are lost by it."""
        kept = float(np.interp(step, self.steps, self.seconds))
        lost = self.total - kept
        known = int(np.searchsorted(self.steps, step))
        self.steps, self.seconds, self.total = [*self.steps[:known], step], [*self.seconds[:known], kept], kept
        return lost


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
    if "foreign" in arguments.parts:
        yield from foreign_pages()
    if "kills" in arguments.parts:
        yield from kills(arguments)


def foreign_pages() -> Iterator[Measured]:
    """A page of another site that knocks once a second, while somebody watches a run."""
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder, sync_playwright() as playwright:
        environment, notes = noting(Path(folder))
        server = start_server(Path(folder), **environment)
        browser = chromium.launch(playwright)
        try:
            with browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900}) as context:
                page = LabPage(context.new_page(), CONFIG)
                page.begin("smooth")
                alone, knocked = page.watch(), 0.0
                with knocking(server):
                    knocked = page.watch()
                again = page.watch()
        finally:
            browser.close()
            stop_server(server)
        left = len(notes.read_text().splitlines())
    case = {"frames_alone": round((alone + again) / 2, 1), "frames_knocked": round(knocked, 1)}
    cost = max(0.0, 1 - knocked / ((alone + again) / 2))
    yield Measured("faults", "foreign_cost", cost, "fraction", case, "≤ 0.05")
    yield Measured("faults", "requests_out", left, "", {}, "0")


@contextmanager
def knocking(server: Server) -> Iterator[None]:
    """Handshakes from a foreign page, one a second."""
    over = threading.Event()

    def knock() -> None:
        while not over.wait(1.0):
            with (
                suppress(InvalidStatus),
                connect(f"{server.url.replace('http', 'ws')}/_stcore/stream", origin=FOREIGN, proxy=None),
            ):
                pass

    thread = threading.Thread(target=knock, name="knocking")
    thread.start()
    yield
    over.set()
    thread.join()


def kills(arguments: argparse.Namespace) -> Iterator[Measured]:
    """The server is killed again and again."""
    dice = random.Random(0)
    moments = [dice.uniform(EARLIEST_SECONDS, LATEST_SECONDS) for _ in range(arguments.kills)]
    lost: list[float] = []
    run: Owned | None = None
    trained = Trained()
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        for moment in (*moments, None):
            with class_process(Path(folder)) as server:
                if run is not None:
                    run, step = asyncio.run(restored(server, run))
                    lost.append(trained.go_back_to(step))
                if moment is not None:
                    if run is None or trained.steps[-1] > OLD_STEP:
                        run, trained = server.create(CONFIG), Trained()
                    asyncio.run(train_and_kill(server, run, trained, moment))
    case = {"kills": len(lost), "lanes": len(CONFIG.lanes), "num_seeds": CONFIG.num_seeds}
    yield Measured("faults", "lost_s", max(lost), "s", case, "≤ 10")
    yield Measured("faults", "lost_median_s", statistics.median(lost), "s", case)


async def restored(server: ClassProcess, run: Owned) -> tuple[Owned | None, int]:
    """The run as this server knows it, and the step at which it stands; one that was never saved is gone: step 0."""
    found = server.restore(run.id)
    if found is None:
        return None, 0
    async with viewer(server.port, found) as owner:
        await owner.until(lambda: owner.step >= 0)
        return found, owner.step


async def train_and_kill(server: ClassProcess, run: Owned, trained: Trained, seconds: float) -> None:
    """Train the run for some seconds, then kill the server."""
    async with viewer(server.port, run) as owner:
        await owner.until_status("ready", "paused")
        owner.command("play")
        await owner.until_status("training")
        began = time.time()
        await asyncio.sleep(seconds)
        ended = time.time()
        server.kill()
        trained.add(began, [frame for frame in owner.seen if frame.made >= began], ended)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--kills", type=int, default=KILLS, help="how often the server is killed")
    main("What faults cost (tests/benchmarks/faults.py)", measure, parser)
