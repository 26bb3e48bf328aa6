"""The line to a run: it breaks, falls silent, is refused, and mends."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.scope.conftest import ORIGIN, Line, visit
from tests.scope.moment import moment

DOWN = "The line to the run is down; trying again in 0.5 s. The picture stays."
COUNT = """() => {
  window.lines = [];
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      lines.push(this);
    }
  };
}"""


def message(page: Page) -> Locator:
    return page.locator(".message")


def clocked(page: Page, line: Line) -> None:
    """The page anew, its time in the test's hands, with a frame on screen."""
    page.clock.install()
    visit(page, line, ORIGIN)
    line.tell()
    line.send(moment())
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")
    page.clock.run_for(100)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-frames", "1")


def test_a_lost_line_is_said_until_something_comes(page: Page, line: Line) -> None:
    line.show(page, moment())
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")
    line.sockets[-1].close()
    expect(message(page)).to_have_text(DOWN)
    line.wait_for_sockets(page, 2)
    expect(message(page)).to_have_text(DOWN)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "down")
    line.show(page, moment(41))
    expect(message(page)).to_have_text("")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")


def test_a_hundred_cuts(page: Page, line: Line) -> None:
    clocked(page, line)
    page.evaluate(COUNT)
    first = len(line.sockets)
    for cut in range(1, 101):
        line.sockets[-1].close()
        expect(message(page)).to_have_text(DOWN)
        expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "down")
        page.clock.run_for(500)
        line.wait_for_sockets(page, first + cut)
        line.tell()
        expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")
        expect(message(page)).to_have_text("")
    line.send(moment(41))
    page.clock.run_for(100)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-step", "41")
    assert page.evaluate("lines.length") == 100
    assert page.evaluate("lines.filter((one) => one.readyState !== WebSocket.CLOSED).length") == 1
    # One line, one heartbeat: the timers of the hundred others are gone.
    line.heard.clear()
    page.clock.run_for(10_000)
    page.wait_for_timeout(50)
    assert line.heard == [{"alive": True}]


def test_the_waits_grow_while_nothing_comes(page: Page, line: Line) -> None:
    clocked(page, line)
    for seconds in (0.5, 1, 2, 4):
        opened = len(line.sockets)
        line.sockets[-1].close()
        expect(message(page)).to_contain_text(f"trying again in {seconds} s")
        page.clock.run_for(int(1000 * seconds))
        line.wait_for_sockets(page, opened + 1)


def test_a_run_that_is_gone_says_what_to_do(page: Page) -> None:
    page.clock.install()
    page.evaluate("void (end = show({ url: '/gone/first', key: '' }))")
    # Each try fails in its own time, which no clock of the page can hurry.
    for _ in range(50):
        page.clock.run_for(8000)
        page.wait_for_timeout(100)
        if "not on the server" in message(page).inner_text():
            break
    expect(message(page)).to_have_text(
        "This run is not on the server any more, or the server is down; reload the page for a new one."
    )


def test_heartbeats_keep_a_quiet_line(page: Page, line: Line) -> None:
    clocked(page, line)
    opened = len(line.sockets)
    for beat in range(1, 7):
        page.clock.run_for(10_000)
        while line.heard.count({"alive": True}) < beat:
            page.wait_for_timeout(5)
        line.sockets[-1].send(json.dumps({"alive": True}))
        page.wait_for_timeout(30)
    assert len(line.sockets) == opened
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")


def test_a_silent_line_is_dead(page: Page, line: Line) -> None:
    clocked(page, line)
    opened = len(line.sockets)
    page.clock.run_for(24_000)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")
    page.clock.run_for(1000)
    expect(message(page)).to_have_text(DOWN)
    page.clock.run_for(500)
    line.wait_for_sockets(page, opened + 1)
    line.tell()
    expect(message(page)).to_have_text("")


def test_offline_is_said_and_online_tries_at_once(page: Page, line: Line) -> None:
    clocked(page, line)
    opened = len(line.sockets)
    page.context.set_offline(True)
    expect(message(page)).to_have_text("The line to the run is down: this computer is offline. The picture stays.")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "down")
    assert line.heard[-1] == {"alive": True}
    line.sockets[-1].close()
    page.clock.run_for(500)
    line.wait_for_sockets(page, opened + 1)
    expect(message(page)).to_contain_text("this computer is offline")
    page.context.set_offline(False)
    line.wait_for_sockets(page, opened + 2)
    line.tell()
    expect(message(page)).to_have_text("")


def test_offline_on_the_servers_own_machine(page: Page, line: Line) -> None:
    """The network is gone and the line is not: its answer is believed."""
    clocked(page, line)
    opened = len(line.sockets)
    page.context.set_offline(True)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "down")
    line.sockets[-1].send(json.dumps({"alive": True}))
    expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "up")
    page.context.set_offline(False)
    page.clock.run_for(1000)
    assert len(line.sockets) == opened


def test_another_key_is_said_on_the_same_line(page: Page, line: Line) -> None:
    line.show(page, moment())
    page.evaluate("void (end = show({ url: '/live/first', key: 'second' }))")
    while line.hellos[-1] != "second":
        page.wait_for_timeout(5)
    assert len(line.sockets) == 1
    page.evaluate("void (end = show({ url: '/live/first', key: 'second' }))")
    line.sockets[-1].close()
    line.wait_for_sockets(page, 2)
    while line.hellos != ["secret", "second", "second"]:
        page.wait_for_timeout(5)


@pytest.mark.parametrize(("code", "again"), [(4403, False), (4404, True), (4429, True)])
@pytest.mark.parametrize("sentence", ["Come back later; too many are watching.", ""])
def test_a_line_that_is_refused(page: Page, line: Line, code: int, again: bool, sentence: str) -> None:
    clocked(page, line)
    for _ in range(2):
        opened = len(line.sockets)
        line.sockets[-1].close()
        page.clock.run_for(8000)
        line.wait_for_sockets(page, opened + 1)
        if sentence:
            line.sockets[-1].send(json.dumps({"refused": sentence}))
        line.sockets[-1].close(code=code)
        expect(message(page)).not_to_contain_text("trying again in 0.5 s")
        if sentence:
            expect(message(page)).to_have_text(sentence)
        expect(page.get_by_test_id("scope")).to_have_attribute("data-line", "down")
        opened = len(line.sockets)
        page.clock.run_for(7900)
        page.wait_for_timeout(30)
        assert len(line.sockets) == opened
        page.clock.run_for(200)
        if not again:
            page.wait_for_timeout(50)
            assert len(line.sockets) == opened
            return
        line.wait_for_sockets(page, opened + 1)
        line.tell()
        expect(message(page)).to_have_text("")
