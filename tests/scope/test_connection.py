"""The connection to a run: it breaks, falls silent, is refused, and mends."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playing.moment import moment
from tests.scope.conftest import Connection, visit

DOWN = "The connection to the run is down. Trying again in 0.5 s. The picture stays."
COUNT = """() => {
  window.opened = [];
  window.WebSocket = class extends WebSocket {
    constructor(...words) {
      super(...words);
      opened.push(this);
    }
  };
}"""


def message(page: Page) -> Locator:
    return page.locator(".message")


@pytest.fixture
def clocked(clocked_page: Page, connection: Connection) -> Page:
    """A page whose time is in the test's hands, with a frame on screen."""
    page = clocked_page
    visit(page, connection)
    connection.tell()
    connection.send(moment())
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
    page.clock.run_for(100)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-frames", "1")
    return page


def test_a_lost_connection_is_said_until_something_comes(page: Page, connection: Connection) -> None:
    connection.show(page, moment())
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
    connection.sockets[-1].close()
    expect(message(page)).to_have_text(DOWN)
    connection.wait_for_sockets(page, 2)
    expect(message(page)).to_have_text(DOWN)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "down")
    connection.show(page, moment(41))
    expect(message(page)).to_have_text("")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")


@pytest.mark.slow
def test_twenty_cuts(clocked: Page, connection: Connection) -> None:
    page = clocked
    page.evaluate(COUNT)
    first = len(connection.sockets)
    for cut in range(1, 21):
        connection.sockets[-1].close()
        expect(message(page)).to_have_text(DOWN)
        expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "down")
        page.clock.run_for(500)
        connection.wait_for_sockets(page, first + cut)
        connection.tell()
        expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
        expect(message(page)).to_have_text("")
    connection.send(moment(41))
    page.clock.run_for(100)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-step", "41")
    assert page.evaluate("opened.length") == 20
    assert page.evaluate("opened.filter((one) => one.readyState !== WebSocket.CLOSED).length") == 1
    # One connection, one heartbeat: the timers of the twenty others are gone.
    connection.heard.clear()
    page.clock.run_for(10_000)
    page.wait_for_timeout(50)
    assert connection.heard == [{"alive": True}]


@pytest.mark.slow
def test_the_waits_grow_while_nothing_comes(clocked: Page, connection: Connection) -> None:
    page = clocked
    for seconds in (0.5, 1, 2, 4):
        opened = len(connection.sockets)
        connection.sockets[-1].close()
        expect(message(page)).to_contain_text(f"Trying again in {seconds} s")
        page.clock.run_for(int(1000 * seconds))
        connection.wait_for_sockets(page, opened + 1)


def test_a_run_that_is_gone_says_what_to_do(clocked_page: Page, connection: Connection) -> None:
    page = clocked_page
    visit(page, connection)
    page.evaluate("void (end = show({ url: '/gone/first', key: '' }))")
    # Each try fails in its own time, which no clock of the page can hurry.
    for _ in range(50):
        page.clock.run_for(8000)
        page.wait_for_timeout(100)
        if "not on the server" in message(page).inner_text():
            break
    expect(message(page)).to_have_text(
        "This run is not on the server any more, or the server is down. Reload the page for a new one."
    )
    page.reload()  # a try that is under way would end in the next test


def test_heartbeats_keep_a_quiet_connection(clocked: Page, connection: Connection) -> None:
    page = clocked
    opened = len(connection.sockets)
    for beat in range(1, 7):
        page.clock.run_for(10_000)
        while connection.heard.count({"alive": True}) < beat:
            page.wait_for_timeout(5)
        connection.sockets[-1].send(json.dumps({"alive": True}))
        page.wait_for_timeout(30)
    assert len(connection.sockets) == opened
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")


def test_a_silent_connection_is_dead(clocked: Page, connection: Connection) -> None:
    page = clocked
    opened = len(connection.sockets)
    page.clock.run_for(24_000)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
    page.clock.run_for(1000)
    expect(message(page)).to_have_text(DOWN)
    page.clock.run_for(500)
    connection.wait_for_sockets(page, opened + 1)
    connection.tell()
    expect(message(page)).to_have_text("")


def test_what_is_pressed_before_the_connection_is_open_is_sent_as_soon_as_it_is(
    page: Page, connection: Connection
) -> None:
    connection.show(page, moment())
    connection.heard.clear()
    page.evaluate("""() => {
      end = show({ url: "/live/second", key: "mine" });
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true }));
    }""")
    while len(connection.heard) < 2:
        page.wait_for_timeout(5)
    assert connection.heard[:2] == [{"hello": "mine"}, {"command": "play"}]
    assert "not sent" not in message(page).inner_text()


def test_no_picture_is_said_to_stay_where_there_was_none(own_page: Page, connection: Connection) -> None:
    visit(own_page, connection)
    connection.sockets[-1].close()
    expect(message(own_page)).to_have_text(DOWN.removesuffix(" The picture stays."))


def test_offline_is_said_and_online_tries_at_once(clocked: Page, connection: Connection) -> None:
    page = clocked
    opened = len(connection.sockets)
    page.context.set_offline(True)
    expect(message(page)).to_have_text(
        "The connection to the run is down: this computer is offline. The picture stays."
    )
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "down")
    assert connection.heard[-1] == {"alive": True}
    connection.sockets[-1].close()
    page.clock.run_for(500)
    connection.wait_for_sockets(page, opened + 1)
    expect(message(page)).to_contain_text("this computer is offline")
    page.context.set_offline(False)
    connection.wait_for_sockets(page, opened + 2)
    connection.tell()
    expect(message(page)).to_have_text("")


def test_offline_on_the_servers_own_machine(clocked: Page, connection: Connection) -> None:
    """The network is gone and the connection is not: its answer is believed."""
    page = clocked
    opened = len(connection.sockets)
    page.context.set_offline(True)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "down")
    connection.sockets[-1].send(json.dumps({"alive": True}))
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
    page.context.set_offline(False)
    page.clock.run_for(1000)
    assert len(connection.sockets) == opened


def test_another_key_is_said_on_the_same_connection(page: Page, connection: Connection) -> None:
    connection.show(page, moment())
    page.evaluate("void (end = show({ url: '/live/first', key: 'second' }))")
    while connection.hellos[-1] != "second":
        page.wait_for_timeout(5)
    assert len(connection.sockets) == 1
    page.evaluate("void (end = show({ url: '/live/first', key: 'second' }))")
    connection.sockets[-1].close()
    connection.wait_for_sockets(page, 2)
    while connection.hellos != ["secret", "second", "second"]:
        page.wait_for_timeout(5)


def test_a_run_that_the_server_does_not_know_is_called_gone_only_after_a_while(
    clocked: Page, connection: Connection
) -> None:
    """The next one is on its way where settings change quickly."""
    page = clocked
    page.evaluate("void (end = show({ url: '/live/second', key: 'secret' }))")
    before = message(page).inner_text()
    for times in (1, 2, 3):
        connection.wait_for_sockets(page, 1 + times)
        connection.sockets[-1].send(json.dumps({"refused": "It is gone."}))
        connection.sockets[-1].close(code=4404)
        if times < 3:
            page.wait_for_timeout(30)
            expect(message(page)).to_have_text(before)
            page.clock.run_for(8100)
    expect(message(page)).to_have_text("It is gone.")


@pytest.mark.parametrize(("code", "again"), [(4403, False), (4429, True)])
@pytest.mark.parametrize(
    "sentence", [pytest.param("Come back later; too many are watching.", marks=pytest.mark.slow), ""]
)
def test_a_connection_that_is_refused(
    clocked: Page, connection: Connection, code: int, again: bool, sentence: str
) -> None:
    page = clocked
    for _ in range(2):
        opened = len(connection.sockets)
        connection.sockets[-1].close()
        page.clock.run_for(8000)
        connection.wait_for_sockets(page, opened + 1)
        if sentence:
            connection.sockets[-1].send(json.dumps({"refused": sentence}))
        connection.sockets[-1].close(code=code)
        expect(message(page)).not_to_contain_text("Trying again in 0.5 s")
        if sentence:
            expect(message(page)).to_have_text(sentence)
        expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "down")
        opened = len(connection.sockets)
        # The clock runs on meanwhile: a busy machine must not make 8 s of it.
        page.clock.run_for(5000)
        page.wait_for_timeout(30)
        assert len(connection.sockets) == opened
        page.clock.run_for(3100)
        if not again:
            page.wait_for_timeout(50)
            assert len(connection.sockets) == opened
            return
        connection.wait_for_sockets(page, opened + 1)
        connection.tell()
        expect(message(page)).to_have_text("")
