"""The registry of this process, put together from the engine, the store and the operator's limits."""

from __future__ import annotations

import functools

import rnn_core
from app.live.registry import RunRegistry
from app.operations.idle_times import idle_times
from app.operations.limits import limits
from app.operations.paths import SHIPPED_RUN, data_folder
from app.storage.store import Store
from rnn_core.frames.frame import upgraded


@functools.cache
def registry() -> RunRegistry:
    """The registry of this process."""
    most = limits()
    shipped = upgraded(SHIPPED_RUN.read_bytes()) if SHIPPED_RUN.exists() else None
    return RunRegistry(rnn_core, shipped=shipped, store=Store(data_folder(), most), most=most, times=idle_times())
