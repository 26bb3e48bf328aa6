"""The browser that tests and benchmarks use."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright, expect

# A limit, not a time that is measured: with other test processes beside it, a page may be late.
expect.set_options(timeout=30_000)

MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Chromium without a GPU, which is what the slowest classroom machine amounts to, with further `arguments`."""
    return playwright.chromium.launch(
        executable_path=installed_chromium(),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", *arguments],
    )


def installed_chromium() -> str | None:
    """The browser to use: a named one, the system's, or None for Playwright's own."""
    if named := os.environ.get("UNROLLED_CHROMIUM"):
        return named
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", MAC_CHROME))
    return next((path for path in found if path), None)
