"""A run: all lanes trained on the same batches, step by step.

`start` draws weights, `advance` trains, `change` alters a traced setting from the next step on, `observe`
(`rnn_core.frames.observation`) takes a frame. A `Run` never changes: `advance` returns another one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import UInt8

from rnn_core.container import usable_cores
from rnn_core.language import generation
from rnn_core.network import clamps
from rnn_core.network.initialisation import Initialisation
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import FullLane
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import MOST_CHANGES, RECORDED, Change, traced_setting
from rnn_core.tasks import build
from rnn_core.tasks.task import Task
from rnn_core.training import cells, cores, input_vectors, losses, networks, programs, samples, step
from rnn_core.training.curves import Curves
from rnn_core.training.initial_state import initial_state, seed_keys
from rnn_core.training.records import CHUNK, LaneSpec, LaneState, Norms, StepSettings
from rnn_core.training.samples import Samples

_T = TypeVar("_T")
_R = TypeVar("_R")

FULL_OF_CHANGES = (
    f"A run keeps {MOST_CHANGES} changes of its settings, and this one has had as many. Restart it as a new run to "
    "change more."
)


@dataclass(frozen=True)
class LaneRun:
    """One lane in a run.

    `norms` are of the first seed's last training step, None before its first. `samples` are what it wrote on the way,
    in a task that continues a text. `program` is held on to: its compiled code is kept as long as there is the lane.
    """

    id: str
    spec: LaneSpec
    state: LaneState
    curves: Curves
    norms: Norms | None = None
    samples: Samples = samples.NONE
    program: programs.Program = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "program", programs.of(self.spec))

    @property
    def diverged(self) -> bool:
        """Whether every seed of this lane has diverged."""
        return bool(np.all(np.asarray(self.state.diverged_at) >= 0))

    @property
    def num_parameters(self) -> int:
        """Trained weights of one seed's network, readout included."""
        leaves: list[jax.Array] = jax.tree.leaves(self.state.weights)
        frozen = networks.table_of(self.state.weights).size if self.spec.input in networks.FROZEN else 0
        own = sum(leaf.size // len(leaf) for leaf in leaves) - frozen // len(self.state.diverged_at)
        return own - networks.num_fixed(self.spec)


@dataclass(frozen=True)
class Run:
    """A run after `step` training steps."""

    config: RunConfig
    task: Task
    keys: jax.Array
    step: int
    lanes: tuple[LaneRun, ...]

    @cached_property
    def present(self) -> RunConfig:
        """The settings that hold for the next step: `config` with the changes up to here."""
        return self.config.present(self.step)

    @cached_property
    def step_settings(self) -> StepSettings:
        """The traced settings of the next step that all lanes share, for compiled code; see `settings_of`."""
        return self.step_settings_at(self.step)

    def step_settings_at(self, step: int) -> StepSettings:
        """The traced settings that all lanes share, after `step` steps."""
        then = self.present if step == self.step else self.config.present(step)
        where = losses.position(then.loss_at, self.task.loss_at)
        # A whole number from a link or a browser would be another type to the compiler.
        rate, clip = float(then.learning_rate), float(then.clip_norm)
        # What is looked at is as it is now, whatever was trained then.
        norms_where = where if self.present.gradient_of == "trained" else losses.LAST
        return StepSettings(rate, clip, where, then.loss_step, norms_where=norms_where)

    @property
    def gradient_where(self) -> int:
        """The number of the loss position whose gradient is shown (`rnn_core.training.losses`)."""
        where = self.step_settings.norms_where
        assert isinstance(where, int)
        return where

    @property
    def diverged(self) -> bool:
        """Whether every lane has diverged, so that there is nothing left to train."""
        return all(each.diverged for each in self.lanes)


def start(config: RunConfig, text: str | None = None) -> Run:
    """A run at step 0, with its first test evaluation. `text` is the user's own, for the task `own_text`.

    `config.changes` are replayed while it advances. Raises `SettingError` or `rnn_core.tasks.text.TextError`, with a
    sentence for the user.
    """
    return with_first_test(fresh(config, text))


def with_first_test(run: Run) -> Run:
    """`run`, which is `fresh`, with its first test evaluation."""
    with own_threads() as pool:
        return _evaluated(run, pool)


def fresh(config: RunConfig, text: str | None = None, task: Task | None = None) -> Run:
    """What `start` starts from (on `task`, if it is built): nothing compiled or tested yet. Raises like `start`."""
    task = build(config, text) if task is None else task
    lanes = tuple(map(partial(_fresh_lane, config, task), config.lane_ids, config.full_lanes))
    return Run(config, task, seed_keys(config.seeds), 0, lanes)


def _fresh_lane(config: RunConfig, task: Task, lane_id: str, own: FullLane) -> LaneRun:
    initialisation = Initialisation(own.initialisation, own.gain, own.chrono_steps, own.forget_bias, own.update_bias)
    cell, units = cells.of_lane(own, task, config.num_layers)
    spec = LaneSpec(
        task=task.without_data(),
        identity=task.identity,
        cell=cell,
        hidden_size=units,
        num_layers=config.num_layers,
        batch_size=config.batch_size,
        optimizer=config.optimizer,
        parts=cores.parts(cell.num_gates * units, config.batch_size),
        input=own.input if task.boundary else "one_hot",
        attention=own.attention if task.boundary else "none",
        source_order=own.source_order if task.boundary else "forward",
    )
    state = initial_state(spec, initialisation, config.seeds, partial(input_vectors.tables, task, own))
    return LaneRun(lane_id, spec, state, Curves.empty(len(config.seeds)))


def settings_of(run: Run, each: LaneRun, after: int | None = None) -> StepSettings:
    """The traced settings of a lane for its next step, or for the step after `after` steps."""
    after = run.step if after is None else after
    then = run.present if after == run.step else run.config.present(after)
    lane = then.full_lanes[run.config.lane_number(each.id)]
    held = clamps.held(each.spec.cell, each.spec.hidden_size, lane.clamps)
    forced = float(lane.teacher_forcing) if run.task.boundary else None
    return run.step_settings_at(after)._replace(held=held, forced=forced)


def advance(run: Run, steps: int) -> Run:
    """`steps` training steps of every lane that has not diverged, with a test evaluation every `CHUNK` steps."""
    end = run.step + steps
    while run.step < end:
        stops = [change.step for change in run.config.changes if change.step > run.step]
        length = min(end - run.step, CHUNK - run.step % CHUNK, *[stop - run.step for stop in stops])
        run = _trained(run, length)
        if run.step % CHUNK == 0:
            run = _evaluated(run)
    return run


def change(run: Run, name: str, value: Any, lane: str = "") -> Run:
    """A traced setting changed from the next step on, of the lane with the id `lane` or of the run.

    What alters learning is recorded in `config.changes`, so that the config still tells how the run came about; changes
    of the same setting that lay ahead are dropped. Raises `SettingError`.
    """
    setting = traced_setting(name, lane)
    if setting is None:
        raise SettingError(f"{name!r} cannot change while a run trains. Start a new run for it.")
    setting.check(value)
    made = Change(run.step, name, value, lane)
    if made.applied(run.present) == run.present:
        return run
    others = tuple(each for each in run.config.changes if (each.name, each.lane) != (name, lane))
    if name not in RECORDED or run.step == 0:
        run = dataclasses.replace(run, config=made.applied(run.config.replace(changes=others)))
        if run.step > 0 or name not in RECORDED:
            return run
        empty = Curves.empty(len(run.keys))
        lanes = tuple(dataclasses.replace(each, curves=empty, samples=samples.NONE) for each in run.lanes)
        return _evaluated(dataclasses.replace(run, lanes=lanes))
    earlier = tuple(each for each in run.config.changes if each not in others and each.step < run.step)
    changes = tuple(sorted((*others, *earlier, made), key=lambda each: each.step))
    if len(changes) > MOST_CHANGES:
        raise SettingError(FULL_OF_CHANGES)
    return dataclasses.replace(run, config=run.config.replace(changes=changes))


def _trained(run: Run, length: int) -> Run:

    def one(each: LaneRun) -> LaneRun:
        if each.diverged:
            nothing = np.full((length, len(run.keys)), np.nan, np.float32)
            return dataclasses.replace(each, curves=each.curves.trained(nothing, nothing))
        done = step.trained(each.spec, each.state, run.task.data, run.keys, run.step, length, settings_of(run, each))
        curves = each.curves.trained(np.asarray(done.losses)[:length], np.asarray(done.gradient_norms)[:length])
        if np.asarray(each.state.diverged_at)[0] >= 0:
            return dataclasses.replace(each, state=done.state, curves=curves)
        return dataclasses.replace(each, state=done.state, curves=curves, norms=done.norms)

    return dataclasses.replace(run, step=run.step + length, lanes=together(one, run.lanes))


def norms_of(run: Run, each: LaneRun, where: int) -> Norms:
    """The gradient norms of the last step's batch (before the first step: of the first batch), loss at `where`.

    They are the training step's own where it kept those of this loss, as it does of the one that is looked at.
    Otherwise they cost one more pass, with the weights after that step: a training step of the same compiled function,
    whose result is thrown away. Where the state is carried it is that of the next batch, because the state at hand is
    the one that batch starts with.
    """
    own = own_norms(run, each, where)
    if own is not None:
        return own
    of_step = run.step if run.task.carries_state else max(run.step - 1, 0)
    # A diverged seed stands still; its last good weights still have a gradient.
    state = each.state._replace(diverged_at=jnp.full_like(each.state.diverged_at, -1))
    return step.trained(
        each.spec, state, run.task.data, run.keys, of_step, 1, settings_of(run, each)._replace(norms_where=where)
    ).norms


def own_norms(run: Run, each: LaneRun, where: int) -> Norms | None:
    """The last training step's own norms if their loss is that at `where`, else None."""
    if each.norms is None or int(np.asarray(each.norms.where)) != where:
        return None
    if where == losses.STEP and last_settings(run, each.state).step != run.step_settings.step:
        return None
    return each.norms


def last_settings(run: Run, state: LaneState) -> StepSettings:
    """The traced settings of the last step that a lane's first seed was trained: it may have stopped before the run."""
    stopped = int(np.asarray(state.diverged_at)[0])
    return run.step_settings_at((stopped if stopped >= 0 else run.step) - 1)


def _evaluated(run: Run, pool: ThreadPoolExecutor | None = None) -> Run:
    # The settings of the step just done: a change made now holds from the next step on.
    last = max(run.step - 1, 0)

    def one(each: LaneRun) -> LaneRun:
        found = step.evaluate(each.spec, each.state, run.task.test, run.task.lead_in, settings_of(run, each, last))
        after = dataclasses.replace(each, curves=each.curves.evaluated(*map(np.asarray, found)))
        if run.task.text is None or run.step % samples.EVERY:
            return after
        return dataclasses.replace(after, samples=each.samples.wrote(run.step, written(run, each)))

    return dataclasses.replace(run, lanes=together(one, run.lanes, pool))


def written(run: Run, each: LaneRun) -> UInt8[np.ndarray, " N"]:
    """What a lane's first seed writes where a text begins, drawn with a seed of this step's own."""
    begin = int(run.task.text.encode(run.task.text.beginning)[0])
    key = jax.random.fold_in(jax.random.fold_in(run.keys[0], samples.SAMPLES_KEY), run.step)
    drawing = generation.Drawing(samples.TEMPERATURE, 0, key)
    held = settings_of(run, each, max(run.step - 1, 0)).held
    found = generation.sample(each.spec, each.state, begin, drawing, held, samples.LENGTH)
    return np.asarray(found).astype(np.uint8)


# Shared by all runs: a thread of its own for every lane of every run would only wait for a core.
_LANES = ThreadPoolExecutor(max_workers=max(3, usable_cores()), thread_name_prefix="lane")


def own_threads() -> ThreadPoolExecutor:
    """For what may compile: seconds in which the lanes of other runs must not wait for a thread."""
    return ThreadPoolExecutor(max_workers=3, thread_name_prefix="compile")


def together(work: Callable[[_T], _R], items: Iterable[_T], pool: ThreadPoolExecutor | None = None) -> tuple[_R, ...]:
    """`work` on every item, side by side: XLA computes without holding Python's lock, so lanes share the cores."""
    return tuple((pool or _LANES).map(work, items))
