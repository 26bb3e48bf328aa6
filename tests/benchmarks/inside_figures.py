"""How soon the figures of a page are those of the moment at which its run was paused, in a browser.

The clock begins with the press of Pause, and ends with the last change to a chart or a table of the page before they
stay as they are for a while: the run stands still by then, so nothing else can change them.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.playing.chromium import launch
from tests.playing.server import start_server, stop_server

PATIENCE_MS = 240_000
TRAINED_MS = 2_000
QUIET_MS = 3_000
PAUSES = 3

WATCH = """() => {
  window.changed = [];
  const drawn = '[data-testid="stPlotlyChart"], table';
  new MutationObserver((records) => {
    const seen = records.some(({ target }) => (target.closest ? target : target.parentElement)?.closest(drawn));
    if (seen) window.changed.push(performance.now());
  }).observe(document.querySelector('[data-testid="stMain"]'),
    { subtree: true, childList: true, attributes: true, characterData: true });
  window.pauses = [];
  document.addEventListener("click", () => window.pauses.push(performance.now()), true);
}"""
TAKEN = """() => {
  const since = window.pauses.at(-1);
  const after = window.changed.filter((time) => time > since);
  return after.length ? (after.at(-1) - since) / 1000 : null;
}"""


@contextmanager
def opened_browser() -> Iterator[Page]:
    """A tab on a server of its own."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder))
        browser = launch(playwright)
        try:
            yield browser.new_page(base_url=server.url, viewport={"width": 1400, "height": 900})
        finally:
            browser.close()
            stop_server(server)


def figures_seconds(tab: Page, page: str, link: Mapping[str, str], charts: int) -> float:
    """The median over pauses of the page called `page` at `link`, on which so many charts stand."""
    query = "&".join(f"{name}={value}" for name, value in link.items())
    tab.goto(f"/{page}?{query}")
    drawn = tab.get_by_test_id("stPlotlyChart").locator(".js-plotly-plot")
    expect(drawn).to_have_count(charts, timeout=PATIENCE_MS)
    tab.evaluate(WATCH)
    return after_pauses(tab, lambda: tab.evaluate(TAKEN))


def after_pauses(tab: Page, taken: Callable[[], float | None]) -> float:
    """Train and pause the run of `tab` again and again: the median of what was `taken` after each pause, in seconds.

    The first does not count: what has to be compiled is compiled by then.
    """
    play, pause = (tab.get_by_role("button", name=name, exact=True) for name in ("Play", "Pause"))
    scope = tab.get_by_test_id("scope")
    found: list[float] = []
    for _ in range(1 + PAUSES):
        play.click()
        expect(scope).to_have_attribute("data-status", "training", timeout=PATIENCE_MS)
        tab.wait_for_timeout(TRAINED_MS)
        pause.click()
        expect(scope).to_have_attribute("data-status", "paused", timeout=PATIENCE_MS)
        tab.wait_for_timeout(QUIET_MS)
        seconds = taken()
        found.append(float("inf") if seconds is None else seconds)
    return statistics.median(found[1:])
