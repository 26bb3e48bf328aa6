"""Gives memory back to the system that Python and XLA have freed: the C library keeps it for itself otherwise."""

from __future__ import annotations

import ctypes
import gc
import sys


def return_freed_memory() -> None:
    """Takes some tenths of a second, in which no Python runs; on other systems than Linux it only collects garbage."""
    gc.collect()
    if sys.platform == "linux":
        # Not every C library has it.
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
