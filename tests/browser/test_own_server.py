"""A server of the tests' own: a run that nobody watches sleeps, a run outlives its server, and no request leaves it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from rnn_core.saved.run_file import about_of
from tests.playing.lab import TINY, Lab
from tests.playing.outgoing import noting
from tests.playing.server import NO_FOLDER, Server, start_server, stop_server

SETTINGS = {**NO_FOLDER, "UNROLLED_SLEEP_SECONDS": "1"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def outgoing(folder: Path) -> tuple[dict[str, str], Path]:
    """The environment in which the servers note what leaves the machine, and their notes."""
    return noting(folder)


@pytest.fixture(scope="module")
def servers(folder: Path, outgoing: tuple[dict[str, str], Path]) -> Iterator[list[Server]]:
    """Servers, one after the other on one port and one data folder; the last one is stopped."""
    servers = [start_server(folder, **SETTINGS, **outgoing[0])]
    yield servers
    stop_server(servers[-1])


def test_a_run_nobody_watches_sleeps_and_wakes_when_somebody_looks(browser: Browser, servers: list[Server]) -> None:
    with browser.new_context(base_url=servers[-1].url) as context:
        lab = Lab(context.new_page()).open()
        lab.play()
        query = urlsplit(lab.page.url).query
        lab.page.close()
        page = context.new_page()
        before, now = -1.0, steps_trained(servers[-1])
        # Looking would count as watching, so the whole server is watched until nothing trains any more.
        while before != now:
            page.wait_for_timeout(1000)
            before, now = now, steps_trained(servers[-1])
        lab = Lab(page).open(query, status="training")
        lab.wait_for_step(lab.step + 20)


def steps_trained(server: Server) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as answer:
        found = re.search(r"^unrolled_steps_total (\S+)$", answer.read().decode(), flags=re.MULTILINE)
    assert found
    return float(found[1])


def test_a_killed_server_comes_back_with_the_run_and_the_page_mends_itself(
    browser: Browser, servers: list[Server], folder: Path, outgoing: tuple[dict[str, str], Path]
) -> None:
    port = urlsplit(servers[-1].url).port
    assert port
    # A lost connection is an error in the console, so this page is not one of `open_page`.
    with browser.new_context(base_url=servers[-1].url) as context:
        lab = Lab(context.new_page()).open(f"{TINY}&seed=3")
        lab.play()
        lab.pause()
        run, step = lab.run, lab.step
        while step not in {about_of(file.read_bytes()).step for file in (folder / "data").rglob("*.safetensors")}:
            lab.page.wait_for_timeout(50)
        servers[-1].process.send_signal(signal.SIGKILL)
        servers[-1].process.wait()
        expect(lab.message).to_contain_text("connection to the run is down")
        servers.append(start_server(folder, port, **SETTINGS, **outgoing[0]))
        expect(lab.scope).to_have_attribute("data-connection", "up", timeout=60_000)
        lab.page.reload()
        lab.wait_for("paused")
        lab.settle()
        assert (lab.run, lab.step) == (run, step)
        lab.play()
        assert lab.step > step


def test_nothing_that_was_done_here_nor_a_foreign_handshake_sent_a_request_to_another_machine(
    servers: list[Server], outgoing: tuple[dict[str, str], Path]
) -> None:
    environment, notes = outgoing
    address = f"{servers[-1].url.replace('http', 'ws')}/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example"), proxy=None):
        pass
    assert notes.read_text() == ""
    ask = "import socket; socket.socket().connect_ex(('127.0.0.2', 9)); socket.getaddrinfo('unrolled.invalid', 80)"
    subprocess.run([sys.executable, "-c", ask], env={**os.environ, **environment}, capture_output=True, check=False)
    assert notes.read_text() == "socket.getaddrinfo unrolled.invalid\n"
