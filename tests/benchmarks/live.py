"""How live the lab is: from training to pixels, in a real browser, against a server of its own.

Frames, steps and latencies are taken by the page itself at every frame that it draws. What a first visitor waits for is
measured on the default lab: a cold start is a server whose compilation cache is empty, a warm one is the same server
started again, and Play is pressed as soon as it is there.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from rnn_core import RunConfig
from rnn_core.link import to_link
from tests.benchmarks.report import Measured, main
from tests.browser import chromium
from tests.browser.server import Server, start_server, stop_server

DEFAULT = RunConfig()
THREE_LANES = RunConfig(hidden_size=32, sequence_length=50, batch_size=32)
SETTLING_MS = 3_000
MEASURED_MS = 10_000
TIMES = 3
PATIENCE_MS = 120_000

OBSERVE = """(scope) => {
  window.drawn = [];
  window.played = null;
  const note = () => {
    const { status, step, latencyMs } = scope.dataset;
    const moving = [...scope.querySelectorAll("[data-lane]")].every((lane) => lane.dataset.trainLoss);
    if (status !== "training" || Number(step) < 1 || !moving) return;
    window.drawn.push([performance.now(), Number(step), Number(latencyMs)]);
  };
  new MutationObserver(note).observe(scope, { attributeFilter: ["data-frames"] });
  scope.querySelector("button[aria-label=Play]").addEventListener("click", () => {
    window.played ??= performance.now();
  }, { capture: true });
}"""


@dataclass(frozen=True)
class Seen:
    """What a page drew in a while: for every frame its time in seconds, its training step and its latency in ms."""

    times: list[float]
    steps: list[int]
    latencies: list[float]

    def rate(self, first: float, last: float) -> float:
        """`first` to `last`, per second."""
        return (last - first) / (self.times[-1] - self.times[0])


class LabPage:
    """The lab of one config in a tab, opened and watched."""

    def __init__(self, page: Page, config: RunConfig) -> None:
        self._page = page
        query = "&".join(f"{name}={value}" for name, value in to_link(config).items())
        self._path = f"/?{query}"
        self._scope = page.get_by_test_id("scope")

    def first_paint(self) -> float:
        """Open the page; the seconds until its first frame is on screen."""
        began = time.perf_counter()
        self._page.goto(self._path, wait_until="commit")
        self._wait("(scope) => Number(scope.dataset.frames) >= 1")
        return time.perf_counter() - began

    def first_frame(self) -> float:
        """Open the page, press Play as soon as it is there; the seconds until every lane has moved."""
        self._page.goto(self._path, wait_until="commit")
        self._observe()
        self._press("Play")
        self._page.wait_for_function("window.drawn.length > 0", timeout=PATIENCE_MS)
        milliseconds: float = self._page.evaluate("window.drawn[0][0] - window.played")
        return milliseconds / 1000

    def train(self) -> Seen:
        """Open the page and train at full speed; what it drew in ten seconds, or until the run's last step."""
        self._page.goto(self._path, wait_until="commit")
        self._observe()
        self._page.get_by_label("Speed", exact=True).select_option("smooth")
        self._press("Play")
        self._page.wait_for_function("window.drawn.length > 0", timeout=PATIENCE_MS)
        self._page.wait_for_timeout(SETTLING_MS)
        # From step 0 again, so that the run does not end within the ten seconds.
        self._press("Restart")
        self._page.evaluate("void (window.drawn = [])")
        self._page.wait_for_timeout(MEASURED_MS)
        drawn: list[tuple[float, int, float]] = self._page.evaluate("window.drawn")
        times, steps, latencies = zip(*drawn, strict=True)
        restarted = int(np.argmin(steps))
        return Seen([t / 1000 for t in times[restarted:]], list(steps[restarted:]), list(latencies[restarted:]))

    def pause(self) -> None:
        """Stop training, so that nothing computes beside the next measurement; a fast machine may have finished."""
        if self._scope.get_attribute("data-status") == "training":
            self._press("Pause")
        self._wait("(scope) => scope.dataset.status !== 'training'")

    def _observe(self) -> None:
        self._page.get_by_role("button", name="Play", exact=True).wait_for(timeout=PATIENCE_MS)
        self._scope.evaluate(OBSERVE)

    def _press(self, name: str) -> None:
        self._page.get_by_role("button", name=name, exact=True).click()

    def _wait(self, condition: str) -> None:
        scope = self._scope.element_handle(timeout=PATIENCE_MS)
        self._page.wait_for_function(condition, arg=scope, timeout=PATIENCE_MS)


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


def measure(_: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
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
            yield row("first_paint_s", first_paint(browser, server), "s", case, "≤ 3")
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


def first_paint(browser: Browser, server: Server) -> float:
    """Seconds to the first picture on a server that stands by; the median of a few new visitors."""
    seconds = []
    for _ in range(TIMES):
        with lab_page(browser, server, DEFAULT) as lab:
            seconds.append(lab.first_paint())
    return statistics.median(seconds)


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
    return {"lanes": len(config.cells)} | {name: getattr(config, name) for name in names}


if __name__ == "__main__":
    main("How live the lab is (tests/benchmarks/live.py)", measure, argparse.ArgumentParser())
