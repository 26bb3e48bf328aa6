"""The line above the picture: what the run is, and its name, which only its owner changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from rnn_core.frames.standing import Standing
from tests.playing.moment import moment
from tests.scope.conftest import Connection, visit


@pytest.fixture
def page(entry: str, empty_page: Page, connection: Connection) -> Page:
    visit(empty_page, connection, entry=entry)
    connection.show(empty_page, moment())
    return empty_page


@pytest.fixture
def line(page: Page) -> Locator:
    return page.get_by_role("region", name="This run")


def names_given(page: Page) -> list[str]:
    return [told["rename"] for told in page.evaluate("triggers") if "rename" in told]


def test_it_says_the_task_and_the_sizes(page: Page, connection: Connection, line: Locator) -> None:
    expect(line).to_contain_text("Adding problemAdd them.")
    expect(line).to_contain_text("T = 16 · H = 3")
    expect(line).to_contain_text(moment().result)
    frame = moment()
    small = {"hidden": frame.lanes[2].arrays["hidden"][..., :2]}
    other = replace(frame.lanes[2], arrays=frame.lanes[2].arrays | small)
    connection.show(page, replace(frame, lanes=(*frame.lanes[:2], other)))
    expect(line).to_contain_text("H = 3, 2")


def test_the_owner_names_the_run_there(page: Page, connection: Connection, line: Locator) -> None:
    name = line.get_by_role("button", name="Name this run")
    field = line.get_by_role("textbox", name="Name of this run")
    name.click()
    expect(field).to_be_focused()
    field.fill("  Forget bias 0 ")
    page.keyboard.press("Enter")
    expect(name).to_be_focused()
    assert names_given(page) == ["Forget bias 0"]
    connection.tell(name="Forget bias 0")
    expect(name).to_have_text("Forget bias 0")
    name.click()
    expect(field).to_have_value("Forget bias 0")
    field.fill("Another")
    page.keyboard.press("Escape")
    name.click()
    page.keyboard.press("Enter")
    assert names_given(page) == ["Forget bias 0"]
    assert connection.commands == [], "no key of the field plays or steps"


def test_who_watches_reads_the_name_only(page: Page, connection: Connection, line: Locator) -> None:
    connection.tell(owns=False)
    expect(line.locator(".run-name")).to_be_hidden()
    connection.tell(owns=False, name="The lecture's")
    expect(line.get_by_role("button", name="Name this run")).to_be_disabled()
    expect(line).to_contain_text("The lecture's")


def test_it_says_nothing_of_the_run_before(page: Page, connection: Connection, line: Locator) -> None:
    # `void`: Playwright would call the function that `show` returns, which takes the picture down.
    page.evaluate("void show({ url: '/live/second', key: 'secret', assets: '/assets', notice: '' })")
    expect(line).not_to_contain_text("Adding problem")


def test_the_tasks_sentence_makes_room_so_that_it_stays_one_line(
    page: Page, connection: Connection, line: Locator
) -> None:
    goal = line.get_by_text("Add them.")
    expect(goal).to_be_visible()
    height = line.evaluate("node => node.clientHeight")
    frame = moment()
    guesses = Standing("guessing", "no better than guessing")
    lanes = tuple(
        replace(lane, differs=f"{k} units, a long name", standing=guesses) for k, lane in enumerate(frame.lanes)
    )
    task = frame.task | {"goal": "Say in which order X and Y came. " * 2}
    connection.show(page, replace(frame, lanes=lanes, task=task))
    expect(line.get_by_text("Say in which")).to_be_hidden()
    assert line.evaluate("node => node.scrollWidth <= node.clientWidth")
    connection.show(page, frame)
    expect(goal).to_be_visible()
    assert line.evaluate("node => node.clientHeight") == height
