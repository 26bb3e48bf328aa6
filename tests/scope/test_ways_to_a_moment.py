"""Ways from the picture to another moment and to its charts: a click on the loss chart, the button "Study"."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.playing.moment import past
from tests.scope.conftest import Connection

LEFT, RIGHT = 52, 222
"""Room for the loss chart's axis and for its labels."""
CHARTS = """document.body.insertAdjacentHTML(
  "beforeend", "<div style='height: 3000px'></div><p class=st-key-study>Charts</p>"
)"""


def click_loss(page: Page, step: int, of: int) -> None:
    canvas = page.locator(".curves canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": LEFT + (box["width"] - LEFT - RIGHT) * step / of, "y": 50})


def test_a_click_on_the_loss_chart_goes_to_that_step(page: Page, connection: Connection) -> None:
    connection.show(page, past(60, 60, (0, 20, 60)))
    click_loss(page, 30, of=60)
    click_loss(page, 0, of=60)
    assert connection.commands == [{"command": "seek_exactly", "value": step} for step in (30, 0)]


def test_a_click_of_somebody_who_watches_goes_nowhere_and_says_so(page: Page, connection: Connection) -> None:
    connection.show(page, past(60, 60, (0, 60)), owns=False, name="")
    click_loss(page, 30, of=60)
    expect(page.get_by_role("status").filter(has_text="watching").first).to_be_visible()
    assert connection.commands == []


def test_the_charts_are_asked_for_and_brought_into_view_by_who_asks_alone(page: Page, connection: Connection) -> None:
    connection.show(page, past(60, 60, (0, 60)))
    page.get_by_role("button", name="Study this moment").click()
    assert {"study": True} in page.evaluate("triggers")
    page.evaluate(CHARTS)
    expect(page.get_by_text("Charts", exact=True)).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    connection.show(page, past(20, 60, (0, 60)))
    expect(page.get_by_text("Charts", exact=True)).not_to_be_in_viewport()
