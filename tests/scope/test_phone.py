"""The lab on a phone: nothing is cut, rows have the whole width below their names, and a finger sets the crosshair."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.playing.moment import moment, past
from tests.scope.conftest import Connection

LONG = "A long sentence that says what is the matter with this run, and what can be done about it now. " * 2

# A touch as a browser tells it: the finger leaves before the click.
TAP = """(canvas, [x, y]) => {
  const box = canvas.getBoundingClientRect();
  const more = { clientX: box.left + x, clientY: box.top + y, bubbles: true, pointerType: "touch" };
  for (const type of ["pointerdown", "pointermove", "pointerup", "pointerleave", "click"]) {
    canvas.dispatchEvent(new PointerEvent(type, more));
  }
}"""


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def test_a_tap_sets_the_crosshair_another_moves_it_and_one_more_takes_it_away(
    phone: Page, connection: Connection
) -> None:
    connection.show(phone, moment())
    scope = phone.get_by_test_id("scope")
    overlay = phone.locator("[data-lane=gru] .overlay")
    left, pitch = 62, ((overlay.bounding_box() or {"width": 0})["width"] - 69) / 16
    for timestep in (3, 9):
        overlay.evaluate(TAP, [left + (timestep - 0.5) * pitch, 200])
        expect(scope).to_have_attribute("data-crosshair", str(timestep))
    overlay.evaluate(TAP, [left + 8.5 * pitch, 300])
    expect(scope).not_to_have_attribute("data-crosshair", "9")


@pytest.mark.parametrize("state", ["training", "diverged", "looking back", "watched", "not saved"])
def test_nothing_is_cut_and_nothing_needs_scrolling_sideways(phone: Page, connection: Connection, state: str) -> None:
    more = {
        "watched": {"owns": False, "name": "Adding problem"},
        "diverged": {"status": "diverged", "message": LONG},
        "not saved": {"unsaved": LONG},
    }.get(state, {"status": "training"})
    connection.show(phone, past(200) if state == "looking back" else moment(), **more)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    cut = phone.locator(".message, .when, .no-gates, .transport select").evaluate_all(
        """(all) => all.filter((node) => node.scrollWidth > node.clientWidth + 1
             || node.scrollHeight > node.clientHeight + 3).map((node) => node.className)"""
    )
    assert cut == []
    if state == "watched":
        return
    speed = phone.get_by_label("Speed").bounding_box()
    assert speed
    assert speed["width"] >= 150


def test_rows_have_the_whole_width_below_their_names(phone: Page, connection: Connection) -> None:
    connection.show(phone, moment())
    lane = phone.locator("[data-lane=rnn]")
    score, whole = lane.locator(".score").bounding_box(), lane.bounding_box()
    assert score
    assert whole
    assert score["width"] >= whole["width"] - 20
    names = [name.bounding_box() for name in lane.locator(".name").all()]
    assert all(name and name["height"] == 17 for name in names)
    # Two fingers enlarge it, one scrolls the page.
    expect(lane.locator(".score canvas").first).to_have_css("touch-action", "pan-y pinch-zoom")


def test_who_watches_can_go_off_on_their_own_and_sees_no_dead_buttons(phone: Page, connection: Connection) -> None:
    connection.show(phone, moment(), owns=False)
    expect(phone.get_by_role("button", name="Play")).to_be_hidden()
    expect(phone.get_by_label("Go to step")).to_be_visible()
    phone.get_by_role("button", name="Make my own copy").click()
    assert phone.evaluate("triggers") == [{"copy": True}]
    phone.evaluate("void (end = show({ url: '/live/first', key: 'mine', lecture: true, heard: 1 }))")
    connection.tell(owns=True)
    expect(phone.get_by_role("button", name="Make my own copy")).to_be_hidden()
    phone.get_by_role("button", name="Back to the lecture").click()
    assert phone.evaluate("triggers") == [{"copy": True}, {"follow": True}]
    phone.set_viewport_size({"width": 1400, "height": 900})
    expect(phone.get_by_role("button", name="Back to the lecture")).to_be_hidden()
