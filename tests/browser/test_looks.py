"""What the page is like: the first picture, light and dark, wide and narrow, in words, and from this machine alone."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from app.operations.paths import SHIPPED_RUN
from rnn_core.frames.frame import from_bytes
from tests.browser.conftest import OpenPage
from tests.playing.lab import Lab

NAMES = ("Vanilla RNN", "LSTM", "GRU")
WHERE = """(node, step) => {
  const { xaxis, yaxis } = node._fullLayout;
  const { x, y } = node._fullData.find((trace) => trace.mode === "lines" && trace.x.includes(step));
  const box = node.getBoundingClientRect();
  const loss = y[x.indexOf(step)];
  return [box.x + xaxis._offset + xaxis.d2p(step), box.y + yaxis._offset + yaxis.d2p(loss)];
}"""
"""The place of a training step's point on the screen."""

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(27, 30, 37)"}
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_the_first_picture_is_the_finished_run_that_comes_along(lab: Lab, asked: list[str]) -> None:
    """It needs nothing compiled; the live run behind it starts at step 0.

    Every test fails on a request to another machine (see `open_page`); this one looks that requests are seen.
    """
    shipped = from_bytes(SHIPPED_RUN.read_bytes())
    lab.open("")
    assert lab.step == shipped.step > 0
    assert lab.losses() == pytest.approx([lane.train_loss for lane in shipped.lanes], rel=1e-7)
    expect(lab.message).to_contain_text(
        "This example is already trained. Press Play to train it yourself, from step 0."
    )
    # It is a picture: a page that looks inside shows the run itself, and so does the lab from then on.
    for page in ("Hidden states", "Lab"):
        lab.page.get_by_role("link", name=page, exact=True).click()
        expect(lab.scope).to_have_attribute("data-step", "0", timeout=60_000)
    expect(lab.scope.get_by_role("region", name="Loss curves")).to_be_visible()
    expect(lab.scope).to_have_attribute("data-step", "0")
    lab.play()
    assert 0 < lab.step < shipped.step
    for path in ("/live/", "/_stcore/stream", "/scope/lab.js"):
        assert any(path in url for url in asked), path


@pytest.mark.slow
def test_light_and_dark_follow_the_system(open_page: OpenPage) -> None:
    lab = Lab(open_page(color_scheme="dark")).open()
    expect(lab.scope).to_have_attribute("data-mode", "dark")
    lab.play()
    for mode in MODES:
        lab.page.emulate_media(color_scheme=mode)
        expect(lab.scope).to_have_attribute("data-mode", mode)
        lab.wait_for_frames(lab.frames + 3)


@pytest.mark.slow
def test_lanes_stand_side_by_side_on_a_projector_and_under_one_another_on_a_narrow_page(open_page: OpenPage) -> None:
    lab = Lab(open_page(viewport={"width": 640, "height": 900})).open()
    expect(lab.page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    lab.play()
    for width, columns in ((375, 1), (640, 1), (800, 1), (1400, 3)):
        lab.page.set_viewport_size({"width": width, "height": 900})
        lab.wait_for_frames(lab.frames + 2)
        boxes = [lane.bounding_box() for lane in lab.lanes()]
        assert len({round(box["x"]) for box in boxes if box}) == columns
        assert len({round(box["y"]) for box in boxes if box}) == 3 // columns
        assert overflow(lab) == []
        if width == 375:
            # The page's own button lies on none of the run's.
            beside = [lab.page.get_by_test_id("stExpandSidebarButton"), lab.page.get_by_role("button", name="Back to")]
            opening, first = (button.first.bounding_box() for button in beside)
            assert opening
            assert first
            assert opening["x"] + opening["width"] <= first["x"]
    # Nor on the title of a page that has one above the run's picture.
    lab.page.set_viewport_size({"width": 375, "height": 900})
    lab.page.get_by_test_id("stExpandSidebarButton").click()
    lab.page.get_by_role("link", name="Unrolled", exact=True).click()
    lab.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    expect(lab.page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    title = lab.page.get_by_role("heading", name="Unrolled", exact=True).bounding_box()
    opening = lab.page.get_by_test_id("stExpandSidebarButton").bounding_box()
    assert title
    assert opening
    assert opening["y"] + opening["height"] <= title["y"] + 4


def overflow(lab: Lab) -> list[str]:
    """What of the page can only be reached by scrolling sideways."""
    wide: list[str] = lab.page.evaluate(
        """["html", "[data-testid=stMain]"].filter((name) => {
             const { scrollWidth, clientWidth } = document.querySelector(name);
             return scrollWidth > clientWidth;
           })"""
    )
    return wide


@pytest.mark.slow
def test_the_picture_in_words(lab: Lab) -> None:
    lab.open()
    words = lab.page.get_by_test_id("scope-text")
    expect(words).to_contain_text("Adding problem, step 0, ready.")
    lab.press("Step")
    expect(words).to_contain_text("step 1, paused.")
    expect(lab.page.locator("[aria-live=polite]").filter(has_text="paused, step 1.")).to_have_count(1)
    expect(words).to_contain_text("Baselines: ")
    for name, loss in zip(NAMES, lab.losses(), strict=True):
        expect(words).to_contain_text(f"{name}: training loss {loss:.3g}"[:-1])
        expect(lab.scope.get_by_role("region", name=name, exact=True)).to_be_visible()
    canvases = lab.scope.locator("canvas")
    assert canvases.evaluate_all("(all) => all.every((canvas) => canvas.ariaHidden === 'true')")


@pytest.mark.slow
def test_a_moment_can_be_studied_and_a_click_on_its_loss_goes_to_another(lab: Lab) -> None:
    lab.open()
    lab.play()
    lab.press("Study this moment")
    lab.wait_for("paused")
    lab.settle()
    expect(lab.page.get_by_text(f"at step {lab.step:,}")).to_be_visible()
    for title in ("Gradient by timestep", "Loss", "LSTM: hidden state h"):
        expect(lab.page.get_by_role("group", name=title, exact=True)).to_be_visible()
    step = lab.frame.curve_steps[-3]
    loss = lab.page.locator(".st-key-study_loss .js-plotly-plot")
    # They follow the theme of the page.
    for mode in reversed(MODES):
        lab.page.emulate_media(color_scheme=mode)
        expect(loss).to_have_count(1)
        expect(loss.locator("svg.main-svg").first).to_have_css("background-color", GROUNDS[mode])
    # The page draws it once more when it has rested, and the old one goes a moment later.
    expect(lab.page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    expect(loss).to_have_count(1)
    loss.scroll_into_view_if_needed()
    x, y = loss.evaluate(WHERE, float(step))
    lab.page.mouse.move(x, y)
    expect(loss.locator(".hoverlayer")).to_contain_text(f"step {step:.0f}")
    lab.page.mouse.click(x, y)
    expect(lab.scope).to_have_attribute("data-step", f"{step:.0f}")
    expect(lab.page.get_by_text(f"Adding problem at step {step:,.0f}")).to_be_visible()
