"""The lab in Firefox and in WebKit, where they are installed: it opens, it plays, and no text depends on a width."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.browser.conftest import SIZE
from tests.playing.lab import TINY
from tests.playing.server import Server

FIREFOX = "Firefox is not here: apt-get install firefox-esr, and pip install marionette-driver into .venv."
WEBKIT = "WebKit is not here: apt-get install webkit2gtk-driver xvfb, and pip install selenium into .venv."
PATIENCE = 120.0

# The first element that `selector` finds, in the shadow trees of the page's parts too.
DEEP = """
const deep = (selector, root = document) => {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const each of root.querySelectorAll("*")) {
    const inside = each.shadowRoot && deep(selector, each.shadowRoot);
    if (inside) return inside;
  }
  return null;
};
"""
LISTEN = """
window.wrong = [];
addEventListener("error", (event) => wrong.push(String(event.message)));
addEventListener("unhandledrejection", (event) => wrong.push(String(event.reason)));
"""
STEP = "const scope = deep('.scope[data-step]'); return scope ? Number(scope.dataset.step) : -1;"
# How much wider the value of the field is than the room that it has, by the field's own font.
FIELD = """
const field = document.querySelector("input[aria-label='Learning rate']");
const look = getComputedStyle(field);
const ink = document.createElement("canvas").getContext("2d");
ink.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
const room = field.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
return [field.value, ink.measureText(field.value).width - room];
"""
# How far the words in the place of gates reach below their place, under which the map of tanh′ begins.
WORDS = """
const place = deep(".no-gates");
const words = document.createRange();
words.selectNodeContents(place);
return [place.textContent, words.getBoundingClientRect().bottom - place.getBoundingClientRect().bottom];
"""


class Tab:
    """One tab, by what both drivers have."""

    def __init__(self, driver: Any, name: str) -> None:
        self._driver, self.name = driver, name

    def open(self, address: str) -> None:
        (self._driver.navigate if self.name == "firefox" else self._driver.get)(address)
        self.run(LISTEN)

    def run(self, script: str) -> Any:
        """What `script` returns; it may use `deep`."""
        if self.name == "firefox":
            return self._driver.execute_script(DEEP + script, sandbox=None)
        return self._driver.execute_script(DEEP + script)

    def wait(self, condition: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.run(f"return Boolean({condition});"):
            assert time.monotonic() < deadline, f"{self.name}: {condition}"
            time.sleep(0.1)


@contextmanager
def firefox() -> Iterator[Any]:
    marionette = pytest.importorskip("marionette_driver.marionette", reason=FIREFOX)
    binary = shutil.which("firefox-esr") or shutil.which("firefox")
    if binary is None:
        pytest.skip(FIREFOX)
    client = marionette.Marionette(bin=binary, headless=True, gecko_log="-")
    client.start_session()
    try:
        client.set_window_rect(**SIZE)
        yield client
    finally:
        client.delete_session()
        client.cleanup()


@contextmanager
def webkit() -> Iterator[Any]:
    selenium = pytest.importorskip("selenium.webdriver", reason=WEBKIT)
    service = pytest.importorskip("selenium.webdriver.webkitgtk.service", reason=WEBKIT)
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if driver is None or screen is None:
        pytest.skip(WEBKIT)
    with ExitStack() as stack:
        read, write = os.pipe()
        size = f"{SIZE['width']}x{SIZE['height']}x24"
        display = subprocess.Popen([screen, "-displayfd", str(write), "-screen", "0", size], pass_fds=[write])
        stack.callback(display.wait)
        stack.callback(display.terminate)
        os.close(write)
        with os.fdopen(read) as number:
            environ = {**os.environ, "DISPLAY": f":{number.readline().strip()}"}
        options = selenium.WebKitGTKOptions()
        tab = selenium.WebKitGTK(options=options, service=service.Service(driver, env=environ))
        stack.callback(tab.quit)
        tab.set_window_rect(0, 0, **SIZE)
        yield tab


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the drivers' own
@pytest.mark.parametrize("browser_of", [firefox, webkit])
def test_the_lab_opens_plays_and_keeps_its_words_in_their_places(browser_of: Any, request: Any) -> None:
    with browser_of() as driver:
        # Not before it is known that the browser is there.
        server: Server = request.getfixturevalue("server")
        tab = Tab(driver, browser_of.__name__)
        tab.open(f"{server.url}/?{TINY}")
        tab.wait("deep('.scope[data-status=ready]')")
        tab.wait("deep('.no-gates')")
        value, wider = tab.run(FIELD)
        assert value
        assert wider <= 0, value
        words, lower = tab.run(WORDS)
        assert "tanh" in words
        assert lower <= 0.5, words
        before = tab.run(STEP)
        tab.run("deep('.transport .primary').click();")
        tab.wait("deep('.scope[data-status=training]')")
        tab.wait(f"Number(deep('.scope').dataset.step) > {before + 20}")
        tab.run("deep('.transport .primary').click();")
        tab.wait("deep('.scope[data-status=paused]')")
        assert tab.run("return window.wrong;") == []
