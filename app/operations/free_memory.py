"""How much memory the server may still take: what the machine has free, or what is left to the container."""

from __future__ import annotations

import psutil

from rnn_core import container


def free_memory() -> int:
    """Bytes."""
    machine = int(psutil.virtual_memory().available)
    left = container.free_memory()
    return machine if left is None else min(machine, left)
