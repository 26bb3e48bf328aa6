"""Going back in a run's time: the time line, the typed step, and how a past moment is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playing.ink import inked, record_ink
from tests.playing.moment import moment, past
from tests.scope.conftest import Connection

NOW = past(620)
THEN = past(425)
CANVAS = """(canvas) => canvas.toDataURL()"""


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Time line")


def caption(page: Page) -> Locator:
    return page.locator(".when")


def seeks(connection: Connection) -> list[int]:
    return [command["value"] for command in connection.commands if command["command"] == "seek"]


def wait_for_commands(page: Page, connection: Connection, *commands: dict[str, Any]) -> None:
    while len(connection.commands) < len(commands):
        page.wait_for_timeout(5)
    assert connection.commands == list(commands)


def grab(page: Page) -> float:
    """Take hold of the thumb at the right end; the height it is held at."""
    box = slider(page).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] - 9, box["y"] + 10)
    page.mouse.down()
    return box["y"] + 10


def test_says_where_the_run_stands(page: Page, connection: Connection) -> None:
    connection.show(page, NOW)
    expect(slider(page)).to_have_value("620")
    expect(slider(page)).to_have_attribute("min", "0")
    expect(slider(page)).to_have_attribute("max", "620")
    expect(slider(page)).to_have_attribute("aria-valuetext", "step 620 of 620")
    ticks = page.locator(".ticks path").get_attribute("d") or ""
    assert ticks.count("M") == len(NOW.kept_steps)
    connection.show(page, past(1230, 1230, (0, 620, 1230)), status="training")
    expect(slider(page)).to_have_value("1230")
    expect(slider(page)).to_have_attribute("aria-valuetext", "step 1,230 of 1,230")


def test_a_drag_asks_for_each_moment_and_frames_leave_the_thumb_alone(page: Page, connection: Connection) -> None:
    connection.show(page, NOW)
    height = grab(page)
    page.mouse.move(700, height, steps=4)
    connection.show(page, past(600))
    expect(page.get_by_role("group", name="Training step")).to_have_text("600")
    held = int(slider(page).input_value())
    assert 250 < held < 370
    page.mouse.move(300, height, steps=4)
    connection.show(page, past(700, 700, (0, 700)))
    expect(slider(page)).to_have_attribute("max", "620")
    last = int(slider(page).input_value())
    assert last < held
    while seeks(connection)[-1:] != [last]:
        page.wait_for_timeout(5)
    assert seeks(connection) == sorted(seeks(connection), reverse=True)
    page.mouse.up()
    connection.show(page, past(100))
    expect(slider(page)).to_have_value("100")
    connection.show(page, past(630, 630, (0, 630)))
    expect(slider(page)).to_have_value("630")


def test_a_thumb_whose_moment_does_not_come_goes_back(page: Page, connection: Connection) -> None:
    connection.show(page, NOW)
    slider(page).press("Home")
    # The thumb may be back before it is looked at: what was asked for proves that it was there.
    while seeks(connection) != [0]:
        page.wait_for_timeout(5)
    expect(slider(page)).to_have_value("620")


def test_many_movements_in_one_picture_are_one_command(page: Page, connection: Connection) -> None:
    connection.show(page, NOW)
    slider(page).evaluate("""(slider) => [500, 400, 300].forEach((step) => {
      slider.value = step;
      slider.dispatchEvent(new Event("input"));
    })""")
    wait_for_commands(page, connection, {"command": "seek", "value": 300})


def test_keys_go_from_kept_step_to_kept_step(page: Page, connection: Connection) -> None:
    for keys, step in (
        (["ArrowLeft"], 200),
        (["ArrowRight"], 600),
        (["Home"], 0),
        (["End"], 620),
        (["PageDown"], 0),
        (["PageUp"], 620),
        (["ArrowLeft", "ArrowLeft"], 100),
    ):
        connection.show(page, THEN)
        expect(slider(page)).to_have_value("425")
        connection.heard.clear()
        slider(page).focus()
        for key in keys:
            page.keyboard.press(key)
        expect(slider(page)).to_have_value(str(step))
        while seeks(connection)[-1:] != [step]:
            page.wait_for_timeout(5)
        connection.show(page, past(step))
        expect(slider(page)).to_have_value(str(step))


def test_other_keys_work_on_the_time_line_as_elsewhere(page: Page, connection: Connection) -> None:
    connection.show(page, THEN)
    slider(page).focus()
    for key in (" ", ".", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert [command["command"] for command in connection.commands] == ["play", "step", "step"]
    expect(page.get_by_test_id("scope")).not_to_have_attribute("data-crosshair", "1")


def test_looking_back_is_said_and_can_go_on_from_there(page: Page, connection: Connection) -> None:
    scope, go_on = page.get_by_test_id("scope"), page.get_by_role("button", name="Continue from here")
    connection.show(page, NOW)
    expect(caption(page)).to_have_text("Drag to look back at an earlier step.")
    expect(go_on).to_be_hidden()
    assert scope.get_attribute("data-looking-back") is None
    where = "(root) => [...root.querySelectorAll('*')].map((e) => JSON.stringify(e.getBoundingClientRect())).join()"
    layout = page.locator(".stage, .bar, .line input").evaluate_all(f"(all) => all.map({where})")
    connection.show(page, THEN)
    expect(scope).to_have_attribute("data-looking-back", "true")
    expect(caption(page)).to_have_text("Looking back at step 425 of 620. Play goes on from 620.")
    expect(slider(page)).to_have_attribute("aria-valuetext", "step 425 of 620")
    expect(page.get_by_test_id("scope-text")).to_contain_text("step 425, looking back from 620, paused")
    assert page.locator(".stage, .bar, .line input").evaluate_all(f"(all) => all.map({where})") == layout
    go_on.dblclick()
    assert [one for one in page.evaluate("triggers") if "branch" in one] == [{"branch": 425}]
    connection.show(page, NOW)
    expect(go_on).to_be_hidden()
    assert scope.get_attribute("data-looking-back") is None


def test_the_chart_stays_and_shows_what_came_later(page: Page, connection: Connection) -> None:
    """The same pixels left of the moment, whatever came after; its own axis when the run began anew."""
    title = page.locator(".curves-title")
    connection.show(page, NOW)
    record_ink(page)
    connection.show(page, past(30))
    expect(title).to_contain_text("Upright line = step 30, pale = what came later.")
    assert {"500", "GRU"} <= inked(page, chart=True)
    known = page.locator(".curves canvas").evaluate(CANVAS)
    connection.show(page, past(30))
    assert page.locator(".curves canvas").evaluate(CANVAS) == known
    inked(page, chart=True)
    connection.show(page, past(31, 31, (0, 31)))
    assert "500" not in inked(page, chart=True)
    connection.show(page, past(30, 31, (0, 31)))
    assert page.locator(".curves canvas").evaluate(CANVAS) != known


def test_looking_back_keeps_the_range_of_answers(page: Page, connection: Connection) -> None:
    """Row and chart keep their ranges while looking back; a run that stands earlier begins with fresh ones."""
    record_ink(page)
    lanes = tuple(
        replace(lane, arrays={**lane.arrays, "outputs": np.full((16, 1), 1.9, np.float32)}) for lane in NOW.lanes
    )
    connection.show(page, replace(NOW, lanes=lanes))
    assert "2.0" in inked(page, chart=False)
    connection.show(page, THEN)
    assert "1.5" not in inked(page, chart=False)
    connection.show(page, past(10, 10, (0, 10)))
    assert "1.5" in inked(page, chart=False)


def test_a_frame_without_a_past_has_an_idle_time_line(page: Page, connection: Connection) -> None:
    connection.show(page, moment(40))
    expect(slider(page)).to_be_disabled()
    expect(slider(page)).to_have_value("40")
    expect(page.get_by_label("Go to step")).to_be_disabled()
    expect(caption(page)).to_have_text("")


@pytest.mark.parametrize(("typed", "step"), [("7", 7), (" 620 ", 620), ("0", 0), ("1,234", 1234)])
def test_a_typed_step(page: Page, connection: Connection, typed: str, step: int) -> None:
    connection.show(page, past(1500, 1500, (0, 1500)))
    field = page.get_by_label("Go to step")
    expect(field).to_have_value("1,500")
    field.click()
    expect(field).to_have_value("1500")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    wait_for_commands(page, connection, {"command": "seek_exactly", "value": step})
    expect(field).to_have_value("1,500")
    page.keyboard.press("Space")
    assert connection.commands[-1] == {"command": "play"}


def test_a_typed_step_that_is_none(page: Page, connection: Connection) -> None:
    field = page.get_by_label("Go to step")
    for typed in ("", "x", "-1", "1.5", "621", "1e2", "1,5", "1.000"):
        connection.show(page, NOW)
        expect(field).to_have_value("620")
        field.fill(typed)
        field.press("Enter")
        expect(page.locator(".message")).to_have_text(
            f"“{typed}” is not a step of this run. Use a whole number from 0 to 620."
        )
        expect(field).to_have_value(typed)
        connection.show(page, past(630, 630, (0, 630)))
        expect(field).to_have_value(typed)
        field.press("Escape")
        expect(field).to_have_value("630")
        assert connection.commands == []


def test_leaving_the_typed_step_restores_it(page: Page, connection: Connection) -> None:
    connection.show(page, NOW)
    page.get_by_label("Go to step").fill("3")
    page.get_by_label("elsewhere").focus()
    expect(page.get_by_label("Go to step")).to_have_value("620")
    expect(page.get_by_role("group", name="Training step")).to_have_text("620")


def test_one_row_of_controls_at_the_width_of_a_laptop(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 1100, "height": 800})
    connection.show(
        page, NOW, message="A long sentence that says what is the matter with this run, and what can be done. " * 2
    )
    middles = "(all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect())"
    boxes = page.locator(".bar > * > :is(button, select)").evaluate_all(middles)
    assert len({box["y"] + box["height"] / 2 for box in boxes}) == 1
    timeline = page.locator(".timeline").bounding_box()
    assert timeline
    assert timeline["height"] < 40
    assert page.evaluate("document.documentElement.scrollWidth") <= 1100
