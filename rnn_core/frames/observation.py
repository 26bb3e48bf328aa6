"""A run's present moment as a `Frame`: what every page shows."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.counter import counters
from rnn_core.frames.divergence import divergence
from rnn_core.frames.frame import ChangeMade, Frame, Lane, Parent, Surroundings
from rnn_core.frames.local_words import local_words
from rnn_core.frames.run_before import LOSS_POSITION
from rnn_core.frames.small_network import small_weights
from rnn_core.frames.standing import Solved, Standing, standing
from rnn_core.frames.wording import (
    caption,
    describe_baselines,
    describe_task,
    gradient_caption,
    states_caption,
)
from rnn_core.settings.lane_names import LaneName, lane_names
from rnn_core.settings.link import to_link
from rnn_core.settings.setting_words import change_in_words
from rnn_core.tasks.task import Task
from rnn_core.training import curves, records, step
from rnn_core.training.records import Norms, Watched
from rnn_core.training.run import LaneRun, Run, norms_of, own_threads, settings_of, together
from rnn_core.training.solving import asked_since, solved_at

ALONE = Surroundings()
"""A run that nobody looks back at, keeps moments of, or times."""
QUANTILES = (0.1, 0.5, 0.9)
UNUSED_TRACES = ("recurrent_candidate",)
LOOK_PRODUCTS = 500_000_000
"""Numbers times weights in one batch: with more, a first look would take longer than what it saves."""


def observe(run: Run, around: Surroundings = ALONE) -> Frame:
    """The present moment of `run`, whole; `around` is what only the caller of `advance` knows."""
    where = run.gradient_where
    # All lanes are asked for before the first is read: JAX computes them beside what is done here with the others.
    seen = [step.watch(each.spec, each.state, *_watched(run, each)) for each in run.lanes]
    return _frame(run, around, seen, [norms_of(run, each, where) for each in run.lanes])


def first_look(run: Run, around: Surroundings = ALONE) -> Frame | None:
    """The frame of `run`, which is `fresh`, long before its code is compiled to run fast; without a test loss.

    Its last digits may differ from those of `observe`. None where it would not come sooner: the code is there already,
    or the networks are large.
    """
    products = run.config.sequence_length * run.config.batch_size * sum(each.num_parameters for each in run.lanes)
    if products > LOOK_PRODUCTS or all(each.program.num_compiled(step.train) for each in run.lanes):
        return None
    where = run.gradient_where

    def one(each: LaneRun) -> tuple[Watched, Norms]:
        settings = settings_of(run, each)._replace(where=where)
        norms = step.batch_norms.soon(each.spec, each.state, run.task.data, run.keys, 0, settings)
        return step.watch.soon(each.spec, each.state, *_watched(run, each)), norms

    with own_threads() as pool:
        seen, norms = zip(*together(one, run.lanes, pool), strict=True)
    untested = [np.full(len(run.keys), np.nan, np.float32)] * 4
    lanes = tuple(dataclasses.replace(each, curves=each.curves.evaluated(*untested)) for each in run.lanes)
    return _frame(dataclasses.replace(run, lanes=lanes), around, seen, norms)


def _watched(run: Run, each: LaneRun) -> tuple[Any, ...]:
    """What `step.watch` reads after a lane's spec and state."""
    return run.task.test, run.task.lead_in, _example(run), settings_of(run, each), run.gradient_where


def _frame(run: Run, around: Surroundings, seen: Sequence[Watched], norms: Sequence[Norms]) -> Frame:
    """The frame of `run`, of whose lanes the watched example was `seen` and the batch has these `norms`."""
    config = run.present
    example = _example(run)
    newest = run.step if around.newest_step is None else around.newest_step
    shown = _shown(run.task, example, seen)
    lanes = tuple(
        _lane(run, each, name, {**_watched_arrays(of_lane), **own}, of_batch)
        for each, name, of_lane, own, of_batch in zip(
            run.lanes, lane_names(config.full_lanes), seen, _own_arrays(run, example, shown), norms, strict=True
        )
    )
    return Frame(
        step=run.step,
        made=time.time() if around.made is None else around.made,
        steps_per_second=around.steps_per_second,
        config=to_link(run.config),
        task=describe_task(run.task) | shown.labels,
        loss_name=run.task.loss_name,
        caption=caption(run),
        states_caption=states_caption(run),
        gradient_caption=gradient_caption(run),
        lanes=lanes,
        inputs=shown.inputs,
        targets=shown.targets,
        loss_weights=np.asarray(seen[0].loss_weights),
        curve_steps=curves.point_steps(run.step).astype(np.float32),
        test_steps=np.arange(0, run.step + 1, records.CHUNK, dtype=np.float32),
        newest_step=newest,
        kept_steps=around.kept_steps,
        parent=around.parent,
        seed=config.seed,
        loss_at=config.loss_at,
        gradient_of=config.gradient_of,
        changes=tuple(
            ChangeMade(made.step, f"{made.lane}:{made.name}", change_in_words(run.config, made))
            for made in run.config.changes
            if made.step <= newest
        ),
    )


class _Shown(NamedTuple):
    """The watched example; `labels` are the words in place of the task's where those are too many."""

    inputs: Float[np.ndarray, "T D"]
    targets: Float[np.ndarray, "T K"]
    outputs: list[Float[np.ndarray, "T O"]]
    labels: dict[str, list[str]]


def _shown(task: Task, example: int, seen: Sequence[Watched]) -> _Shown:
    """The inputs of a test example (a symbol is a 1 in its own column, padding is zeros), targets and outputs."""
    outputs = [np.asarray(each.outputs) for each in seen]
    if task.boundary:
        words = local_words(task, example, outputs)
        labels = {"input_labels": words.input_labels, "output_labels": words.output_labels}
        return _Shown(words.inputs, words.targets, words.outputs, labels)
    inputs = np.asarray(task.test.inputs)[:, example]
    if inputs.ndim == 1:
        inputs = (inputs[:, None] == np.arange(task.input_size)).astype(np.float32)
    return _Shown(inputs, np.asarray(task.test.targets)[:, example], outputs, {})


def _own_arrays(run: Run, example: int, shown: _Shown) -> list[Arrays]:
    """Of every lane its outputs, and its inputs where it reads them in an order of its own."""
    found: list[Arrays] = [{"outputs": outputs} for outputs in shown.outputs]
    for each, arrays in zip(run.lanes, found, strict=True):
        if each.spec.source_order == "reversed":
            order = np.arange(len(shown.inputs))
            words = int(np.asarray(run.task.test.mask)[: run.task.boundary, example].sum()) - 1
            order[:words] = order[:words][::-1]
            arrays["inputs"] = shown.inputs[order]
    return found


def _example(run: Run) -> int:
    """The number, from 0, of the watched example."""
    return min(run.present.watched, run.task.test.mask.shape[1]) - 1


def parent_of_branch(parent: Run, name: str, step: int) -> Parent:
    """What a branch that leaves `parent` at `step` shows of it: its training losses from there to its present step.

    They end where the parent began to count the error elsewhere: the branch has no loss to compare with what follows.
    """
    steps = curves.point_steps(parent.step)
    moved = [made.step for made in parent.config.changes if made.name in LOSS_POSITION and made.step > step]
    later = (steps >= step) & (steps <= min(moved, default=parent.step))
    return Parent(
        name,
        step,
        steps[later].astype(np.float32),
        {each.id: curves.thinned(each.curves.train)[:, later] for each in parent.lanes},
    )


def _lane(run: Run, each: LaneRun, name: LaneName, watched: Arrays, norms: Norms) -> Lane:
    history = each.curves
    since = asked_since(run.config, run.step, each.id)
    solved = solved_at(run.task, history, since)
    variant = run.config.lanes[run.config.lane_number(each.id)].variant
    weights, numbers = small_weights(run, each, variant)
    return Lane(
        id=each.id,
        cell=each.spec.cell.name,
        name=name.name,
        short=name.short,
        differs=name.differs,
        shade=name.number,
        dash=name.dash,
        squash=each.spec.cell.squash,
        traces=each.spec.cell.legend,
        num_parameters=each.num_parameters,
        train_loss=float(history.train[0, -1]) if run.step else float("nan"),
        test_loss=float(history.test[0, -1]),
        accuracy=None if np.isnan(history.accuracy[0, -1]) else float(history.accuracy[0, -1]),
        gradient_norm=float(history.gradient_norm[0, -1]) if run.step else float("nan"),
        status="diverged" if each.diverged else "training",
        message=divergence(run, each),
        asked_since=since,
        solved_at=solved[0],
        num_solved=sum(step is not None for step in solved),
        standing=_standing(run, each, solved[0]),
        counters=counters(watched["cell"], _count(run)) if "cell" in watched else (),
        weights=weights,
        arrays=watched | _norm_arrays(norms) | _curve_arrays(history) | numbers,
    )


def _standing(run: Run, each: LaneRun, solved_at: int | None) -> Standing:
    goal = "" if run.task.solved is None else str(run.task.solved)
    solved = Solved(goal, solved_at, run.config.seeds[0])
    # The test set was evaluated under the settings of its own step: baselines judge where both count as they do.
    evaluated = run.step - run.step % records.CHUNK
    positions = {run.present.loss_at, run.config.present(max(evaluated - 1, 0)).loss_at}
    usual = positions <= {"task", run.task.loss_at}
    baselines = [line for line in describe_baselines(run.task) if usual or line["anywhere"]]
    broken = divergence(run, each)
    if not each.diverged and np.asarray(each.state.diverged_at)[0] >= 0:
        # What is drawn and tested of it are its last good weights, while other seeds go on.
        return Standing("diverged", f"broke with seed {solved.seed}", broken)
    message = broken if each.diverged else ""
    accuracy = float(each.curves.accuracy[0, -1])
    known = None if np.isnan(accuracy) else accuracy
    return standing(run.step, message, solved, baselines, float(each.curves.test[0, -1]), known)


def _count(run: Run) -> np.ndarray | None:
    """What a counter holds after each timestep of the watched example, in a task that has a count."""
    counts = run.task.counts
    return None if counts is None else counts[:, _example(run)]


def _watched_arrays(seen: Watched) -> Arrays:
    names = [name for name in seen.traces[0]._fields if name not in UNUSED_TRACES]
    traces = {name: np.stack([np.asarray(getattr(trace, name)) for trace in seen.traces]) for name in names}
    attention = np.asarray(seen.attention)
    return (
        traces
        | {
            "watched_gradient": np.asarray(seen.norms.hidden)[..., 0],
            "contribution": np.asarray(seen.contribution),
        }
        | ({"attention": attention} if attention.size else {})
    )


def _norm_arrays(norms: Norms) -> Arrays:
    hidden, cell = map(np.asarray, (norms.hidden, norms.cell))
    if not cell.shape[1]:
        return {"hidden_gradient": _spread(hidden)}
    of_hidden, of_cell = np.split(_spread(np.concatenate([hidden, cell])), 2)
    return {"hidden_gradient": of_hidden, "cell_gradient": of_cell}


def _spread(norms: np.ndarray) -> np.ndarray:
    """`[L, T, B]` → 10 %, median and 90 % over the batch, `[L, 3, T]`; NaN, at padding, does not count.

    A norm beyond float32, +inf, counts as larger than all others: a quantile between a number and it is +inf.
    """
    # Linear interpolation between order statistics, as np.nanquantile does, at a tenth of its cost. NaN sorts last.
    ordered = np.sort(norms, axis=-1)
    last = np.maximum(np.sum(~np.isnan(norms), axis=-1, keepdims=True) - 1, 0)
    places = np.array(QUANTILES) * last
    below = np.floor(places).astype(int)
    lower = np.take_along_axis(ordered, below, axis=-1)
    upper = np.take_along_axis(ordered, np.minimum(below + 1, last), axis=-1)
    between = places - below
    # Not inf - inf, nor 0 · inf: both would be NaN, which says padding.
    rise = np.subtract(upper, lower, where=(between > 0) & (upper > lower), out=np.zeros_like(lower))
    return np.moveaxis(lower + rise * between, -1, 1).astype(np.float32)


def _curve_arrays(history: curves.Curves) -> Arrays:
    return {"train_curve": curves.thinned(history.train), "test_curve": history.test}
