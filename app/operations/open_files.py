"""How many connections the process may hold: as many as the system grants it.

A page takes two, one of Streamlit's and one of its run. A process gets 1024 open files where nobody asks, on a Mac 256:
beyond that no page comes in any more.
"""

from __future__ import annotations

import contextlib
import importlib

MOST = 10_000
"""A Mac refuses more whatever its limit says."""


def allow_many() -> None:
    """From now on the process may hold `MOST` open files, or as many as the system lets it."""
    try:
        # Not on Windows, which has no such limit.
        system = importlib.import_module("resource")
    except ImportError:
        return
    soft, hard = system.getrlimit(system.RLIMIT_NOFILE)
    wanted = MOST if hard == system.RLIM_INFINITY else min(MOST, hard)
    if soft != system.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            system.setrlimit(system.RLIMIT_NOFILE, (wanted, hard))
