"""What somebody in the last row of a lecture hall sees of the lab."""

from __future__ import annotations

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.playing.lab import Lab
from tests.playing.readable import foot, record_sizes, resize, side_by_side, smallest_text

PROJECTOR: ViewportSize = {"width": 1400, "height": 900}
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
LOW: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_lanes_and_losses_stand_above_the_fold_and_no_text_is_small(lab: Lab) -> None:
    """At 150 % a page of 1920×1080 has the size of the lowest one, where the message may take a line."""
    record_sizes(lab.open("").page)
    for size in (PROJECTOR, LAPTOP, LOW):
        resize(lab.page, size)
        assert side_by_side(lab.page)
        assert foot(lab.page) <= size["height"] + (19 if size == LOW else 0)
        assert smallest_text(lab.page) >= (11, "")


@pytest.mark.slow
def test_the_controls_stay_in_sight_and_under_nothing(open_page: OpenPage) -> None:
    lab = Lab(open_page(viewport=PHONE)).open()
    for size in (PHONE, LOW):
        resize(lab.page, size)
        lab.page.get_by_role("button", name="Study this moment").scroll_into_view_if_needed()
        for name in ("Play", "Step"):
            button = lab.scope.get_by_role("button", name=name, exact=True)
            expect(button).to_be_in_viewport(ratio=1)
            button.click(trial=True)


@pytest.mark.slow
def test_present_leaves_the_page_to_the_picture_on_every_page(lab: Lab) -> None:
    lab.open()
    lab.page.get_by_role("link", name="Hidden states").click()
    expect(lab.page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    lab.page.keyboard.press("p")
    record_sizes(lab.page)
    assert_nothing_else(lab)
    lab.page.get_by_test_id("stSidebarNavLink").first.evaluate("(link) => link.click()")
    expect(lab.scope.get_by_role("region", name="Loss curves")).to_be_visible()
    assert_nothing_else(lab)
    lab.page.keyboard.press("Escape")
    expect(lab.page.get_by_test_id("stSidebar")).to_be_visible()


def assert_nothing_else(lab: Lab) -> None:
    for hidden in ("stSidebar", "stHeader", "stSelectbox"):
        expect(lab.page.get_by_test_id(hidden).first).not_to_be_visible()
    resize(lab.page, LAPTOP)
    assert smallest_text(lab.page) >= (16, "")
