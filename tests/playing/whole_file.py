"""A run as the bytes of a file."""

from __future__ import annotations

from rnn_core import moment_of, observe, save_run, to_bytes
from rnn_core.training.run import Run


def saved(run: Run) -> bytes:
    """`run` with its present moment alone, unless step 0 must stand before it."""
    return save_run(run, (moment_of(run),), name="", saved=1.0, frame=to_bytes(observe(run)))
