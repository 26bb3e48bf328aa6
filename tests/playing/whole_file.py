"""A run as the bytes of a file."""

from __future__ import annotations

from rnn_core import moment_of, observe, save_run, to_bytes
from rnn_core.training.run import Run, fresh


def saved(run: Run) -> bytes:
    """`run` with step 0 and its present moment."""
    moments = (moment_of(fresh(run.config)), moment_of(run))
    return save_run(run, moments, name="", saved=1.0, frame=to_bytes(observe(run)))
