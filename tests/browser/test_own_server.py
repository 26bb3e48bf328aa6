"""A server of the tests' own: a run that nobody watches sleeps, and a run outlives its server."""

from __future__ import annotations

import re
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from rnn_core.saved.run_file import about_of
from tests.playing.lab import TINY, Lab
from tests.playing.server import COMPILED_CODE, Server, start_server, stop_server

SETTINGS = {"UNROLLED_CACHE": str(COMPILED_CODE), "UNROLLED_SLEEP_SECONDS": "3"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[list[Server]]:
    """Servers, one after the other on one port and one data folder; the last one is stopped."""
    servers = [start_server(folder, **SETTINGS)]
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
    browser: Browser, servers: list[Server], folder: Path
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
        servers.append(start_server(folder, port, **SETTINGS))
        expect(lab.scope).to_have_attribute("data-connection", "up", timeout=60_000)
        lab.page.reload()
        lab.wait_for("paused")
        lab.settle()
        assert (lab.run, lab.step) == (run, step)
        lab.play()
        assert lab.step > step
