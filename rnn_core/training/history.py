"""The moments of a run that one can go back to.

A moment keeps what training changed and nothing else: the curves up to a step are the beginning of today's, the
batches follow from the seed and the step. So a run can be put back to any kept moment, and trained from there to any
step after it, with the same numbers as the first time.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

import jax

from rnn_core.settings.config import RunConfig
from rnn_core.training.records import CHUNK, LaneState, Norms
from rnn_core.training.run import LaneRun, Run

MOST_MOMENTS, FEWEST_MOMENTS = 40, 3


class LaneMoment(NamedTuple):
    """One lane at a moment; the fields are those of `LaneRun`."""

    state: LaneState
    norms: Norms | None


@dataclass(frozen=True)
class Moment:
    """What a run had become after `step` steps."""

    step: int
    lanes: tuple[LaneMoment, ...]


def moment_of(run: Run) -> Moment:
    """The present moment of `run`; nothing is copied."""
    return Moment(run.step, tuple(LaneMoment(each.state, each.norms) for each in run.lanes))


def num_moments(run: Run, most_bytes: int) -> int:
    """How many moments of `run` fit into `most_bytes`, within `FEWEST_MOMENTS` and `MOST_MOMENTS`."""
    arrays = jax.tree.leaves([(each.state, _norms_shapes(each)) for each in run.lanes])
    size: int = sum(array.size * array.dtype.itemsize for array in arrays)
    return min(max(most_bytes // size, FEWEST_MOMENTS), MOST_MOMENTS)


def _norms_shapes(each: LaneRun) -> list[jax.ShapeDtypeStruct]:
    spec = each.spec
    shape = (spec.num_layers, spec.task.sequence_length, spec.batch_size)
    return [jax.ShapeDtypeStruct(shape, "float32")] * (1 + spec.cell.has_cell_state)


def rewound(run: Run, moment: Moment, until: int | None = None) -> Run:
    """`run` put back to `moment`, with the changes of settings that it went through up to step `until`.

    `until` is the moment's own step unless it is to be trained again up to a later one. A change made at that very step
    belongs to it: the run went on from there with it.
    """
    last = moment.step if until is None else until
    return dataclasses.replace(
        run,
        config=changed_until(run.config, last),
        step=moment.step,
        lanes=tuple(_lane(each, then, moment.step) for each, then in zip(run.lanes, moment.lanes, strict=True)),
    )


def changed_until(config: RunConfig, step: int) -> RunConfig:
    """`config` without the changes that came after `step`."""
    return config.replace(changes=tuple(change for change in config.changes if change.step <= step))


def _lane(each: LaneRun, then: LaneMoment, step: int) -> LaneRun:
    curves = each.curves.until(step, step // CHUNK + 1)
    return dataclasses.replace(
        each, state=then.state, curves=curves, norms=then.norms, samples=each.samples.until(step)
    )
