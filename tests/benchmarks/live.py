"""How live the lab is: from training to pixels, in a real browser, against a server of its own.

Frames, steps and latencies are taken by the page itself at every frame that it draws. What a first visitor waits for is
measured on the default lab: a cold start is a server whose compilation cache is empty, a warm one is the same server
started again, and Play is pressed as soon as it is there. `reload_s` is from a reload while training to the same run on
screen; `scrub_frames_per_second` is what is drawn while somebody drags the time line of a paused run.
`--soak MINUTES` measures only whether the memory of a server grows with time, `--wheel` only how long it takes from an
empty folder to the page: an environment is made, the project's wheel installed into it beside packages that are there
already, and its command started, which compiles nothing that the default lab's first picture needs.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from rnn_core import RunConfig
from tests.benchmarks.lab_page import LabPage, Seen
from tests.benchmarks.readable import readable
from tests.benchmarks.report import Measured, main
from tests.benchmarks.soak import soak
from tests.playing import chromium
from tests.playing.server import Server, free_port, start_server, started, stop_server
from tests.playing.wheel import build, clean_environment, install

DEFAULT = RunConfig()
THREE_LANES = RunConfig(hidden_size=32, sequence_length=50, batch_size=32)
TIMES = 3
SCRUBBED_STEPS = 600


@contextmanager
def server_in(folder: Path) -> Iterator[Server]:
    """A server with its cache in `folder`, as long as it is needed."""
    server = start_server(folder)
    try:
        yield server
    finally:
        stop_server(server)


@contextmanager
def lab_page(browser: Browser, server: Server, config: RunConfig) -> Iterator[LabPage]:
    """The lab of `config` for a new visitor in front of a projector."""
    with browser.new_context(base_url=server.url, viewport={"width": 1400, "height": 900}) as context:
        yield LabPage(context.new_page(), config)


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
    if arguments.soak:
        yield from soak(arguments.soak)
        return
    if arguments.wheel:
        yield row("wheel_start_s", wheel_start(), "s", case_of(DEFAULT), "≤ 60")
        return
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        case = case_of(DEFAULT)
        cold, warm = starts(browser)
        yield row("first_frame_cold_s", cold, "s", case, "≤ 8")
        yield row("first_frame_warm_s", warm, "s", case, "≤ 1.5")
        with tempfile.TemporaryDirectory(prefix="unrolled-") as folder, server_in(Path(folder)) as server:
            for num_seeds in (1, DEFAULT.num_seeds):
                config = THREE_LANES.replace(num_seeds=num_seeds)
                with lab_page(browser, server, config) as lab:
                    yield from training(lab.train(), case_of(config))
                    lab.pause()
                with lab_page(browser, server, config) as lab:
                    lab.train_to(SCRUBBED_STEPS)
                    yield row("scrub_frames_per_second", lab.scrub(), "1/s", case_of(config), "≥ 20")
            yield row("first_paint_s", first_paint(browser, server), "s", case, "≤ 3")
            yield from readable(browser, server)
            seconds = reloads(browser, server)
            yield row("reload_s", statistics.median(seconds), "s", case, "≤ 2")
            yield row("reload_max_s", max(seconds), "s", case)
        browser.close()


def starts(browser: Browser) -> tuple[float, float]:
    """Seconds to the first frame after a cold start and after a warm one; the medians of a few of each."""
    cold, warm = [], []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
            for seconds in (cold, warm):
                with server_in(Path(folder)) as server, lab_page(browser, server, DEFAULT) as lab:
                    seconds.append(lab.first_frame())
    return statistics.median(cold), statistics.median(warm)


def wheel_start() -> float:
    """Seconds from an empty folder, with the wheel built, to the first picture of the default lab; compiled anew."""
    with tempfile.TemporaryDirectory(prefix="unrolled-") as name, sync_playwright() as playwright:
        folder, port = Path(name), free_port()
        wheel = build(folder)
        empty = folder / "empty"
        empty.mkdir()
        browser = chromium.launch(playwright)
        kept = {"UNROLLED_DATA": str(folder / "data"), "UNROLLED_CACHE": str(folder / "cache")}
        began = time.perf_counter()
        command = [str(install(wheel, folder / "environment") / "unrolled"), "--host=127.0.0.1", f"--port={port}"]
        server = started(command, folder, port, empty, clean_environment() | kept)
        try:
            with lab_page(browser, server, DEFAULT) as lab:
                lab.first_paint()
            return time.perf_counter() - began
        finally:
            stop_server(server)
            browser.close()


def first_paint(browser: Browser, server: Server) -> float:
    """Seconds to the first picture on a server that stands by; the median of a few new visitors."""
    seconds = []
    for _ in range(TIMES):
        with lab_page(browser, server, DEFAULT) as lab:
            seconds.append(lab.first_paint())
    return statistics.median(seconds)


def reloads(browser: Browser, server: Server) -> list[float]:
    """Seconds to the same run on screen after a reload, a few times."""
    with lab_page(browser, server, DEFAULT) as lab:
        lab.begin()
        seconds = [lab.reload() for _ in range(TIMES)]
        lab.pause()
    return seconds


def training(seen: Seen, case: dict[str, Any]) -> Iterator[Measured]:
    """What was seen of a run at full speed."""
    yield row("frames_per_second", seen.rate(0, len(seen.times) - 1), "1/s", case, "≥ 25")
    yield row("latency_p95_ms", float(np.percentile(seen.latencies, 95)), "ms", case, "≤ 50")
    yield row("latency_median_ms", statistics.median(seen.latencies), "ms", case)
    yield row("steps_per_second", seen.rate(seen.steps[0], seen.steps[-1]), "1/s", case)


def row(name: str, value: float, unit: str, case: dict[str, Any], target: str = "") -> Measured:
    """One number of this benchmark."""
    return Measured("live", name, value, unit, case, target)


def case_of(config: RunConfig) -> dict[str, Any]:
    """What was trained while it was measured."""
    names = ("hidden_size", "sequence_length", "batch_size", "num_seeds")
    return {"lanes": len(config.lanes)} | {name: getattr(config, name) for name in names}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="train one run for so long and weigh the server")
    parser.add_argument("--wheel", action="store_true", help="measure only the start from a wheel")
    main("How live the lab is (tests/benchmarks/live.py)", measure, parser)
