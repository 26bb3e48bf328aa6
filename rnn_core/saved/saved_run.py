"""A run at rest: one safetensors file that goes on, on any machine, exactly where the run stood.

`__metadata__` holds three strings: `format` (`"unrolled-run/2"`), `about` (a JSON object, the fields of `About`) and
`digest`, the SHA-256 of the whole file with zeros in the digest's place. Sizes as in `rnn_core.frames.frame`, and `M`
kept moments, `N` training steps, `Q` test evaluations.

| tensor | type, shape | what |
|---|---|---|
| `steps` | I64, M | steps of the kept moments, oldest first; the last one is where the run stands |
| `{lane}.state.{path}` | M, … | `rnn_core.training.records.LaneState`: weights, optimiser, carried state, divergence |
| `{lane}.norms.hidden`, `{lane}.norms.cell` | F32, M, … | gradient norms of its last training step; 0 at step 0 |
| `{lane}.norms.where` | I32, M | their loss position (`rnn_core.training.losses`); in older files the trained one |
| `{lane}.curves.{field}` | F32, S, N or Q | `rnn_core.training.curves.Curves`, whole |
| `{lane}.samples.steps`, `{lane}.samples.codes` | I64, R; U8, R, 200 | what it wrote (`rnn_core.training.samples`) |
| `frame` | U8 | bytes of the frame of the moment where the run stands |
| `text` | U8 | the user's own text in UTF-8, for a run that reads one |
| `parent_steps`, `{lane}.parent_curve` | F32 | in a branch, as in a frame |

A file is read whole or not at all: what does not fit its digest, its config's shapes or this version is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from safetensors import SafetensorError

from rnn_core.errors import UserError
from rnn_core.frames import frame as frames
from rnn_core.frames.frame import Parent
from rnn_core.saved.run_file import (
    About,
    SavedLane,
    SavedRunError,
    Tensors,
    about_of,
    checked,
    tensors_of,
    unfit,
    written,
)
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.link import from_link
from rnn_core.settings.machine import this_machine
from rnn_core.settings.table import SETTINGS
from rnn_core.training.curves import POINTS, Curves
from rnn_core.training.history import LaneMoment, Moment
from rnn_core.training.records import CHUNK, LaneState, Norms
from rnn_core.training.run import LaneRun, Run, fresh, last_settings
from rnn_core.training.samples import LENGTH, Samples
from rnn_core.training.samples import NONE as NO_SAMPLES


@dataclass(frozen=True)
class SavedRun:
    """A run as it was saved: `run` where it stood, its kept `moments`, and the `frame` of where it stood."""

    about: About
    run: Run
    moments: tuple[Moment, ...]
    frame: bytes
    text: str | None
    parent: Parent | None


def to_bytes(
    run: Run,
    moments: tuple[Moment, ...],
    *,
    name: str,
    saved: float,
    frame: bytes,
    text: str | None = None,
    parent: Parent | None = None,
) -> bytes:
    """`run` with its kept `moments` (the last is its present one) as the bytes of a file."""
    tensors: Tensors = {"steps": np.array([moment.step for moment in moments], np.int64), "frame": _octets(frame)}
    for k, each in enumerate(run.lanes):
        tensors |= _lane_tensors(each, [moment.lanes[k] for moment in moments])
    if text is not None:
        tensors["text"] = _octets(text.encode())
    if parent is not None:
        tensors["parent_steps"] = parent.steps
        tensors |= {f"{lane}.parent_curve": np.ascontiguousarray(curve) for lane, curve in parent.curves.items()}
    about = About(
        name=name,
        title=run.task.title,
        lanes=tuple(
            SavedLane(each.id, own.cell, name.name, _sketch(each.curves))
            for each, own, name in zip(run.lanes, run.config.lanes, lane_names(run.config.full_lanes), strict=True)
        ),
        step=run.step,
        saved=saved,
        config={setting.link: setting.write(getattr(run.config, setting.name)) for setting in SETTINGS},
        parent=None if parent is None else (parent.name, parent.step),
        machine=this_machine(run.config.task),
        difference="" if parent is None else parent.difference,
        before="" if parent is None else parent.run,
    )
    return written(tensors, about)


def saved_config(data: bytes) -> RunConfig:
    """The config of the run in `data`, from its header alone; raises `SavedRunError`."""
    return from_link(about_of(data).config)[0]


def from_bytes(data: bytes) -> SavedRun:
    """The saved run in `data`; raises `SavedRunError` when there is none, or none that fits this version."""
    about = checked(data)
    config, notices = from_link(about.config)
    if notices:
        raise SavedRunError(f"This run has settings that this version does not know. {' '.join(notices)}")
    try:
        tensors = tensors_of(data)
        frame = tensors["frame"].tobytes()
        text = tensors["text"].tobytes().decode() if "text" in tensors else None
        parent = None if about.parent is None else _parent(about, config, tensors)
    except (SafetensorError, KeyError, ValueError) as error:
        raise unfit() from error
    try:
        frame = frames.upgraded(frame)
        begun = fresh(config, text)
    except UserError as error:
        raise unfit(str(error).rstrip(".")) from error
    try:
        run, moments = _built(begun, tensors)
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise unfit() from error
    if run.step != about.step or config.lane_ids != tuple(lane.id for lane in about.lanes):
        raise unfit("what it says about itself is not what it holds")
    return SavedRun(about, run, moments, frame, text, parent)


def _built(run: Run, tensors: Tensors) -> tuple[Run, tuple[Moment, ...]]:
    """`run`, fresh, with everything that the tensors say it had become."""
    steps = [int(step) for step in tensors["steps"]]
    if steps != sorted(set(steps)) or steps[0] != 0:
        raise unfit("its steps are not in order from 0")
    by_lane = [_moments(run, each, tensors, steps) for each in run.lanes]
    curves = [_curves(each, tensors, len(run.keys), steps[-1]) for each in run.lanes]
    moments = tuple(Moment(step, lanes) for step, lanes in zip(steps, zip(*by_lane, strict=True), strict=True))
    lanes = tuple(
        dataclasses.replace(
            each, state=then.state, curves=past, norms=then.norms, samples=_samples(run, each, tensors, steps[-1])
        )
        for each, then, past in zip(run.lanes, moments[-1].lanes, curves, strict=True)
    )
    return dataclasses.replace(run, step=steps[-1], lanes=lanes), moments


def _parent(about: About, config: RunConfig, tensors: Tensors) -> Parent:
    assert about.parent is not None
    name, step = about.parent
    steps = tensors["parent_steps"]
    # Another run has this one's lanes only where its cells are the same.
    lanes = [lane for lane in config.lane_ids if not about.difference or f"{lane}.parent_curve" in tensors]
    curves = {lane: tensors[f"{lane}.parent_curve"] for lane in lanes}
    num_seeds = 1 if about.difference else config.num_seeds
    if (
        steps.ndim != 1
        or len(steps) > POINTS
        or any(curve.shape != (num_seeds, len(steps)) for curve in curves.values())
    ):
        raise unfit("the parent's curves do not fit")
    return Parent(name, step, steps, curves, about.difference, about.before)


def _lane_tensors(each: LaneRun, moments: list[LaneMoment]) -> Tensors:
    tensors = {f"{each.id}.curves.{f.name}": getattr(each.curves, f.name) for f in dataclasses.fields(Curves)}
    states = [_named(moment.state) for moment in moments]
    norms = [_named(moment.norms or _no_norms(each)) for moment in moments]
    for name in states[0]:
        tensors[f"{each.id}.state.{name}"] = np.stack([np.asarray(state[name]) for state in states])
    for name in norms[0]:
        tensors[f"{each.id}.norms.{name}"] = np.stack([np.asarray(of_moment[name]) for of_moment in norms])
    if len(each.samples.steps):
        tensors |= {f"{each.id}.samples.{f.name}": getattr(each.samples, f.name) for f in dataclasses.fields(Samples)}
    return {name: np.ascontiguousarray(array) for name, array in tensors.items()}


def _moments(run: Run, each: LaneRun, tensors: Tensors, steps: list[int]) -> list[LaneMoment]:
    states = list(_taken(tensors, f"{each.id}.state.", each.state, len(steps)))
    where = f"{each.id}.norms.where"
    if where not in tensors:
        then = [dataclasses.replace(run, step=step) for step in steps]
        trained = [last_settings(*of_moment).where for of_moment in zip(then, states, strict=True)]
        tensors = tensors | {where: np.array(trained, np.int32)}
    norms = _taken(tensors, f"{each.id}.norms.", _no_norms(each), len(steps))
    return [LaneMoment(state, norm if step else None) for step, state, norm in zip(steps, states, norms, strict=True)]


def _taken(tensors: Tensors, prefix: str, like: Any, num_moments: int) -> Iterator[Any]:
    """`num_moments` pytrees of the structure, shapes and types of `like`."""
    names, structure = list(_named(like)), jax.tree.structure(like)
    stacked = []
    for name, leaf in zip(names, jax.tree.leaves(like), strict=True):
        array = tensors[prefix + name]
        if array.shape != (num_moments, *leaf.shape) or array.dtype != leaf.dtype:
            raise unfit(f"{prefix}{name} has the shape {array.shape} and the type {array.dtype}")
        stacked.append(array)
    for k in range(num_moments):
        # Copies: one moment that is kept must not keep the whole file in memory.
        yield jax.tree.unflatten(structure, [jax.device_put(np.array(array[k])) for array in stacked])


def _curves(each: LaneRun, tensors: Tensors, num_seeds: int, step: int) -> Curves:
    by_step, by_evaluation = (num_seeds, step), (num_seeds, step // CHUNK + 1)
    shapes = {"train": by_step, "gradient_norm": by_step}
    found = {f.name: tensors[f"{each.id}.curves.{f.name}"] for f in dataclasses.fields(Curves)}
    for name, array in found.items():
        if array.shape != shapes.get(name, by_evaluation) or array.dtype != np.float32:
            raise unfit(f"{each.id}.curves.{name} has the shape {array.shape}")
    return Curves(**found)


def _samples(run: Run, each: LaneRun, tensors: Tensors, last: int) -> Samples:
    """What the lane wrote; nothing in a file from before samples were kept."""
    steps, codes = (tensors.get(f"{each.id}.samples.{name}") for name in ("steps", "codes"))
    if run.task.text is None or steps is None or codes is None:
        return NO_SAMPLES
    whole = steps.dtype == np.int64 and codes.dtype == np.uint8 and codes.shape == (len(steps), LENGTH)
    if not whole or np.any(np.diff([-1, *steps, last + 1]) <= 0) or np.any(codes >= len(run.task.text.symbols)):
        raise unfit(f"{each.id}.samples are not texts of this task")
    return Samples(steps, codes)


def _named(tree: LaneState | Norms) -> dict[str, Any]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}


def _no_norms(each: LaneRun) -> Norms:
    spec = each.spec
    hidden = jax.device_put(np.zeros((spec.num_layers, spec.task.sequence_length, spec.batch_size), np.float32))
    nowhere = jax.device_put(np.zeros((), np.int32))
    return Norms(hidden, hidden if spec.cell.has_cell_state else hidden[:, :0], nowhere)


def _sketch(curves: Curves, points: int = 40) -> tuple[float | None, ...]:
    """A few training losses of the first seed, evenly spaced; None where there is no number."""
    losses = curves.train[0]
    if not len(losses):
        return ()
    places = np.unique(np.linspace(0, len(losses) - 1, points).astype(int))
    return tuple(round(float(loss), 6) if np.isfinite(loss) else None for loss in losses[places])


def _octets(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)
