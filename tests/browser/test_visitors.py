"""Who may watch and command which run: tabs, visitors, reloads, strangers, and tabs that close."""

from __future__ import annotations

import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.browser.conftest import OpenPage
from tests.playing.lab import TINY, Lab
from tests.playing.server import Server


@pytest.fixture(scope="module", autouse=True)
def left_alone(server: Server, browser: Browser) -> str:
    """The query of a training run whose tab was closed before the other tests of this file, which pass the time."""
    page = browser.new_page(base_url=server.url)
    lab = Lab(page).open()
    lab.play()
    query = urlsplit(page.url).query
    page.close()
    return query


def test_two_tabs_have_two_runs(lab: Lab) -> None:
    lab.open()
    other = Lab(lab.page.context.new_page()).open()
    assert other.run != lab.run
    lab.play()
    other.play()
    other.pause()
    expect(lab.scope).to_have_attribute("data-status", "training")
    still = other.step
    lab.page.bring_to_front()
    lab.wait_for_step(lab.step + 20)
    lab.pause()
    assert other.step == still
    assert lab.step != still


def test_a_reload_finds_the_run_again_and_may_command_it(lab: Lab) -> None:
    lab.open()
    lab.play()
    run, step = lab.run, lab.step
    lab.page.reload()
    lab.wait_for("training")
    lab.wait_for_step(step)
    assert lab.run == run
    lab.pause()


def test_another_visitor_watches_and_commands_nothing(lab: Lab, open_page: OpenPage) -> None:
    lab.open()
    lab.play()
    viewer = Lab(open_page()).open(urlsplit(lab.viewer_link()).query, status="training")
    assert viewer.run == lab.run
    expect(viewer.page.get_by_role("button", name="Pause")).to_be_disabled()
    expect(viewer.time_line).to_be_disabled()
    viewer.page.keyboard.press("Space")
    expect(viewer.message).to_contain_text("You are watching")
    viewer.wait_for_frames(viewer.frames + 3)
    expect(lab.scope).to_have_attribute("data-status", "training")
    lab.pause()


def test_a_run_that_is_gone_is_named_and_a_new_one_stands_ready(lab: Lab) -> None:
    lab.open(f"{TINY}&run=nosuchrun")
    expect(lab.alerts).to_contain_text("The run 'nosuchrun' is not on this server any more")
    assert lab.run not in ("", "nosuchrun")


def test_a_wrong_run_is_refused_with_a_sentence(server: Server) -> None:
    with line(server, "nosuchrun", server.url) as socket:
        assert "not on this server any more" in str(socket.recv(timeout=20))
        with pytest.raises(ConnectionClosedError) as closed:
            socket.recv(timeout=20)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4404


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:1", "null"])
def test_a_foreign_page_is_refused(lab: Lab, server: Server, origin: str) -> None:
    lab.open()
    with line(server, lab.run, server.url):
        pass
    with pytest.raises(InvalidStatus, match="403"), line(server, lab.run, origin):
        pass


def line(server: Server, run: str, origin: str) -> ClientConnection:
    return connect(f"{server.url.replace('http', 'ws')}/live/{run}", origin=Origin(origin), proxy=None)


@pytest.mark.slow
def test_a_run_nobody_watches_sleeps_and_wakes_when_somebody_looks(left_alone: str, lab: Lab, server: Server) -> None:
    before, now = -1.0, steps_trained(server)
    # Looking would count as watching, so the whole server is watched until nothing trains any more.
    while before != now:
        lab.page.wait_for_timeout(2000)
        before, now = now, steps_trained(server)
    lab.open(left_alone, status="training")
    lab.wait_for_step(lab.step + 20)


def steps_trained(server: Server) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:
        found = re.search(r"^unrolled_steps_total (\S+)$", answer.read().decode(), flags=re.MULTILINE)
    assert found
    return float(found[1])
