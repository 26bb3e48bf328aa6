"""The scope's modules in a real browser, the run behind the WebSocket played by the test: no server is needed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, WebSocketRoute, expect

from rnn_core.frames.frame import Frame, to_bytes
from tests.playing import chromium as tested_browser

ASSETS = Path(__file__).resolve().parents[2] / "assets"
ORIGIN = "http://scope.test"
SIZE: ViewportSize = {"width": 1400, "height": 900}
PAGE = """<!doctype html><title>scope</title>
<style>body { background: var(--st-background-color); margin: 8px }</style>
<input aria-label="elsewhere"><div id="host"></div>
<script type="module">
  const { mount } = await import(`/assets/scope/${location.pathname.slice(1)}.js`);
  window.begin = (background) => {
    document.body.style.setProperty("--st-background-color", background);
    const fresh = document.createElement("div");
    document.querySelector("#host").replaceWith(fresh);
    fresh.id = "host";
    const parentElement = fresh.attachShadow({ mode: "open" });
    window.triggers = [];
    document.querySelector("input").value = "";
    let given;
    let left = false;
    // Only what the last call returned takes the picture down, and one that stays goes on drawing in the next test.
    const draw = () => {
      if (!left) window.end = mount({ data: { ...given, heard: triggers.length }, parentElement, setTriggerValue });
      return window.end;
    };
    // Python draws the page anew after each wish it has heard, unless its script is busy.
    window.busy = false;
    window.drawAgain = draw;
    const setTriggerValue = (name, value) => {
      window.triggers.push({ [name]: value });
      if (!window.busy) setTimeout(draw);
    };
    window.show = (data) => {
      given = data;
      return draw();
    };
    show({ url: "/live/first", key: "secret", assets: "/assets", notice: "" });
    window.leave = () => {
      left = true;
      end();
    };
  };
</script>"""
KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}


class Site(ThreadingHTTPServer):
    """Serves the assets, and `PAGE` at any other path.

    A page loads some forty modules: a route that Playwright answers costs several times as much for each.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each body waits 40 ms behind its header
    server: Site

    def do_GET(self) -> None:
        path = ASSETS.parent / urlsplit(self.path).path[1:]
        if path.is_file():
            body, kind = path.read_bytes(), KINDS[path.suffix]
        else:
            body, kind = PAGE.encode(), "text/html; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        # Kept for the next documents of the same browser: some forty files for each module of tests.
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test that fails says what was missing."""


class Connection:
    """The server's end of the scope's WebSockets, newest last."""

    def __init__(self) -> None:
        self.sockets: list[WebSocketRoute] = []
        self.heard: list[dict[str, Any]] = []
        self.state: dict[str, Any] = {"status": "paused", "speed": 5, "message": "", "link": {"T": "16", "lr": "0.01"}}

    def answer(self, socket: WebSocketRoute) -> None:
        self.sockets.append(socket)
        socket.on_message(lambda text: self.heard.append(json.loads(text)))

    def tell(self, **changes: Any) -> None:
        self.state |= changes
        self.sockets[-1].send(json.dumps({"state": self.state}))

    def send(self, frame: Frame) -> None:
        self.sockets[-1].send(to_bytes(frame))

    def show(self, page: Page, frame: Frame, **changes: Any) -> None:
        """Tell the state with its `changes`, send `frame` and wait until it is drawn."""
        scope = page.get_by_test_id("scope")
        drawn = int(scope.get_attribute("data-frames") or 0)
        self.tell(**changes)
        self.send(frame)
        expect(scope).to_have_attribute("data-frames", str(drawn + 1))

    def wait_for_sockets(self, page: Page, count: int) -> None:
        """Wait until `count` sockets have been opened and the last of them has said hello."""
        while len(self.sockets) < count or len(self.hellos) < count:
            page.wait_for_timeout(5)

    @property
    def hellos(self) -> list[str]:
        return [message["hello"] for message in self.heard if "hello" in message]

    @property
    def commands(self) -> list[dict[str, Any]]:
        return [message for message in self.heard if "command" in message]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with Site() as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield served
        served.shutdown()


@pytest.fixture(scope="session")
def chromium(site: Site, playwright: Playwright) -> Iterator[Browser]:
    """One browser for all tests of the scope, in which every address leads to `site`."""
    browser = tested_browser.launch(playwright, f"--host-resolver-rules=MAP * 127.0.0.1:{site.server_port}")
    yield browser
    browser.close()


def visit(
    page: Page, connection: Connection, origin: str = ORIGIN, entry: str = "lab", background: str = "#ffffff"
) -> None:
    """Mount `entry` (`lab` or `run_bar`) on the page under `origin`, and wait until it has said hello.

    Where that page is open already, it stays, as when somebody leaves the lab for another page of the app and comes
    back: a new document costs several times as much.
    """
    said = len(connection.heard)
    address = f"{origin}/{entry}?side=left"
    if page.url != address:
        page.goto(address)
    page.wait_for_function("window.begin !== undefined")
    page.evaluate("(background) => begin(background)", background)
    while len(connection.heard) == said:
        page.wait_for_timeout(10)


class Tab:
    """One tab at 1400×900 whose WebSockets are answered by the `connection` of the test that uses it."""

    def __init__(self, browser: Browser) -> None:
        self.connection: Connection | None = None
        self.errors: list[str] = []
        context = browser.new_context(viewport=SIZE)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.route_web_socket("**/live/*", self._answer)

    @contextmanager
    def answered_by(self, connection: Connection) -> Iterator[Page]:
        """The page for one test, as new as its next `visit` makes it; an error on it fails the test at its end."""
        self.connection = connection
        self.errors.clear()
        if self.page.viewport_size != SIZE:
            self.page.set_viewport_size(SIZE)
        yield self.page
        # The scope that is left must not try again, and find the connection of the next test.
        self.page.evaluate("window.leave?.(), sessionStorage.clear()")
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        assert not self.errors

    def _answer(self, socket: WebSocketRoute) -> None:
        assert self.connection
        self.connection.answer(socket)


@pytest.fixture(scope="session")
def only_tab(chromium: Browser) -> Iterator[Tab]:
    """One tab for all tests: most of what a new one costs is a process that has compiled none of the modules yet."""
    tab = Tab(chromium)
    yield tab
    tab.page.context.close()


@pytest.fixture(scope="module")
def tab(only_tab: Tab) -> Tab:
    """The tab, its document new: the last module's tests may have changed what a browser's functions do."""
    only_tab.page.goto("about:blank")
    return only_tab


@pytest.fixture(scope="module", params=["lab", pytest.param("run_bar", marks=pytest.mark.slow)])
def entry(request: pytest.FixtureRequest) -> str:
    """One after the other: from the one to the other takes a new document."""
    return str(request.param)


@pytest.fixture
def connection() -> Connection:
    return Connection()


@pytest.fixture
def empty_page(tab: Tab, connection: Connection) -> Iterator[Page]:
    """A page without a scope. Its clock and its network must stay as they are: see `clocked_page`."""
    with tab.answered_by(connection) as page:
        yield page


@pytest.fixture
def own_page(chromium: Browser, connection: Connection) -> Iterator[Page]:
    """Like `empty_page`, in a tab of this test's own: whatever is done to the tab ends with the test."""
    tab = Tab(chromium)
    with tab.answered_by(connection) as page:
        yield page
    tab.page.context.close()


@pytest.fixture(scope="module")
def clocked_tab(chromium: Browser) -> Iterator[Tab]:
    """A tab whose clock is in the hands of a module's tests: it never goes by itself again."""
    tab = Tab(chromium)
    tab.page.clock.install()
    yield tab
    tab.page.context.close()


@pytest.fixture
def clocked_page(clocked_tab: Tab, connection: Connection) -> Iterator[Page]:
    """Like `empty_page`, in the tab whose clock is in the test's hands, and whose network it may take away."""
    with clocked_tab.answered_by(connection) as page:
        yield page
        page.context.set_offline(False)


@pytest.fixture
def page(empty_page: Page, connection: Connection, request: pytest.FixtureRequest) -> Page:
    """A page with a mounted scope at 1400×900; `indirect` parametrisation gives the page's background."""
    visit(empty_page, connection, background=getattr(request, "param", "#ffffff"))
    return empty_page
