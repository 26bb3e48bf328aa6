"""In which order the units of a heat map stand: by number, beside the unit that is most like them, or by memory."""

from __future__ import annotations

import numpy as np

from rnn_core.frames.frame import Lane

ORDERS = {"index": "number", "similarity": "similarity", "time": "time constant"}
_KEEPS = ("forget_gate", "update_gate")
"""The gates of which 1 means that the old state is kept."""
LONGEST = 1e4
"""Time constants beyond this are all the same to a sequence of 512 timesteps."""


def keep_gate(lane: Lane) -> str | None:
    """The trace of the gate that says how much of the old state `lane` keeps; None in a cell without one."""
    traces = {row.trace for row in lane.traces if not row.removed}
    return next((trace for trace in _KEEPS if trace in traces), None)


def time_constants(keeps: np.ndarray) -> np.ndarray:
    """τ = −1/ln f̄ of every unit, f̄ the mean over the timesteps of its gate `keeps` `[T, H]`; in timesteps, `[H]`.

    After τ timesteps at f̄, 1/e of the old state is left. A gate that keeps everything has τ = ∞, one that keeps
    nothing 0; NaN is padding.
    """
    mean = np.nanmean(keeps.astype(np.float64), axis=0)
    with np.errstate(divide="ignore"):
        return np.where(mean >= 1, np.inf, np.where(mean > 0, -1 / np.log(np.clip(mean, 1e-300, 1)), 0.0))


def by_similarity(values: np.ndarray) -> np.ndarray:
    """A chain of units `[H]`: the one that moves most, then always the unit left that is most like the one before.

    Alike is the correlation over timesteps of `values` `[T, H]`, NaN at padding. Units that never move come last, by
    number.
    """
    moving = values[~np.isnan(values).any(axis=1)].astype(np.float64)
    centred = moving - moving.mean(axis=0) if len(moving) else moving
    lengths = np.sqrt((centred**2).sum(axis=0))
    still = lengths <= 1e-12
    unit = centred / np.where(still, 1.0, lengths)
    alike = unit.T @ unit
    left = [int(k) for k in np.flatnonzero(~still)]
    chain = [int(max(left, key=lambda k: lengths[k]))] if left else []
    while len(chain) < len(left):
        rest = [k for k in left if k not in chain]
        chain.append(max(rest, key=lambda k: alike[chain[-1], k]))
    return np.array([*chain, *np.flatnonzero(still)], int)
