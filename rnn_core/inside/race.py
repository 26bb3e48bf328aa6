"""A race: the tests of all seeds of all lanes on the way, when each solved the task, and how long a step takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp
from rnn_core.training import records, step
from rnn_core.training.run import LaneRun, Run, settings_of
from rnn_core.training.solving import asked_since, solved_at

ROUNDS = 5
BURST_SECONDS = 0.02
MOST_STEPS = 20
"""A round times about `BURST_SECONDS` of training, at most so many steps."""


@dataclass(frozen=True)
class Race:
    """The results of all lanes and seeds up to this moment; `timed` says that training steps are timed too.

    The answer's words: `step`, `lanes`, `seeds`, `metric` (`loss` or `accuracy`, in which the task is judged; `loss`
    where it is not), `threshold` and `solved` (null and "" where it is not), and by lane `solved_at` and
    `diverged_at`: the step of each seed, null if it has not. Its arrays: `steps` `[Q]` of the tests, `{lane}.value`
    `[S, Q]` in the metric, where the task asks for its answer, and if `timed`, `{lane}.seconds` `[R]`: of one training
    step of all seeds.
    """

    timed: bool = False

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        judged = run.task.solved
        metric = "loss" if judged is None else judged.metric
        arrays = Arrays(steps=np.arange(0, run.step + 1, records.CHUNK, dtype=np.float32))
        when, broke = {}, {}
        for each in run.lanes:
            history = each.curves
            arrays[f"{each.id}.value"] = (history.task_loss if metric == "loss" else history.task_accuracy).copy()
            when[each.id] = solved_at(run.task, history, asked_since(run.config, run.step, each.id))
            stopped = np.asarray(each.state.diverged_at)
            broke[each.id] = [int(at) if at >= 0 else None for at in stopped]
        if self.timed:
            arrays |= _timed(run, go_on)
        words = {
            "step": run.step,
            "lanes": [each.id for each in run.lanes],
            "seeds": list(run.config.seeds),
            "metric": metric,
        }
        goal = {
            "threshold": None if judged is None else judged.threshold,
            "solved": "" if judged is None else str(judged),
        }
        return Answer(words | goal | {"solved_at": when, "diverged_at": broke}, arrays)


def _timed(run: Run, go_on: Callable[[], bool]) -> Arrays:
    """Seconds of a training step, the lanes in turns: what else the machine does meets all of them alike."""
    taken: dict[str, list[float]] = {each.id: [] for each in run.lanes}
    steps = {each.id: 1 for each in run.lanes}
    for _ in range(ROUNDS + 1):
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            count = steps[each.id]
            seconds = _seconds(run, each, count) / count
            taken[each.id].append(seconds)
            steps[each.id] = int(np.clip(BURST_SECONDS / max(seconds, 1e-6), 1, MOST_STEPS))
    # The first round, which may have to compile, does not count.
    return {f"{lane}.seconds": np.array(own[1:], np.float32) for lane, own in taken.items()}


def _seconds(run: Run, each: LaneRun, count: int) -> float:
    """How long `count` training steps from here take, which are thrown away."""
    began = time.perf_counter()
    settings = settings_of(run, each)
    jax.block_until_ready(step.trained(each.spec, each.state, run.task.data, run.keys, run.step, count, settings))
    return time.perf_counter() - began


@dataclass(frozen=True)
class Result:
    """What came of a lane: of how many `seeds` how many `solved`, and the median of their steps, None without one."""

    solved: int
    seeds: int
    median: float | None

    @classmethod
    def of(cls, solved: list[int | None]) -> Result:
        """From the steps of all seeds."""
        known = [at for at in solved if at is not None]
        return cls(len(known), len(solved), statistics.median(known) if known else None)


def loser(answer: Answer) -> str:
    """The lane that fewest seeds solved the task in; of several the one that took longest, or stands worst."""
    worse = -1 if answer.words["metric"] == "accuracy" else 1

    def merit(lane: str) -> tuple[float, float, float]:
        result = Result.of(answer.words["solved_at"][lane])
        last = worse * float(np.nanmedian(answer.arrays[f"{lane}.value"][:, -1]))
        return (result.solved, -(result.median or 0.0), -last)

    return min(answer.words["lanes"], key=merit)


def spread_over_seeds(values: Float[np.ndarray, "S Q"]) -> Float[np.ndarray, "3 Q"]:
    """10 %, median and 90 % of the seeds at each test, interpolated; NaN where there is none."""
    found = np.full((3, values.shape[1]), np.nan, np.float32)
    known = np.isfinite(values).any(axis=0)
    finite = np.where(np.isfinite(values), values, np.nan)
    found[:, known] = np.nanquantile(finite[:, known], (0.1, 0.5, 0.9), axis=0)
    return found
