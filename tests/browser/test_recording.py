"""A run as one HTML file, opened from disk with the network off: it shows, plays and is looked into."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.web.one_file import one_file
from rnn_core import advance, lanes_of, observe, start, to_bytes
from rnn_core.frames.frame import Surroundings
from tests.playing.small_run import small

STATE = {"status": "paused", "message": "", "name": "</script>", "unsaved": "", "speed": 5, "link": {}}
STEPS = (0, 3, 5)
NOTE_STEPS = """() => {
    window.shown = [];
    const scope = document.querySelector(".scope");
    new MutationObserver(() => {
        if (window.shown.at(-1) !== scope.dataset.step) window.shown.push(scope.dataset.step);
    }).observe(scope, {attributeFilter: ["data-step"]});
}"""


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runs = [start(small(lanes=lanes_of("rnn", "gru")))]
    for before, after in itertools.pairwise(STEPS):
        runs.append(advance(runs[-1], after - before))
    frames = [to_bytes(observe(run, Surroundings(STEPS[-1], STEPS))) for run in runs]
    path = tmp_path_factory.mktemp("recording") / "recording.html"
    path.write_bytes(one_file(frames, STATE, "A <b>name</b>"))
    return path


def stands_at(page: Page, step: int) -> None:
    expect(page.get_by_test_id("scope")).to_have_attribute("data-step", str(step), timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_file_alone_shows_every_moment(browser: Browser, recording: Path, scheme: str) -> None:
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": 1400, "height": 900})
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page = context.new_page()
    page.goto(recording.as_uri())
    stands_at(page, 5)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-mode", scheme)
    expect(page.get_by_role("heading", name="A <b>name</b>, 5 steps")).to_be_visible()
    line = page.get_by_label("Time line")
    for key, step in (("ArrowLeft", 3), ("Home", 0), ("End", 5)):
        line.press(key)
        stands_at(page, step)
    # Each step stands for a moment only, which a busy machine can miss.
    page.evaluate(NOTE_STEPS)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("window.shown.length === 3", timeout=20_000)
    assert page.evaluate("window.shown") == [f"{step}" for step in STEPS]
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-crosshair", re.compile(r"\d+"))
    for name in ("Share", "Study this moment", "Continue from here", "Restart as a new run", "Name this run"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    context.close()
