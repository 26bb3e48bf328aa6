"""How long the gradient is that reaches each timestep, example by example, and what that timestep adds to dL/dW_h.

∂L/∂h_t is the total derivative, over all paths through later timesteps (`rnn_core.network.bptt`). Asked of the loss at
the last timestep alone it shows what one error sends back; of the mean over every timestep it does not fade, because
each later loss adds to it on its way (the illusion that `where` switches on and off). Both come from compiled code that
every run has: nothing is compiled for the question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.training import losses, step
from rnn_core.training.run import LaneRun, Run, norms_of, settings_of

EXAMPLES = 8
"""Test examples whose contributions are added up by timestep."""
TENTHS = (0.1, 0.5, 0.9)
WHERE = {"last": losses.LAST, "every": losses.EVERY}


@dataclass(frozen=True)
class GradientsByLag:
    """The gradients of each lane's first seed, top layer; training stays as it is.

    `where` is `last`, the error at each example's last timestep that counts, or `every`, the mean over all that count.
    `lanes` names lanes; empty means all. The answer's words: `step`, `lanes` (the ids), `where`, `batch` (examples of
    the training batch), `examples` (of the test). Its arrays have a row for each lag, the timesteps after t up to the
    example's last one (row 0 is that one), and a column for each example; NaN lies before the beginning of a shorter
    one. L is each example's own loss.

    | array | shape | what |
    |---|---|---|
    | `{lane}.hidden` | T, B | ‖∂L/∂h_t‖₂ of the last training batch, as in a frame (`rnn_core.training.run.norms_of`) |
    | `{lane}.cell` | T, B | ‖∂L/∂c_t‖₂ of an LSTM |
    | `{lane}.contribution` | T, N | ‖C_t‖_F of the first 8 test examples: C_t = h_{t−1}ᵀδ_t; not of a translation |

    Without `contributions` the last are left out, which take longer than all the rest.
    """

    where: str = "last"
    lanes: tuple[str, ...] = ()
    contributions: bool = True

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        if self.where not in WHERE:
            raise QuestionError(f"{self.where[:20]!r} is not a place of the error. Use one of {', '.join(WHERE)}.")
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        examples = min(EXAMPLES, run.task.test.mask.shape[1])
        arrays = Arrays()
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            found = norms_of(run, each, WHERE[self.where])
            arrays[f"{name}.hidden"] = from_the_end(np.asarray(found.hidden)[-1])
            if each.spec.cell.has_cell_state:
                arrays[f"{name}.cell"] = from_the_end(np.asarray(found.cell)[-1])
            if self.contributions and not run.task.boundary:
                arrays[f"{name}.contribution"] = self._contributions(run, each, examples)
        batch = run.present.batch_size
        words = {"step": run.step, "lanes": list(lanes), "where": self.where, "batch": batch, "examples": examples}
        return Answer(words, arrays)

    def _contributions(self, run: Run, each: LaneRun, examples: int) -> Float[np.ndarray, "T N"]:
        test, lead_in, settings = run.task.test, run.task.lead_in, settings_of(run, each)
        # All are asked for before the first is read.
        seen = [
            step.watch(each.spec, each.state, test, lead_in, number, settings, WHERE[self.where])
            for number in range(examples)
        ]
        norms = np.stack([np.asarray(one.contribution)[-1] for one in seen], axis=1)
        return from_the_end(np.where(np.asarray(test.mask)[:, :examples] > 0, norms, np.nan))


def from_the_end(values: Float[np.ndarray, "T N"]) -> Float[np.ndarray, "T N"]:
    """`values` by lag: row 0 is each column's last number, NaN being padding; NaN comes before its first one."""
    found = np.full(values.shape, np.nan, np.float32)
    for column, own in enumerate(values.T):
        real = own[~np.isnan(own)][::-1]
        found[: len(real), column] = real
    return found


def spread(values: Float[np.ndarray, "T N"]) -> Float[np.ndarray, "3 K"]:
    """10 %, median and 90 % of the examples at each lag that at least one of them has."""
    rows = values[: int(np.sum(~np.all(np.isnan(values), axis=1)))]
    found = np.empty((3, len(rows)), np.float32)
    whole = ~np.isnan(rows).any(axis=1)
    # An infinite number has no mean with a finite one: the nearest of the numbers themselves is taken.
    found[:, whole] = np.quantile(rows[whole], TENTHS, axis=1, method="nearest") if whole.any() else 0
    for k in np.flatnonzero(~whole):
        found[:, k] = np.quantile(rows[k][~np.isnan(rows[k])], TENTHS, method="nearest")
    return found


def carried(norms: Float[np.ndarray, "T N"]) -> Float[np.ndarray, "T N"]:
    """The share of the summed ‖C_t‖_F that the last timesteps up to each lag carry; NaN where all of them are 0."""
    sizes = np.nan_to_num(norms.astype(np.float64), nan=0.0, posinf=float(np.finfo(np.float32).max))
    totals = sizes.sum(axis=0)
    return np.where(totals > 0, np.cumsum(sizes, axis=0) / np.where(totals > 0, totals, 1), np.nan)


def needed(norms: Float[np.ndarray, "T N"], share: float = 0.99) -> Int[np.ndarray, " N"]:
    """How many of each example's last timesteps carry `share` of the summed ‖C_t‖_F; 0 where all of them are 0."""
    shares = carried(norms)
    # Rounding may leave the sum of everything a little short of 1.
    return np.where(np.isnan(shares[0]), 0, np.argmax(shares >= share * (1 - 1e-12), axis=0) + 1)


class Carried(NamedTuple):
    """What the last timesteps carry, over examples: the median share by lag, and in how many timesteps 99 % are.

    `timesteps` is 0, and `shares` are NaN, where nothing changes W_h in any example.
    """

    shares: Float[np.ndarray, " T"]
    timesteps: int


def carried_by_examples(norms: Float[np.ndarray, "T N"]) -> Carried:
    """The medians over the examples that change W_h at all."""
    every, counts = carried(norms), needed(norms)
    known = counts > 0
    if not known.any():
        return Carried(np.full(len(norms), np.nan), 0)
    return Carried(np.median(every[:, known], axis=1), int(np.median(counts[known])))
