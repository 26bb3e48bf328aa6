"""The lab below a path that a proxy strips: all of it is where Streamlit's own page is."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from app.operations.cookies import COOKIE
from tests.playing.lab import TINY, Lab
from tests.playing.prefix_proxy import below
from tests.playing.server import Server

pytestmark = pytest.mark.slow


PREFIX = "/user/me/proxy/8501"


def test_a_run_trains_and_is_downloaded_below_a_path(browser: Browser, server: Server) -> None:
    with below(PREFIX, server.url) as proxy, browser.new_context() as context:
        lab = Lab(context.new_page())
        lab.page.goto(f"{proxy.url}/?{TINY}")
        lab.wait_for("ready")
        lab.play()
        lab.pause()
        lab.press("Share")
        with lab.page.expect_download() as started:
            lab.page.get_by_role("menuitem", name="Download run", exact=True).click()
        assert urlsplit(started.value.url).path == f"{PREFIX}/live/{lab.run}/file"
        assert started.value.path().stat().st_size > 1000
        paths = {cookie["name"]: cookie["path"] for cookie in context.cookies(f"{proxy.url}/")}
        assert paths[COOKIE] == PREFIX
        run = lab.run
        lab.page.get_by_role("link", name="Your runs").click()
        link = lab.page.get_by_role("link", name="Download", exact=True)
        expect(link).to_have_count(1)
        assert link.evaluate("link => link.href") == f"{proxy.url}/live/{run}/file"
        assert proxy.outside == []
