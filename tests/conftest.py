"""What every test shares: JAX on the CPU, shapes checked at every call, float64 on request."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.playing.quick import QUICK
from tests.playing.server import COMPILED_CODE

os.environ["JAX_PLATFORMS"] = "cpu"
# With XLA_FLAGS set, also to nothing, tests compile with those: `make test` runs the oracles as for users.
os.environ.setdefault("XLA_FLAGS", " ".join(f"--{name}={str(value).lower()}" for name, value in QUICK.items()))
os.environ["JAX_TRACEBACK_IN_LOCATIONS_LIMIT"] = "0"  # where each operation was written is read by nobody
os.environ["JAX_COMPILATION_CACHE_DIR"] = str(COMPILED_CODE)
os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"

import jax
import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

from tests.playing import shapes

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

# What JAX keeps of a thousand compiled programs is looked through at each full collection: a twentieth of the time.
gc.set_threshold(200_000, 50, 50)

# The shapes in the annotations are checked at every call while tests run, before any test imports the modules. `make
# test` does without in the processes that do not test the core.
if os.environ.get("UNROLLED_CHECK_SHAPES", "1") == "1":
    install_import_hook(shapes.modules_with_shapes(), f"{shapes.__name__}.check")

# The two cores are shared with XLA's compiler: a slow example is not a slow test.
settings.register_profile("shared", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("shared")

TESTS = Path(__file__).resolve().parent
# In this order, after everything else: nothing computes beside the server that the browser tests use.
BROWSER_TESTS = (TESTS / "scope", TESTS / "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a browser and run them last."""

    def place(item: pytest.Item) -> int:
        return next((n for n, folder in enumerate(BROWSER_TESTS, start=1) if folder in item.path.parents), 0)

    for item in items:
        if place(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=place)


@pytest.fixture
def x64() -> Iterator[None]:
    """JAX in float64 for the length of one test."""
    with jax.enable_x64(True):
        yield


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """For the tests of the scope and of the browser together: two Playwrights cannot run in one thread."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most processes need no browser

    with sync_playwright() as running:
        yield running
