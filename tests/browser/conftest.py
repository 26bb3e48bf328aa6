"""A real server and a real browser. `page` is a fresh tab on the server; `open_page` makes more, or other ones."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "test-results"
START_SECONDS = 90
STOP_SECONDS = 15
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True)
class Server:
    """A running app: where it listens, its process, and the file it logs to."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(folder: Path) -> Server:
    """The app as `make run` starts it, on a free port, with a compilation cache and a log of its own in `folder`."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app/server.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    log_file = folder / "server.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "UNROLLED_CACHE": str(folder / "cache")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process, log_file)
    deadline = time.monotonic() + START_SECONDS
    while not server.is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            stop_server(server)
            pytest.fail(f"The server did not start:\n{server.log}", pytrace=False)
        time.sleep(0.1)
    return server


def stop_server(server: Server) -> int | None:
    """Ctrl-C; the exit status, or None when the server had to be killed."""
    server.process.send_signal(signal.SIGINT)
    try:
        return server.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.process.kill()
        server.process.wait()
        return None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests; it must not log a traceback, and Ctrl-C must end it."""
    running = start_server(tmp_path_factory.mktemp("server"))
    yield running
    status = stop_server(running)
    assert "Traceback" not in running.log, running.log
    assert status is not None, f"The server did not stop within {STOP_SECONDS} s after Ctrl-C."


def installed_chromium() -> str | None:
    """The browser to use: a named one, the system's, or None for Playwright's own."""
    if named := os.environ.get("UNROLLED_CHROMIUM"):
        return named
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", MAC_CHROME))
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a GPU, which is what the slowest classroom machine amounts to."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=installed_chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def open_page(server: Server, browser: Browser, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page(**options)` gives a tab of its own visitor (a Playwright context); paths are relative to the server.

    Options are those of `Browser.new_context`; the size is a projector's, 1400×900, unless told. An error on the page
    fails the test at its end; a failing test leaves a picture of each of its tabs in test-results/.
    """
    contexts: list[BrowserContext] = []
    pages: list[Page] = []
    errors: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": server.url, "viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        pages.append(page)
        return page

    yield open_one
    if request.node.stash.get(FAILED, False):
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(pages, start=1):
            if not page.is_closed():
                page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png".replace("/", "_"))
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh tab at 1400×900 in the light theme."""
    return open_page(color_scheme="light")
