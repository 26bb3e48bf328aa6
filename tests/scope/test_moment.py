"""When Python is told which moment is looked at: once, after a look back, a return or the end of training."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.playing.moment import moment, past
from tests.scope.conftest import Connection, visit

NOW = past(620)
REST = 300


def assert_told(page: Page, *steps: int) -> None:
    """These steps have been told, and no others follow."""
    page.wait_for_function("(count) => triggers.length >= count", arg=len(steps))
    page.wait_for_timeout(REST + 200)
    assert page.evaluate("triggers") == [{"moment": step} for step in steps]


@pytest.fixture
def page(entry: str, empty_page: Page, connection: Connection) -> Page:
    """Each of the two, with the frame of the newest moment on screen."""
    visit(empty_page, connection, entry=entry)
    connection.show(empty_page, NOW)
    return empty_page


def test_the_end_of_a_drag_is_told_once(page: Page, connection: Connection) -> None:
    slider = page.get_by_role("slider", name="Time line")
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 9, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 10)
    connection.show(page, past(600))
    page.mouse.move(box["x"] + box["width"] * 0.68, box["y"] + 10)
    connection.show(page, past(425))
    assert_told(page)
    page.mouse.up()
    assert_told(page, 425)
    connection.show(page, past(425))
    assert_told(page, 425)


def test_a_drag_whose_frame_comes_late_is_told_when_it_is_there(page: Page, connection: Connection) -> None:
    slider = page.get_by_role("slider", name="Time line")
    box = slider.bounding_box()
    assert box
    page.mouse.click(box["x"] + 9, box["y"] + 10)
    assert_told(page)
    connection.show(page, past(0))
    assert_told(page, 0)


@pytest.mark.slow
def test_keys_and_typed_steps_are_told_when_they_have_arrived(page: Page, connection: Connection) -> None:
    page.get_by_role("slider", name="Time line").press("ArrowLeft")
    connection.show(page, past(600))
    assert_told(page, 600)
    field = page.get_by_label("Go to step")
    field.fill("7")
    field.press("Enter")
    assert_told(page, 600)
    connection.show(page, past(7))
    assert_told(page, 600, 7)


def test_play_after_a_look_back_is_told_once_and_training_is_not(page: Page, connection: Connection) -> None:
    connection.show(page, past(425))
    assert_told(page, 425)
    connection.tell(status="training")
    for step in (625, 630, 635):
        connection.show(page, past(step, step, (0, step)))
    assert_told(page, 425, 625)
    connection.tell(status="paused")
    connection.show(page, past(640, 640, (0, 640)))
    assert_told(page, 425, 625, 640)


def test_the_end_of_training_is_told_though_the_step_is_one_that_was_told(page: Page, connection: Connection) -> None:
    """A run that began anew stands at another moment of the same number."""
    connection.tell(status="training")
    connection.show(page, past(620))
    connection.tell(status="paused")
    assert_told(page, 620)


@pytest.mark.parametrize("goes", ["by a link", "back"])
def test_who_goes_to_another_page_is_not_called_back(page: Page, connection: Connection, goes: str) -> None:
    """Telling Python draws this page anew, and Streamlit would forget the wish for the other page."""
    connection.tell(status="training")
    connection.show(page, past(620))
    if goes == "back":
        page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    else:
        page.evaluate(
            """document.body.insertAdjacentHTML("beforeend", '<a href="/other" onclick="return false">Other</a>')"""
        )
        page.get_by_role("link", name="Other").click()
    connection.tell(status="paused")
    assert_told(page)
    # The same page was drawn again: somebody looks at the moment after all.
    page.evaluate("void (end = show({ url: '/live/first', key: 'secret' }))")
    assert_told(page, 620)


@pytest.mark.slow
def test_a_link_inside_the_picture_or_to_another_tab_leaves_no_page(page: Page, connection: Connection) -> None:
    connection.tell(status="training")
    connection.show(page, past(620))
    connection.tell(status="paused")
    page.evaluate(
        """document.body.insertAdjacentHTML(
            "beforeend", '<a href="/other" target="_blank" onclick="return false">In another tab</a>'
        )"""
    )
    page.get_by_role("link", name="In another tab").click()
    assert_told(page, 620)


def test_another_runs_first_frame_is_known_to_python(page: Page, connection: Connection) -> None:
    page.evaluate("void (end = show({ url: '/live/second', key: '' }))")
    connection.wait_for_sockets(page, 2)
    connection.show(page, moment(12))
    assert_told(page)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-run", "second")


@pytest.mark.slow
def test_settings_that_python_has_not_drawn_are_told_of_once(page: Page, connection: Connection) -> None:
    connection.show(page, moment(40))
    drawn = connection.state["link"]
    page.evaluate("(settings) => void show({ url: '/live/first', key: 'secret', settings })", drawn)
    connection.tell(speed=10)
    connection.show(page, moment(41), status="training")
    connection.tell(link={**drawn, "lr": "0.5"})
    page.wait_for_function("triggers.length > 0")
    connection.tell(speed=5)
    connection.show(page, moment(42), status="training")
    page.evaluate("(settings) => void show({ url: '/live/first', key: 'secret', settings })", connection.state["link"])
    connection.tell(link={**drawn, "lr": "0.7"}, owns=False)
    page.wait_for_function("triggers.length > 1")
    assert page.evaluate("triggers") == [{"moment": 41}, {"moment": 42}]
