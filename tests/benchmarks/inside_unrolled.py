"""The page "Unrolled": how soon its numbers are those of the moment at which its run was paused, and how fast it steps.

`figures_s` is from the press of Pause to the last change of the step whose numbers the picture shows, when that is the
step on which the run stands: the median over pauses, of the lane that takes longest (LSTM). `step_p95_ms` is from an
arrow key to the end of the animation frame that has drawn the stepper's next stop, over all stops there and back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect, sync_playwright

from tests.benchmarks.inside_figures import PATIENCE_MS, QUIET_MS, after_pauses
from tests.benchmarks.report import Measured
from tests.playing.chromium import launch
from tests.playing.server import start_server, stop_server

SIZES = (({"H": "32", "T": "50"}, "≤ 1.0"), ({"H": "128", "T": "200"}, "≤ 2.5"))
STEPPED = ({"H": "4", "T": "12"}, {"H": "32", "T": "50"})

WATCH = """(scope) => {
  window.changed = [];
  const note = () => {
    if (scope.dataset.pass === scope.dataset.step) window.changed.push(performance.now());
  };
  new MutationObserver(note).observe(scope, { attributeFilter: ["data-pass", "data-step"] });
  document.addEventListener("click", () => { window.paused = performance.now(); }, true);
}"""
TAKEN = """(scope) => {
  const after = window.changed.filter((time) => time > window.paused);
  if (scope.dataset.pass !== scope.dataset.step) return null;
  return after.length ? (after.at(-1) - window.paused) / 1000 : 0;
}"""
STEPS = """(scope) => {
  window.taken = [];
  let pressed = null;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  const drawn = () => {
    if (pressed !== null) window.taken.push(performance.now() - pressed);
    pressed = null;
  };
  // In the animation frame that draws it; a task later the frame is done.
  new MutationObserver(() => setTimeout(drawn)).observe(scope, { attributeFilter: ["data-stop"] });
}"""


def measure() -> Iterator[Measured]:
    """Every row of the page."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder))
        browser = launch(playwright)
        try:
            tab = browser.new_page(base_url=server.url, viewport={"width": 1400, "height": 900})
            for size, target in SIZES:
                case = {"page": "unrolled", "lane": "lstm", "hidden_size": int(size["H"]), "T": int(size["T"])}
                yield Measured("inside", "figures_s", figures_seconds(tab, size), "s", case, target)
            for size in STEPPED:
                taken = steps(tab, size)
                case = {"lane": "lstm", "hidden_size": int(size["H"]), "T": int(size["T"]), "stops": len(taken)}
                yield Measured("inside", "step_p95_ms", float(np.percentile(taken, 95)), "ms", case, "≤ 33")
        finally:
            browser.close()
            stop_server(server)


def opened(tab: Page, size: Mapping[str, str]) -> None:
    """Open the page and wait for its first numbers."""
    query = "&".join(f"{name}={value}" for name, value in size.items())
    tab.goto(f"/unrolled?task=adding&{query}&seeds=1&cells=lstm")
    expect(tab.get_by_test_id("scope")).to_have_attribute("data-pass", "0", timeout=PATIENCE_MS)


def figures_seconds(tab: Page, size: Mapping[str, str]) -> float:
    """The median over pauses; the first one, which compiles, does not count."""
    opened(tab, size)
    scope = tab.get_by_test_id("scope")
    scope.evaluate(WATCH)
    return after_pauses(tab, lambda: scope.evaluate(TAKEN))


def steps(tab: Page, size: Mapping[str, str]) -> list[float]:
    """The milliseconds of every step of the stepper, of a loop that is unrolled whole."""
    opened(tab, size)
    tab.get_by_label("Timesteps that are unrolled, T").fill(size["T"])
    tab.get_by_role("button", name="To the beginning").click()
    scope = tab.get_by_test_id("scope")
    expect(scope).to_have_attribute("data-stop", "start 1", timeout=PATIENCE_MS)
    tab.wait_for_timeout(QUIET_MS)
    scope.evaluate(STEPS)
    for stop in range(1, 2 * int(size["T"]) + 2):
        tab.keyboard.press("ArrowRight")
        tab.wait_for_function("(stop) => window.taken.length === stop", arg=stop, timeout=PATIENCE_MS)
    taken: list[float] = tab.evaluate("window.taken")
    return taken
