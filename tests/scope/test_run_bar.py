"""The controls of a run alone, for pages that draw figures of their own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.playing.moment import moment, past
from tests.scope.conftest import Connection, visit


@pytest.fixture
def bar(empty_page: Page, connection: Connection) -> Page:
    visit(empty_page, connection, entry="run_bar")
    return empty_page


def test_shows_and_acknowledges_frames_without_lanes(bar: Page, connection: Connection) -> None:
    connection.show(bar, past(425), status="paused")
    scope = bar.get_by_test_id("scope")
    for name, value in {
        "step": "425",
        "frames": "1",
        "status": "paused",
        "run": "first",
        "connection": "up",
        "looking-back": "true",
        "mode": "light",
        "owns": "true",
    }.items():
        expect(scope).to_have_attribute(f"data-{name}", value)
    assert {"drawn": 425} in connection.heard
    expect(bar.locator("[data-lane], canvas")).to_have_count(0)
    expect(bar.get_by_label("Go to step")).to_have_value("425")
    expect(bar.get_by_role("slider", name="Time line")).to_have_value("425")
    box = scope.bounding_box()
    assert box
    assert box["height"] < 120


def test_its_controls_command_the_run(bar: Page, connection: Connection) -> None:
    connection.show(bar, past(620))
    for name in ("Play", "Step", "Back to the start"):
        bar.get_by_role("button", name=name, exact=True).click()
    bar.keyboard.press(".")
    assert [command["command"] for command in connection.commands] == ["play", "step", "seek", "step"]
    bar.get_by_role("button", name="Share").click()
    expect(bar.get_by_role("menuitem", name="Copy viewer link")).to_be_visible()


def test_keys_of_the_crosshair_stay_the_browsers(bar: Page, connection: Connection) -> None:
    connection.show(bar, moment())
    taken = "window.taken = []; addEventListener('keydown', (event) => taken.push(event.defaultPrevented))"
    bar.evaluate(taken)
    for key in ("ArrowRight", "Escape", "."):
        bar.keyboard.press(key)
    assert bar.evaluate("taken") == [False, False, True]
    expect(bar.locator(".tooltip")).not_to_contain_text("crosshair")


def test_it_restarts_as_a_new_run_once(bar: Page, connection: Connection) -> None:
    connection.show(bar, past(425))
    bar.get_by_role("button", name="Restart as a new run").dblclick()
    assert [one for one in bar.evaluate("triggers") if "restart" in one] == [{"restart": True}]
    assert connection.commands == []


def test_it_continues_from_a_past_moment(bar: Page, connection: Connection) -> None:
    connection.show(bar, past(425))
    bar.get_by_role("button", name="Continue from here").click()
    assert {"branch": 425} in bar.evaluate("triggers")


def test_of_two_wishes_while_the_script_is_busy_none_is_lost(bar: Page, connection: Connection) -> None:
    """Streamlit keeps only the newest of one component's wishes that wait for the same run of the script."""
    connection.show(bar, past(620))
    bar.evaluate("busy = true")
    bar.get_by_role("button", name="Restart as a new run").click()
    connection.show(bar, past(425))
    bar.wait_for_timeout(600)  # the moment has come to rest, and would be told
    assert bar.evaluate("triggers") == [{"restart": True}]
    bar.evaluate("drawAgain()")
    bar.wait_for_function("triggers.length > 1")
    assert bar.evaluate("triggers") == [{"restart": True}, {"moment": 425}]
