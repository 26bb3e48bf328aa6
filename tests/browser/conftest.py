"""A real server and a real browser. `page` is an empty tab on the server; `open_page` makes more, or other ones."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    WebError,
    WebSocket,
)

from tests.playing import chromium
from tests.playing.lab import Lab
from tests.playing.server import NO_FOLDER, ROOT, STOP_SECONDS, Server, start_server, stop_server

RESULTS = ROOT / "test-results"
SIZE: ViewportSize = {"width": 1400, "height": 900}

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests; it must not log a traceback, and Ctrl-C must end it."""
    # A run that a test has left in training sleeps soon, and takes nothing from the next tests.
    running = start_server(tmp_path_factory.mktemp("server"), **NO_FOLDER, UNROLLED_SLEEP_SECONDS="1")
    yield running
    status = stop_server(running)
    assert "Traceback" not in running.log, running.log
    assert status is not None, f"The server did not stop within {STOP_SECONDS} s after Ctrl-C."


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all browser tests."""
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


@pytest.fixture(scope="session")
def left() -> list[Page]:
    """Tabs that tests have left, for the next ones: a page opened in one of them costs less than half."""
    return []


@pytest.fixture
def open_page(
    server: Server, browser: Browser, asked: list[str], left: list[Page], request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """`open_page(**options)` gives a tab of its own visitor (a Playwright context); paths are relative to the server.

    Options are those of `Browser.new_context`; the size is a projector's, 1400×900, unless told. An error on a page or
    in its console, and a request to any other machine, fail the test at its end; a failing test leaves a picture of
    each of its tabs in test-results/.
    """
    used: list[tuple[Page, bool]] = []
    errors: list[str] = []

    def note_error(error: WebError) -> None:
        errors.append(str(error.error))

    def note_line(line: ConsoleMessage) -> None:
        if line.type == "error":
            errors.append(line.text)

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_socket(socket: WebSocket) -> None:
        asked.append(socket.url)

    def note_page(page: Page) -> None:
        page.on("websocket", note_socket)

    def open_one(**options: Any) -> Page:
        page = left.pop() if left and not options else new_tab(browser, server, **options)
        page.context.on("weberror", note_error)
        page.context.on("console", note_line)
        page.context.on("request", note_request)
        page.context.on("page", note_page)
        note_page(page)
        used.append((page, not options))
        return page

    yield open_one
    failed = request.node.stash.get(FAILED, False)
    if failed:
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate((page for first, _ in used for page in first.context.pages), start=1):
            page.screenshot(path=RESULTS / f"{request.node.name}-{number}.png".replace("/", "_"))
    for page, again in used:
        if failed or not again or page.is_closed():
            page.context.close()
            continue
        page.context.remove_listener("weberror", note_error)
        page.context.remove_listener("console", note_line)
        page.context.remove_listener("request", note_request)
        page.context.remove_listener("page", note_page)
        page.remove_listener("websocket", note_socket)
        leave(page)
        left.append(page)
    assert not errors
    assert {host_of(url) for url in asked} <= {host_of(server.url), ""}


def new_tab(browser: Browser, server: Server, **options: Any) -> Page:
    """The only tab of a new visitor."""
    return browser.new_context(
        **{
            "base_url": server.url,
            "viewport": SIZE,
            "permissions": ["clipboard-read", "clipboard-write"],
            **options,
        }
    ).new_page()


def leave(page: Page) -> None:
    """Make `page` the only tab of a visitor whom nobody knows, with nothing of the lab in it."""
    for other in page.context.pages:
        if other != page:
            other.close()
    page.goto("/_stcore/health")
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.context.clear_cookies()
    page.set_viewport_size(SIZE)
    page.mouse.move(0, 0)


def host_of(url: str) -> str:
    """The machine and port that `url` asks; empty for what the page itself holds (`data:`)."""
    return urlsplit(url.removeprefix("blob:")).netloc


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """An empty tab at 1400×900 in the light theme."""
    return open_page()


@pytest.fixture
def lab(page: Page) -> Lab:
    """The lab in an empty tab, not opened yet."""
    return Lab(page)
