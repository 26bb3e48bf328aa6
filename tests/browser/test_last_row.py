"""What somebody in the last row of a lecture hall sees of the lab."""

from __future__ import annotations

from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.playing.lab import Lab
from tests.playing.readable import foot, record_sizes, resize, side_by_side, smallest_text

PROJECTOR: ViewportSize = {"width": 1400, "height": 900}
LAPTOP: ViewportSize = {"width": 1366, "height": 768}
LOW: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_lanes_and_losses_stand_above_the_fold_and_no_text_is_small(lab: Lab) -> None:
    """At 150 % a page of 1920×1080 has the size of the lowest one."""
    record_sizes(lab.open("").page)
    for size in (PROJECTOR, LAPTOP, LOW):
        resize(lab.page, size)
        assert side_by_side(lab.page)
        assert size == LOW or foot(lab.page) <= size["height"]
        assert smallest_text(lab.page) >= (11, "")


def test_the_controls_stay_in_sight_and_under_nothing(open_page: OpenPage) -> None:
    lab = Lab(open_page(viewport=PHONE)).open()
    for size in (PHONE, LOW):
        resize(lab.page, size)
        lab.page.get_by_role("button", name="Study this moment").scroll_into_view_if_needed()
        for name in ("Play", "Step"):
            button = lab.scope.get_by_role("button", name=name, exact=True)
            expect(button).to_be_in_viewport(ratio=1)
            button.click(trial=True)
