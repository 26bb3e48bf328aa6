"""The lab in a browser tab, opened, watched and handled as a visitor does it, with a clock at hand."""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass

from playwright.sync_api import Page

from rnn_core import RunConfig
from rnn_core.settings.link import to_link

SETTLING_MS = 3_000
MEASURED_MS = 10_000
PATIENCE_MS = 120_000
SCRUB_SECONDS = 5.0
SCRUB_PERIOD = 2.5
MOUSE_SECONDS = 0.016

OBSERVE = """(scope) => {
  window.drawn = [];
  window.played = null;
  const note = () => {
    const { status, step, latencyMs } = scope.dataset;
    const moving = [...scope.querySelectorAll("[data-lane]")].every((lane) => lane.dataset.trainLoss);
    // A frame that was made before this page asked for one has an age, not a latency.
    if (status !== "training" || Number(step) < 1 || !latencyMs || !moving) return;
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
        self.begin()
        milliseconds: float = self._page.evaluate("window.drawn[0][0] - window.played")
        return milliseconds / 1000

    def train(self) -> Seen:
        """Open the page and train at full speed; what it drew in ten seconds, or until the run's last step."""
        self.begin("smooth")
        self._page.wait_for_timeout(SETTLING_MS)
        self._page.evaluate("void (window.drawn = [])")
        self._page.wait_for_timeout(MEASURED_MS)
        drawn: list[tuple[float, int, float]] = self._page.evaluate("window.drawn")
        times, steps, latencies = zip(*drawn, strict=True)
        return Seen([t / 1000 for t in times], list(steps), list(latencies))

    def watch(self) -> float:
        """Frames a second that are drawn in ten seconds, whatever else goes on."""
        first = self._frames()
        self._page.wait_for_timeout(MEASURED_MS)
        return (self._frames() - first) / (MEASURED_MS / 1000)

    def reload(self) -> float:
        """Reload the page while its run trains; the seconds until that same run, no younger, trains on screen again."""
        run, step = self._scope.get_attribute("data-run"), self._scope.get_attribute("data-step")
        began = time.perf_counter()
        self._page.reload(wait_until="commit")
        self._wait(
            f"""({{ dataset }}) => dataset.run === {json.dumps(run)} && dataset.status === "training"
              && Number(dataset.frames) >= 1 && Number(dataset.step) >= {step}"""
        )
        return time.perf_counter() - began

    def scrub(self) -> float:
        """Drag the time line's thumb to and fro for a few seconds; the frames drawn per second."""
        box = self._page.get_by_role("slider", name="Time line").bounding_box()
        assert box is not None
        middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # From the newest step, where the thumb is; the ends are left out, because nothing moves there.
        reach = 0.45 * box["width"]
        mouse = self._page.mouse
        mouse.move(middle + reach, height)
        mouse.down()
        first, began = self._frames(), time.perf_counter()
        while (seconds := time.perf_counter() - began) < SCRUB_SECONDS:
            mouse.move(middle + reach * math.cos(2 * math.pi * seconds / SCRUB_PERIOD), height)
            time.sleep(max(0.0, began + seconds + MOUSE_SECONDS - time.perf_counter()))
        rate = (self._frames() - first) / (time.perf_counter() - began)
        mouse.up()
        return rate

    def train_to(self, step: int) -> None:
        """Open the page, train to `step` at full speed and pause."""
        self.begin("smooth")
        self._wait(f"({{ dataset }}) => Number(dataset.step) >= {step}")
        self.pause()

    def begin(self, speed: str = "") -> None:
        """Open the page and press Play, at `speed` if one is given; back when every lane has moved."""
        self._page.goto(self._path, wait_until="commit")
        self._observe()
        if speed:
            self._page.get_by_label("Speed", exact=True).select_option(speed)
        self._press("Play")
        self._page.wait_for_function("window.drawn.length > 0", timeout=PATIENCE_MS)

    def pause(self) -> None:
        """Stop training, so that nothing computes beside the next measurement; a fast machine may have finished."""
        if self._scope.get_attribute("data-status") == "training":
            self._press("Pause")
        self._wait("(scope) => scope.dataset.status !== 'training'")

    def _observe(self) -> None:
        self._page.get_by_role("button", name="Play", exact=True).wait_for(timeout=PATIENCE_MS)
        self._scope.evaluate(OBSERVE)

    def _frames(self) -> int:
        return int(self._scope.get_attribute("data-frames") or 0)

    def _press(self, name: str) -> None:
        self._page.get_by_role("button", name=name, exact=True).click()

    def _wait(self, condition: str) -> None:
        scope = self._scope.element_handle(timeout=PATIENCE_MS)
        self._page.wait_for_function(condition, arg=scope, timeout=PATIENCE_MS)
