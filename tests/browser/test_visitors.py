"""Tabs, reloads, visitors and foreign pages: each sees and commands what is its own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.browser.conftest import OpenPage
from tests.playing.lab import Lab
from tests.playing.server import Server


@pytest.mark.slow
def test_two_tabs_have_two_runs_and_a_reload_finds_its_own_again(lab: Lab) -> None:
    lab.open()
    other = Lab(lab.page.context.new_page()).open()
    assert other.run != lab.run
    lab.play()
    other.play()
    other.pause()
    expect(lab.scope).to_have_attribute("data-status", "training")
    still = other.step
    lab.page.bring_to_front()
    run, step = lab.run, lab.step
    lab.page.reload()
    lab.wait_for("training")
    lab.wait_for_step(step + 20)
    assert lab.run == run
    lab.pause()
    assert other.step == still
    assert lab.step != still


def test_another_visitor_watches_and_commands_nothing(lab: Lab, open_page: OpenPage) -> None:
    lab.open()
    lab.play()
    viewer = Lab(open_page()).open(urlsplit(lab.viewer_link()).query, status="training")
    assert viewer.run == lab.run
    expect(viewer.page.get_by_role("button", name="Pause")).to_be_disabled()
    expect(viewer.time_line).to_be_disabled()
    expect(viewer.page.get_by_role("button", name="Make my own copy")).to_be_visible()
    expect(viewer.page.get_by_role("spinbutton")).to_have_count(0)
    viewer.page.keyboard.press("Space")
    expect(viewer.message).to_contain_text("You are watching")
    viewer.wait_for_frames(viewer.frames + 3)
    expect(lab.scope).to_have_attribute("data-status", "training")
    lab.pause()


@pytest.mark.slow
def test_the_connection_of_a_foreign_page_or_to_no_run_is_refused(lab: Lab, server: Server) -> None:
    lab.open()
    with line(server, lab.run, server.url):
        pass
    refused_with(line(server, lab.run, "https://elsewhere.example"), "https://elsewhere.example", 4403)
    refused_with(line(server, "nosuchrun", server.url), "not on this server any more", 4404)


def refused_with(connection: ClientConnection, words: str, code: int) -> None:
    with connection as socket:
        assert words in str(socket.recv(timeout=20))
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=20)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == code


def line(server: Server, run: str, origin: str) -> ClientConnection:
    return connect(f"{server.url.replace('http', 'ws')}/live/{run}", origin=Origin(origin), proxy=None)
