"""A run's present moment as a `Frame`: what every page shows."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Frame, Lane, Parent, Surroundings
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_names import LaneName, lane_names
from rnn_core.settings.link import to_link
from rnn_core.settings.table import SETTING
from rnn_core.tasks.task import Task
from rnn_core.training import curves, losses, records, step
from rnn_core.training.records import Norms, Watched
from rnn_core.training.run import LaneRun, Run, norms_of, own_norms, settings_of

ALONE = Surroundings()
"""A run that nobody looks back at, keeps moments of, or times."""
QUANTILES = (0.1, 0.5, 0.9)
UNUSED_TRACES = ("recurrent_candidate",)


def observe(run: Run, around: Surroundings = ALONE) -> Frame:
    """The present moment of `run`, whole; `around` is what only the caller of `advance` knows."""
    config = run.present
    example = min(config.watched, run.task.test.mask.shape[1]) - 1
    where = _gradient_where(run)
    test = run.task.test

    def one(each: LaneRun, name: LaneName) -> tuple[Watched, Lane]:
        seen = step.watch(each.spec, each.state, test, run.task.lead_in, example, settings_of(run, each), where)
        return seen, _lane(run, each, name, seen, norms_of(run, each, where))

    # One after the other: a lane takes a fraction of a millisecond, less than waking a thread for it.
    seen, lanes = zip(*map(one, run.lanes, lane_names(config.full_lanes)), strict=True)
    return Frame(
        step=run.step,
        made=time.time() if around.made is None else around.made,
        steps_per_second=around.steps_per_second,
        config=to_link(run.config),
        task=_described(run.task),
        loss_name=run.task.loss_name,
        caption=caption(run),
        lanes=lanes,
        inputs=np.asarray(test.inputs)[:, example],
        targets=np.asarray(test.targets)[:, example],
        loss_weights=np.asarray(seen[0].loss_weights),
        curve_steps=curves.point_steps(run.step).astype(np.float32),
        test_steps=np.arange(0, run.step + 1, records.CHUNK, dtype=np.float32),
        newest_step=run.step if around.newest_step is None else around.newest_step,
        kept_steps=around.kept_steps,
        parent=around.parent,
    )


def parent_of_branch(parent: Run, name: str, step: int) -> Parent:
    """What a branch that leaves `parent` at `step` shows of it: its training losses from there to its present step."""
    steps = curves.point_steps(parent.step)
    later = steps >= step
    return Parent(
        name,
        step,
        steps[later].astype(np.float32),
        {each.id: curves.thinned(each.curves.train)[:, later] for each in parent.lanes},
    )


def _lane(run: Run, each: LaneRun, name: LaneName, seen: Watched, norms: Norms) -> Lane:
    history = each.curves
    solved = _solved_at(run.task, history)
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
        solved_at=solved[0],
        num_solved=sum(step is not None for step in solved),
        arrays=_watched_arrays(seen) | _norm_arrays(norms) | _curve_arrays(history),
    )


def _watched_arrays(seen: Watched) -> Arrays:
    names = [name for name in seen.traces[0]._fields if name not in UNUSED_TRACES]
    traces = {name: np.stack([np.asarray(getattr(trace, name)) for trace in seen.traces]) for name in names}
    return traces | {
        "outputs": np.asarray(seen.outputs),
        "watched_gradient": np.asarray(seen.norms.hidden)[..., 0],
        "contribution": np.asarray(seen.contribution),
    }


def _norm_arrays(norms: Norms) -> Arrays:
    arrays = {"hidden_gradient": _spread(np.asarray(norms.hidden))}
    if norms.cell.shape[1]:
        arrays["cell_gradient"] = _spread(np.asarray(norms.cell))
    return arrays


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


def _solved_at(task: Task, history: curves.Curves) -> list[int | None]:
    """The step of each seed's first test evaluation that passed the task's threshold."""
    if task.solved is None:
        return [None] * len(history.test)
    passed = task.solved.passed(history.task_loss, history.task_accuracy)
    return [int(np.argmax(row)) * records.CHUNK if row.any() else None for row in passed]


_PASSED = {
    records.LOSS: (f"the training loss passed {records.LOSS_LIMIT:g}", "it was"),
    records.GRADIENT: ("the L2 norm of the whole gradient left the finite numbers of float32", "it was"),
    records.SQUARES: (
        "the square of a gradient's entry, of which the optimizer keeps the mean, left the finite numbers of float32",
        "the gradient's L2 norm was",
    ),
    records.WEIGHTS: (f"the weights' root mean square passed {records.WEIGHT_LIMIT:g}", "it would have become"),
}


def divergence(run: Run, each: LaneRun) -> str:
    """What a user should read about the seeds that diverged: when, which norm, which value, what to try; or nothing."""
    stopped = np.asarray(each.state.diverged_at)
    seeds = np.flatnonzero(stopped >= 0)
    if not len(seeds):
        return ""
    first = int(seeds[np.argmin(stopped[seeds])])
    what, verb = _PASSED[int(each.state.diverged_by[first])]
    value = float(each.state.diverged_value[first])
    who = f"Seed {run.config.seeds[first]}" if len(stopped) > 1 else "It"
    count = "" if len(stopped) == 1 else f" {len(seeds)} of {len(stopped)} seeds have diverged."
    then = run.config.present(int(stopped[first]) - 1)
    clip = "" if then.clip_norm else ", or clip the gradient norm at 1"
    return (
        f"{who} diverged at step {int(stopped[first])}: {what} ({verb} {value:.4g}).{count} "
        f"Try a learning rate below {then.learning_rate:g}{clip}, then restart."
    )


def _described(task: Task) -> dict[str, Any]:
    return {
        "name": task.name,
        "title": task.title,
        "definition": task.definition,
        "source": task.source,
        "input_kind": task.input_kind,
        "input_labels": list(task.input_labels),
        "output_labels": list(task.output_labels),
        "target_kind": task.loss,
        "baselines": [{"label": line.label, "value": line.value} for line in task.baselines],
        "solved": "" if task.solved is None else str(task.solved),
    }


def caption(run: Run) -> str:
    """Initialisation, seeds, loss position and aggregation of everything in a frame, in a few sentences."""
    config = run.present
    where = loss_position(config, run.task)
    shown = "the loss at the last step" if config.gradient_of == "last" else f"the trained loss ({where})"
    ahead = run.task.carries_state and own_norms(run, run.lanes[0], _gradient_where(run)) is None
    which = "next" if ahead else "last"
    batch = f"median and 10–90 % over the {config.batch_size} examples of the {which} training batch"
    seeds = f"seed {config.seed}" if config.num_seeds == 1 else f"seeds {config.seeds[0]}–{config.seeds[-1]}, all drawn"
    carried = _carried(run.task) if run.task.carries_state else ""
    return (
        f"Test example {config.watched} through the first seed. Gradient: L2 norm of ∂L/∂h_t of {shown}, "
        f"per example, {batch}. Trained on the loss at {where}, "
        f"where test loss and accuracy are taken too; {run.task.loss_name}. "
        f"{_start(config)}, {config.optimizer}, {seeds}.{carried}"
    )


def _carried(task: Task) -> str:
    return (
        " State carried from window to window (truncated BPTT); test windows, and the example shown, start from the "
        f"state after the {len(task.lead_in)} characters before them."
    )


def _gradient_where(run: Run) -> int:
    return int(run.step_settings.where) if run.present.gradient_of == "trained" else losses.LAST


def loss_position(config: RunConfig, task: Task) -> str:
    """Where the trained loss is taken, in words."""
    name = task.loss_at if config.loss_at == "task" else config.loss_at
    return {"last": "the last step", "every": "every step (mean)", "step": f"step {config.loss_step}"}[name]


def _start(config: RunConfig) -> str:
    names = {"scaled": f"{config.gain:g}·orthogonal", "irnn": "identity + ReLU (vanilla RNN)"}
    names["chrono"] = f"chrono (T_max {config.chrono_steps})"
    start = names.get(config.initialisation, config.initialisation)
    biases = [f"forget bias {config.forget_bias:g}"] if any(lane.cell == "lstm" for lane in config.lanes) else []
    biases += [f"update bias {config.update_bias:g}"] if any(lane.cell == "gru" for lane in config.lanes) else []
    said = "" if config.initialisation == "chrono" or not biases else f" ({', '.join(biases)})"
    return f"{SETTING['initialisation'].label}: {start}{said}"
