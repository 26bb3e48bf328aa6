"""The lab in a course page of another site over http, where browsers keep neither cookies of it nor storage."""

from __future__ import annotations

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.playing.lab import PATIENCE, TINY
from tests.playing.server import Server

pytestmark = pytest.mark.slow


def test_a_run_in_a_foreign_frame_plays_reloads_and_is_downloaded(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    source = f"{server.url}/?{TINY}&embed=true".replace("&", "&amp;")
    (tmp_path / "index.html").write_text(f'<iframe src="{source}" width="1300" height="800"></iframe>')
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as course, browser.new_context() as context:
        threading.Thread(target=course.serve_forever, daemon=True).start()
        page = context.new_page()
        # The lab is at 127.0.0.1: another site.
        page.goto(f"http://localhost:{course.server_port}/")
        inside = page.frame_locator("iframe")
        scope = inside.get_by_test_id("scope")
        inside.get_by_role("button", name="Play", exact=True).click(timeout=PATIENCE)
        expect(scope).to_have_attribute("data-step", re.compile("[1-9]"), timeout=PATIENCE)
        inside.get_by_role("button", name="Pause", exact=True).click()
        expect(scope).to_have_attribute("data-status", "paused", timeout=PATIENCE)
        expect(inside.get_by_text(re.compile("keeps no cookies"))).to_be_visible()
        page.frames[1].evaluate("location.reload()")
        expect(scope).to_have_attribute("data-owns", "true", timeout=PATIENCE)
        expect(scope).to_have_attribute("data-step", re.compile("[1-9]"), timeout=PATIENCE)
        inside.get_by_role("button", name="Share").click()
        with page.expect_download() as started:
            inside.get_by_role("menuitem", name="Download run", exact=True).click()
        run = tmp_path / "run.safetensors"
        started.value.save_as(run)
        assert run.stat().st_size > 1000
        # What was taken away is brought back, though the frame has no cookie with the token of an upload.
        page.frames[1].goto(f"{server.url}/runs?embed=true")
        inside.get_by_text("Open a file").click()
        inside.locator("input[type=file]").set_input_files(run)
        inside.get_by_role("button", name="Open this file").click()
        expect(scope).to_have_attribute("data-status", re.compile("ready|paused"), timeout=PATIENCE)
        assert context.cookies(server.url) == []
        course.shutdown()
