"""The length of the whole gradient at every training step, before clipping and after it.

Clipping scales the gradient at all weights down to a length c where it is longer, by one number for all of it
(Pascanu, Mikolov & Bengio 2013): it ends an explosion, and it cannot lengthen what has vanished.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float32

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer
from rnn_core.settings.config import RunConfig
from rnn_core.training.curves import point_steps
from rnn_core.training.run import Run


@dataclass(frozen=True)
class Clipping:
    """‖dL/dW‖₂ of all lanes and steps so far, first seed, with the limit that held at each step.

    The answer's words: `lanes` (the ids), `steps` (trained), and by lane `clipped`, the fraction of its steps that were
    clipped, null before the first. Its arrays, P points with several steps each where there are many:

    | array | shape | what |
    |---|---|---|
    | `steps` | P | the step at which each point ends |
    | `limit` | P | c at that step; 0 is no limit |
    | `{lane}.before`, `{lane}.after` | P | median over the point's steps; NaN after the seed diverged |
    | `{lane}.longest` | P | the longest before clipping |
    | `{lane}.clipped` | P | fraction of the point's steps that were clipped |
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:  # noqa: ARG002
        """See the class."""
        ends = point_steps(run.step)
        limits = limits_of(run.config, run.step)
        arrays = Arrays(steps=ends.astype(np.float32), limit=limits[ends - 1] if run.step else np.zeros(0, np.float32))
        clipped = dict[str, float | None]()
        for each in run.lanes:
            before = each.curves.gradient_norm[0]
            cut = (limits > 0) & (before > limits)
            after = np.where(cut, limits, before)
            known = ~np.isnan(before)
            clipped[each.id] = float(cut[known].mean()) if known.any() else None
            arrays[f"{each.id}.before"] = _points(before, ends, np.nanmedian)
            arrays[f"{each.id}.after"] = _points(after, ends, np.nanmedian)
            arrays[f"{each.id}.longest"] = _points(before, ends, np.nanmax)
            arrays[f"{each.id}.clipped"] = _points(np.where(known, cut, np.nan), ends, np.nanmean)
        return Answer({"lanes": [each.id for each in run.lanes], "steps": run.step, "clipped": clipped}, arrays)


def limits_of(config: RunConfig, steps: int) -> Float32[np.ndarray, " N"]:
    """The longest gradient allowed at each of the first `steps` steps, its changes included."""
    limits = np.full(steps, config.clip_norm, np.float32)
    for change in config.changes:
        if change.name == "clip_norm" and change.step < steps:
            limits[change.step :] = change.value
    return limits


def _points(
    values: Float[np.ndarray, " N"], ends: np.ndarray, of: Callable[..., np.ndarray]
) -> Float32[np.ndarray, " P"]:
    """`of` the steps of each point, NaN left out; all points at once, for there are hundreds."""
    steps = np.full(len(ends) * (ends[0] if len(ends) else 0), np.nan)
    steps[: len(values)] = values
    rows = steps.reshape(len(ends), -1) if len(ends) else np.zeros((0, 1))
    known = ~np.isnan(rows).all(axis=1)
    found = np.full(len(rows), np.nan, np.float32)
    found[known] = of(rows[known], axis=1)
    return found
