"""Whose run it is, what it is called, and whether it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.playing.moment import branch, moment, past
from tests.scope.conftest import Connection

WATCHING = "You are watching. Only the lecturer can press Play."
NAMES = [
    "<b>bold</b>",
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "🔥 &amp; \"quoted\" 'run'",
    "שלום \u202e evil",
    "${1 + 1} {{ 2 }} %s",
]


def test_a_viewer_looks_and_does_not_touch(page: Page, connection: Connection) -> None:
    connection.show(page, past(425), owns=False, name="Adding problem")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-owns", "false")
    for name in ("Back to the start", "Play", "Step", "Restart as a new run"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
        expect(page.get_by_role("button", name=name, exact=True)).to_have_attribute("title", WATCHING)
    for label in ("Speed", "Time line", "Go to step"):
        expect(page.get_by_label(label, exact=True)).to_be_disabled()
        expect(page.get_by_label(label, exact=True)).to_have_attribute("title", WATCHING)
    expect(page.get_by_role("button", name="Continue from here")).to_be_hidden()
    expect(page.locator(".when")).to_have_text("The lecturer looks back at step 425 of 620.")
    expect(page.locator(".message")).to_have_text(
        "You are watching “Adding problem”. Only the lecturer can press Play."
    )
    for key in ("Space", "."):
        page.keyboard.press(key)
        expect(page.locator(".message")).to_have_text(WATCHING)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-crosshair", "1")
    page.get_by_label("Layer").select_option("layer 1")
    page.get_by_role("button", name="Roll up").click()
    expect(page.get_by_role("button", name="Unroll")).to_be_enabled()
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("menuitem", name="Copy viewer link")).to_be_visible()
    assert connection.commands == []


def test_a_viewer_is_told_that_the_lecturer_has_gone_on_and_follows(page: Page, connection: Connection) -> None:
    follow = page.get_by_role("button", name="Follow")
    connection.show(page, past(425), owns=False, name="")
    expect(follow).to_be_hidden()
    sentence = "The lecturer started a new run: <b>LSTM</b> forget bias 0."
    connection.tell(gone_on=sentence)
    expect(page.locator(".when")).to_have_text(sentence)
    follow.click()
    assert [one for one in page.evaluate("triggers") if "follow" in one] == [{"follow": True}]
    connection.tell(owns=True)
    expect(follow).to_be_hidden()
    expect(page.locator(".when")).not_to_contain_text("lecturer")


def test_what_only_the_owner_can_do_about_a_broken_lane_is_told_the_owner(page: Page, connection: Connection) -> None:
    frame = moment()
    broken = replace(frame.lanes[0], status="diverged", message="It broke.")
    connection.show(page, replace(frame, lanes=(broken, *frame.lanes[1:])), owns=False, name="")
    words = page.locator("[data-lane=rnn] .stopped")
    expect(words).to_have_text("It broke.", use_inner_text=True)
    connection.tell(owns=True)
    expect(words).to_have_text("It broke. Change the settings, then restart as a new run.", use_inner_text=True)


def test_a_viewer_sees_the_lecturers_crosshair_until_it_points_itself(page: Page, connection: Connection) -> None:
    scope = page.get_by_test_id("scope")
    connection.show(page, moment(), owns=False, name="")
    readout = page.locator("[data-lane=lstm] .readout")
    before = readout.inner_text()
    connection.sockets[-1].send('{"crosshair": {"t": 4, "unit": 0.5, "pinned": false}}')
    expect(scope).to_have_attribute("data-lecturer", "5")
    expect(readout).not_to_have_text(before, use_inner_text=True)
    pointed = readout.inner_text()
    page.keyboard.press("ArrowRight")
    expect(scope).to_have_attribute("data-crosshair", "1")
    expect(readout).not_to_have_text(pointed, use_inner_text=True)
    page.keyboard.press("Escape")
    expect(readout).to_have_text(pointed, use_inner_text=True)
    connection.sockets[-1].send('{"crosshair": null}')
    expect(readout).to_have_text(before, use_inner_text=True)
    assert [message for message in connection.heard if "crosshair" in message] == []


def test_an_owners_crosshair_is_told_a_few_times_a_second(page: Page, connection: Connection) -> None:
    def told() -> list[dict[str, Any] | None]:
        return [message["crosshair"] for message in connection.heard if "crosshair" in message]

    connection.show(page, moment(), owns=True)
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    while not told() or told()[-1] != {"t": 9, "unit": None, "pinned": True}:
        page.wait_for_timeout(5)
    assert len(told()) < 10
    # Another connection has heard nothing yet.
    connection.sockets[-1].close()
    connection.wait_for_sockets(page, 2)
    count = len(told())
    connection.show(page, moment(41))
    while len(told()) == count:
        page.wait_for_timeout(5)
    assert told()[-1] == {"t": 9, "unit": None, "pinned": True}
    page.keyboard.press("Escape")
    while told()[-1] is not None:
        page.wait_for_timeout(5)


def test_an_owner_gets_the_controls(page: Page, connection: Connection) -> None:
    connection.show(page, past(425), owns=False, name="")
    expect(page.locator(".message")).to_have_text("You are watching. Only the lecturer can press Play.")
    connection.tell(owns=True, status="training")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-owns", "true")
    expect(page.locator(".message")).to_have_text("")
    expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    expect(page.get_by_role("button", name="Pause")).to_have_attribute("title", "Pause")
    expect(page.get_by_role("slider", name="Time line")).to_be_enabled()
    page.get_by_role("button", name="Pause").click()
    assert connection.commands == [{"command": "pause"}]


def test_other_messages_come_first(page: Page, connection: Connection) -> None:
    connection.show(page, past(425), owns=False, name="Adding problem", message="Finished at the last step.")
    expect(page.locator(".message")).to_have_text("Finished at the last step.")


@pytest.mark.slow
def test_what_is_not_saved_is_said_beside_the_rest(page: Page, connection: Connection) -> None:
    connection.show(page, past(425), unsaved="Not saved: the disk is full.", message="Paused.")
    expect(page.locator(".message")).to_have_text("Not saved: the disk is full. Paused.")
    expect(page.locator(".message")).to_have_class("message urgent")
    connection.sockets[-1].send('{"refused": "That cannot be done."}')
    expect(page.locator(".message")).to_have_text("That cannot be done.")
    connection.tell(unsaved="")
    page.evaluate("void show({ url: '/live/first', key: 'secret', notice: 'A notice.' })")
    expect(page.locator(".message")).to_have_text("Paused. A notice.")
    expect(page.locator(".message")).to_have_class("message")


@pytest.mark.parametrize("name", NAMES)
def test_names_are_text(page: Page, connection: Connection, name: str) -> None:
    connection.show(page, branch(60, name), owns=False, name=name)
    expect(page.locator(".message bdi")).to_have_text(name)
    assert page.locator(".message").text_content() == f"You are watching “{name}”. Only the lecturer can press Play."
    expect(page.locator(".curves-title bdi")).to_have_text(name)
    expect(page.get_by_test_id("scope-text")).to_contain_text(f"This run branched from another, “{name}”, at step 20.")
    # The bar's own image is the QR code; one that a name made would have no text.
    assert page.locator(".scope b:not(.key b), .scope img:not([alt]), .scope script").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_picture_of_the_run_before_is_pale_until_the_next_run_has_its_own(
    page: Page, connection: Connection
) -> None:
    words = page.locator(".preparing-words")
    connection.tell(status="compiling", message="3 other runs are prepared before it.")
    expect(words).to_contain_text("The new run is being prepared. 3 other runs are prepared before it.")
    connection.show(page, moment(), status="ready", message="")
    expect(words).to_be_hidden()
    page.evaluate("void (end = show({ url: '/live/second', key: '' }))")
    expect(words).to_have_text("The new run is being prepared.")
    expect(page.locator(".stage")).to_have_css("opacity", "0.3")
    connection.wait_for_sockets(page, 2)
    connection.tell(status="compiling", message="1 of 9 parts are ready.", prepared=[1, 9])
    expect(words).to_contain_text("The new run is being prepared. 1 of 9 parts are ready.")
    expect(words.get_by_role("progressbar")).to_have_attribute("aria-label", "Parts that are ready")
    assert words.get_by_role("progressbar").evaluate("(bar) => bar.value / bar.max") == 1 / 9
    connection.tell(status="paused", message="There is no run of this size.")
    expect(words).to_have_text("There is no run of this size.")
    connection.show(page, moment(0), status="ready", message="")
    expect(words).to_be_hidden()
    expect(page.locator(".stage")).to_have_css("opacity", "1")


def test_the_finished_example_is_pale_and_its_step_is_not_the_runs_once_the_run_shall_train(
    page: Page, connection: Connection
) -> None:
    words, scope = page.locator(".preparing-words"), page.get_by_test_id("scope")
    step = page.get_by_label("Go to step", exact=True)
    connection.show(page, past(600), example=True)
    expect(scope).to_have_attribute("data-step", "600")
    expect(words).to_be_hidden()
    connection.tell(status="compiling", message="1 of 9 parts are ready.", prepared=[1, 9])
    expect(words).to_contain_text(
        "The new run is being prepared. 1 of 9 parts are ready.The pale picture is the finished example at step 600."
    )
    expect(page.locator(".stage")).to_have_css("opacity", "0.3")
    expect(page.locator(".headline")).not_to_contain_text("Adding problem")
    expect(step).to_have_value("–")
    expect(page.locator(".foot span").last).to_have_text("–")
    assert scope.get_attribute("data-step") is None
    connection.show(page, moment(0), example=False, status="training", message="")
    expect(words).to_be_hidden()
    expect(scope).to_have_attribute("data-step", "0")
    expect(step).to_have_value("0")
