"""A real server and a real browser. `page` is a fresh tab on the server; `open_page` makes more, or other ones."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.playing import chromium
from tests.playing.lab import Lab
from tests.playing.server import COMPILED_CODE, ROOT, STOP_SECONDS, Server, start_server, stop_server

RESULTS = ROOT / "test-results"

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests; it must not log a traceback, and Ctrl-C must end it."""
    running = start_server(tmp_path_factory.mktemp("server"), UNROLLED_CACHE=str(COMPILED_CODE))
    yield running
    status = stop_server(running)
    assert "Traceback" not in running.log, running.log
    assert status is not None, f"The server did not stop within {STOP_SECONDS} s after Ctrl-C."


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    with sync_playwright() as playwright:
        running = chromium.launch(playwright)
        yield running
        running.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def asked() -> list[str]:
    """The addresses of everything that this test's tabs ask for, WebSockets included."""
    return []


@pytest.fixture
def open_page(server: Server, browser: Browser, asked: list[str], request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """`open_page(**options)` gives a tab of its own visitor (a Playwright context); paths are relative to the server.

    Options are those of `Browser.new_context`; the size is a projector's, 1400×900, unless told. An error on a page or
    in its console, and a request to any other machine, fail the test at its end; a failing test leaves a picture of
    each of its tabs in test-results/.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: asked.append(socket.url))

    def open_one(**options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": server.url,
                "viewport": {"width": 1400, "height": 900},
                "permissions": ["clipboard-read", "clipboard-write"],
                **options,
            }
        )
        contexts.append(context)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        context.on("request", lambda request: asked.append(request.url))
        context.on("page", watch)
        return context.new_page()

    yield open_one
    if request.node.stash.get(FAILED, False):
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
            page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png".replace("/", "_"))
    for context in contexts:
        context.close()
    assert not errors
    assert {host_of(url) for url in asked} <= {host_of(server.url), ""}


def host_of(url: str) -> str:
    """The machine and port that `url` asks; empty for what the page itself holds (`data:`)."""
    return urlsplit(url.removeprefix("blob:")).netloc


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh tab at 1400×900 in the light theme."""
    return open_page(color_scheme="light")


@pytest.fixture
def lab(page: Page) -> Lab:
    """The lab in a fresh tab, not opened yet."""
    return Lab(page)
