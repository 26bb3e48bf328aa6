"""The folders and files that the server reads and writes."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

ASSETS = Path(__file__).parents[2] / "assets"
SHIPPED_RUN = ASSETS / "runs" / "default.safetensors"
"""The frame of a finished default run, which a visitor sees first."""


def data_folder() -> Path:
    """The folder of saved runs: `$UNROLLED_DATA`, else `unrolled` in the user's data folder."""
    chosen = os.environ.get("UNROLLED_DATA")
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("unrolled", appauthor=False)


def cache_folder() -> Path:
    """The folder of compiled code: `$UNROLLED_CACHE`, else `unrolled` in the user's cache folder."""
    if chosen := os.environ.get("UNROLLED_CACHE"):
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").expanduser() / "unrolled"
