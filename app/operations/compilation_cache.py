"""Compiled code on disk: the second start of the lab takes half a second where the first took five."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import jax

from app.operations.limits import MB, limits
from app.operations.paths import cache_folder


def keep_compiled_code() -> Path | None:
    """From now on JAX keeps what it compiles in `cache_folder()`, as much as the limits allow.

    What was not used for longest goes first. None, and no cache, where the folder cannot be written.
    """
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    if not os.access(folder, os.W_OK):
        return None
    _remove_undated(folder)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_compilation_cache_max_size", limits().cache_mb * MB)
    # The lab is many small functions: each is worth keeping.
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    return folder


def _remove_undated(folder: Path) -> None:
    """Remove what has no date of its last use: JAX looks for all dates before it writes, and stops at one missing.

    Such entries are left by a crash, or by a server from before there was a ceiling.
    """
    for entry in folder.glob("*-cache"):
        if not entry.with_name(f"{entry.name.removesuffix('-cache')}-atime").exists():
            with contextlib.suppress(OSError):
                entry.unlink()
