"""How well the lab is read from the last row: its smallest text, and what stands on the page without scrolling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, ViewportSize

from tests.benchmarks.report import Measured
from tests.playing.readable import foot, record_sizes, resize, side_by_side, smallest_text
from tests.playing.server import Server

PATIENCE_MS = 60_000
PROJECTOR: ViewportSize = {"width": 1400, "height": 900}
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
LOW: ViewportSize = {"width": 1280, "height": 720}


def readable(browser: Browser, server: Server) -> Iterator[Measured]:
    """The rows, of the first picture that a new visitor sees."""
    with browser.new_context(base_url=server.url, viewport=PROJECTOR) as context:
        page = context.new_page()
        page.goto("/")
        page.locator("[data-testid=scope][data-step]").wait_for(timeout=PATIENCE_MS)
        record_sizes(page)
        for size in (PROJECTOR, LAPTOP):
            resize(page, size)
            yield _row("above_fold", foot(page) <= size["height"], "yes = 1", size, "1")
        resize(page, PROJECTOR)
        yield _row("smallest_text_px", smallest_text(page)[0], "px", PROJECTOR, "≥ 11")
        page.keyboard.press("p")
        resize(page, LAPTOP)
        record_sizes(page)
        resize(page, PROJECTOR)
        yield _row("smallest_text_px", smallest_text(page)[0], "px", PROJECTOR, "≥ 16", present="yes")
        page.keyboard.press("Escape")
        resize(page, LOW)
        page.get_by_test_id("stSidebar").hover()
        page.get_by_role("button", name="Collapse sidebar").click()
        page.get_by_role("button", name="Expand sidebar").wait_for()
        yield _row("side_by_side", side_by_side(page), "yes = 1", LOW, "1")
        yield _row("above_fold", foot(page) <= LOW["height"], "yes = 1", LOW, "1")


def _row(name: str, value: float, unit: str, size: ViewportSize, target: str, **case: Any) -> Measured:
    return Measured("live", name, float(value), unit, {"page": "{width}×{height}".format(**size), **case}, target)
