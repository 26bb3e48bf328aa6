"""A lane trained anew at several learning rates: is it the cell that fails, or its learning rate?

"Learning rate dominates" (Greff et al. 2017, section 5.2): a cell that loses at one rate may win at another. All rates
start from the same weights and read the same batches.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import jax
import numpy as np
from jaxtyping import Float

from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import SETTING
from rnn_core.training.records import CHUNK
from rnn_core.training.run import Run, advance, start
from rnn_core.training.solving import solved_at

FACTORS = (0.1, 0.3, 1.0, 3.0, 10.0)
INSTEAD = 5e-3
"""In the middle where the run's own rate is 0."""


@dataclass(frozen=True, eq=False)
class RateSweep:
    """One moment of the sweep, immutable: a run of one lane for each rate, each trained up to `steps` steps."""

    steps: int
    runs: tuple[Run, ...]

    @property
    def rates(self) -> tuple[float, ...]:
        """The learning rates, from the smallest on."""
        return tuple(run.config.learning_rate for run in self.runs)

    @property
    def done(self) -> bool:
        """Whether every rate has had its steps."""
        return all(map(self._ended, self.runs))

    @property
    def progress(self) -> float:
        """The part of all steps that is done."""
        return sum(self.steps if self._ended(run) else run.step for run in self.runs) / (self.steps * len(self.runs))

    @property
    def size(self) -> int:
        """About how many bytes it holds beside its task."""
        return sum(leaf.nbytes for run in self.runs for leaf in jax.tree.leaves(run.lanes[0].state.weights))

    @property
    def solved_at(self) -> list[list[int | None]]:
        """By rate, the step at which each seed solved the task, None where it did not."""
        return [solved_at(run.task, run.lanes[0].curves, -1) for run in self.runs]

    @property
    def values(self) -> Float[np.ndarray, "R S"]:
        """By rate, each seed's newest test where the task asks for its answer: loss, or accuracy if that is judged."""
        by_accuracy = self.metric == "accuracy"
        curves = [run.lanes[0].curves for run in self.runs]
        return np.stack([(own.task_accuracy if by_accuracy else own.task_loss)[:, -1] for own in curves])

    @property
    def metric(self) -> str:
        """`accuracy` if the task is judged by it, else `loss`."""
        judged = self.runs[0].task.solved
        return "loss" if judged is None else judged.metric

    def _ended(self, run: Run) -> bool:
        return run.step >= self.steps or run.diverged


def rates_around(rate: float) -> tuple[float, ...]:
    """The rates that are tried around a run's own, to two digits and within the setting's limits."""
    middle = rate or INSTEAD
    most = SETTING["learning_rate"].high
    found = (float(f"{middle * factor:.2g}") if factor != 1 else middle for factor in FACTORS)
    return tuple(dict.fromkeys(min(each, most) for each in found))


def begin(config: RunConfig, lane: str, steps: int, rates: Sequence[float], text: str | None = None) -> RateSweep:
    """The sweep at step 0 of the lane with the id `lane`, everything else as `config` has it; raises like `start`."""
    own = config.lanes[config.lane_number(lane)]
    alone = config.replace(lanes=(own,), changes=())
    first = start(alone.replace(learning_rate=rates[0]), text)
    # Weights, batches and the first test are the same at all rates.
    runs = tuple(replace(first, config=alone.replace(learning_rate=rate)) for rate in rates)
    return RateSweep(math.ceil(steps / CHUNK) * CHUNK, runs)


def step_on(sweep: RateSweep) -> RateSweep:
    """The sweep after some more steps of the rate that has had fewest; itself when it is done."""
    open_ones = [place for place, run in enumerate(sweep.runs) if not sweep._ended(run)]
    if not open_ones:
        return sweep
    place = min(open_ones, key=lambda each: sweep.runs[each].step)
    runs = list(sweep.runs)
    runs[place] = advance(runs[place], CHUNK)
    return replace(sweep, runs=tuple(runs))


def verdict(sweep: RateSweep, rate: float) -> str:
    """What the sweep says: `cell` if no rate helps, `rate` if another is clearly better than `rate`, `neither`.

    A rate helps where at least half of its seeds solve the task. Without such a judgement, or before the end: "".
    """
    if sweep.runs[0].task.solved is None or not sweep.done:
        return ""
    counts = {own: sum(at is not None for at in found) for own, found in zip(sweep.rates, sweep.solved_at, strict=True)}
    seeds = len(sweep.runs[0].keys)
    best = max(counts.values())
    if 2 * best < seeds:
        return "cell"
    return "rate" if 2 * counts.get(rate, 0) < seeds else "neither"
