"""A run at rest: one safetensors file that goes on, on any machine, exactly where the run stood.

`__metadata__` holds three strings: `format` (`"unrolled-run/1"`), `about` (a JSON object, the fields of `About`) and
`digest`, the SHA-256 of the whole file with zeros in the digest's place. Sizes as in `rnn_core.frames.frame`, and `M`
kept moments, `N` training steps, `Q` test evaluations.

| tensor | type, shape | what |
|---|---|---|
| `steps` | I64, M | steps of the kept moments, oldest first; the last one is where the run stands |
| `{cell}.state.{path}` | M, … | `rnn_core.training.records.LaneState`: weights, optimiser, carried state, divergence |
| `{cell}.norms.hidden`, `{cell}.norms.cell` | F32, M, … | gradient norms of the moment's last training step |
| `{cell}.norms_settings` | F64, M, 4 | `StepSettings` of that step; NaN before the first step, which has no norms |
| `{cell}.curves.{field}` | F32, S, N or Q | `rnn_core.training.curves.Curves`, whole |
| `frame` | U8 | bytes of the frame of the moment where the run stands |
| `text` | U8 | the user's own text in UTF-8, for a run that reads one |
| `parent_steps`, `{cell}.parent_curve` | F32 | in a branch, as in a frame |

A file is read whole or not at all: what does not fit its digest, its config's shapes or this version is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load

from rnn_core.frames import frame as frames
from rnn_core.frames.frame import Parent
from rnn_core.saved.run_file import About, SavedRunError, Tensors, checked, unfit, written
from rnn_core.settings.config import SETTINGS, RunConfig
from rnn_core.settings.link import from_link
from rnn_core.training.curves import POINTS, Curves
from rnn_core.training.history import LaneMoment, Moment
from rnn_core.training.records import CHUNK, LaneState, Norms, StepSettings
from rnn_core.training.run import LaneRun, Run, fresh


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
        tensors |= {f"{cell}.parent_curve": np.ascontiguousarray(curve) for cell, curve in parent.curves.items()}
    about = About(
        name=name,
        title=run.task.title,
        cells=tuple(each.spec.cell.name for each in run.lanes),
        step=run.step,
        saved=saved,
        config={setting.link: setting.write(getattr(run.config, setting.name)) for setting in SETTINGS},
        picture={each.spec.cell.name: _sketch(each.curves) for each in run.lanes},
        parent=None if parent is None else (parent.name, parent.step),
    )
    return written(tensors, about)


def from_bytes(data: bytes) -> SavedRun:
    """The saved run in `data`; raises `SavedRunError` when there is none, or none that fits this version."""
    about = checked(data)
    config, notices = from_link(about.config)
    if notices:
        raise SavedRunError(f"This run has settings that this version does not know. {' '.join(notices)}")
    try:
        tensors = load(data)
        frame = tensors["frame"].tobytes()
        frames.from_bytes(frame)
        text = tensors["text"].tobytes().decode() if "text" in tensors else None
        parent = None if about.parent is None else _parent(about.parent, config, tensors)
        run, moments = _built(fresh(config, text), tensors)
        if run.step != about.step or config.cells != about.cells:
            raise ValueError("what it says about itself is not what it holds")
    except (SafetensorError, KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise unfit(error) from error
    return SavedRun(about, run, moments, frame, text, parent)


def _built(run: Run, tensors: Tensors) -> tuple[Run, tuple[Moment, ...]]:
    """`run`, fresh, with everything that the tensors say it had become."""
    steps = [int(step) for step in tensors["steps"]]
    if steps != sorted(set(steps)) or steps[0] != 0:
        raise ValueError("its steps are not in order from 0")
    by_lane = [_moments(each, tensors, len(steps)) for each in run.lanes]
    curves = [_curves(each, tensors, len(run.keys), steps[-1]) for each in run.lanes]
    moments = tuple(Moment(step, lanes) for step, lanes in zip(steps, zip(*by_lane, strict=True), strict=True))
    lanes = tuple(
        dataclasses.replace(each, state=then.state, curves=past, norms=then.norms, norms_settings=then.norms_settings)
        for each, then, past in zip(run.lanes, moments[-1].lanes, curves, strict=True)
    )
    return dataclasses.replace(run, step=steps[-1], lanes=lanes), moments


def _parent(words: tuple[str, int], config: RunConfig, tensors: Tensors) -> Parent:
    steps = tensors["parent_steps"]
    curves = {cell: tensors[f"{cell}.parent_curve"] for cell in config.cells}
    if (
        steps.ndim != 1
        or len(steps) > POINTS
        or any(curve.shape != (config.num_seeds, len(steps)) for curve in curves.values())
    ):
        raise ValueError("the parent's curves do not fit")
    return Parent(*words, steps, curves)


def _lane_tensors(each: LaneRun, moments: list[LaneMoment]) -> Tensors:
    cell = each.spec.cell.name
    tensors = {f"{cell}.curves.{f.name}": getattr(each.curves, f.name) for f in dataclasses.fields(Curves)}
    states = [_named(moment.state) for moment in moments]
    norms = [_named(moment.norms or _no_norms(each)) for moment in moments]
    for name in states[0]:
        tensors[f"{cell}.state.{name}"] = np.stack([np.asarray(state[name]) for state in states])
    for name in norms[0]:
        tensors[f"{cell}.norms.{name}"] = np.stack([np.asarray(of_moment[name]) for of_moment in norms])
    nothing = (np.nan,) * len(StepSettings._fields)
    settings = [
        nothing if moment.norms_settings is None else [float(x) for x in moment.norms_settings] for moment in moments
    ]
    tensors[f"{cell}.norms_settings"] = np.array(settings, np.float64)
    return {name: np.ascontiguousarray(array) for name, array in tensors.items()}


def _moments(each: LaneRun, tensors: Tensors, num_moments: int) -> list[LaneMoment]:
    cell = each.spec.cell.name
    states = list(_taken(tensors, f"{cell}.state.", each.state, num_moments))
    norms = list(_taken(tensors, f"{cell}.norms.", _no_norms(each), num_moments))
    rows = tensors[f"{cell}.norms_settings"]
    if rows.shape != (num_moments, len(StepSettings._fields)):
        raise ValueError(f"{cell}.norms_settings has the shape {rows.shape}")
    settings = [
        None if np.isnan(row).any() else StepSettings(*row[:2].tolist(), *row[2:].astype(int).tolist()) for row in rows
    ]
    return [
        LaneMoment(state, norm if then is not None else None, then)
        for state, norm, then in zip(states, norms, settings, strict=True)
    ]


def _taken(tensors: Tensors, prefix: str, like: Any, num_moments: int) -> Iterator[Any]:
    """`num_moments` pytrees of the structure, shapes and types of `like`."""
    names, structure = list(_named(like)), jax.tree.structure(like)
    stacked = []
    for name, leaf in zip(names, jax.tree.leaves(like), strict=True):
        array = tensors[prefix + name]
        if array.shape != (num_moments, *leaf.shape) or array.dtype != leaf.dtype:
            raise ValueError(f"{prefix}{name} has the shape {array.shape} and the type {array.dtype}")
        stacked.append(array)
    for k in range(num_moments):
        # Copies: one moment that is kept must not keep the whole file in memory.
        yield jax.tree.unflatten(structure, [jnp.array(array[k]) for array in stacked])


def _curves(each: LaneRun, tensors: Tensors, num_seeds: int, step: int) -> Curves:
    by_step, by_evaluation = (num_seeds, step), (num_seeds, step // CHUNK + 1)
    shapes = {"train": by_step, "gradient_norm": by_step}
    prefix = f"{each.spec.cell.name}.curves."
    # Older files hold the accuracy at the task's own position only.
    tensors = {f"{prefix}accuracy": tensors[f"{prefix}task_accuracy"]} | tensors
    found = {f.name: tensors[prefix + f.name] for f in dataclasses.fields(Curves)}
    for name, array in found.items():
        if array.shape != shapes.get(name, by_evaluation) or array.dtype != np.float32:
            raise ValueError(f"{each.spec.cell.name}.curves.{name} has the shape {array.shape}")
    return Curves(**found)


def _named(tree: LaneState | Norms) -> dict[str, Any]:
    leaves, _ = jax.tree_util.tree_flatten_with_path(tree)
    return {jax.tree_util.keystr(path, simple=True, separator="."): leaf for path, leaf in leaves}


def _no_norms(each: LaneRun) -> Norms:
    spec = each.spec
    hidden = jnp.asarray(np.zeros((spec.num_layers, spec.task.sequence_length, spec.batch_size), np.float32))
    return Norms(hidden, hidden if spec.cell.has_cell_state else hidden[:, :0])


def _sketch(curves: Curves, points: int = 40) -> list[float | None]:
    """A few training losses of the first seed, evenly spaced; None where there is no number."""
    losses = curves.train[0]
    if not len(losses):
        return []
    places = np.unique(np.linspace(0, len(losses) - 1, points).astype(int))
    return [round(float(loss), 6) if np.isfinite(loss) else None for loss in losses[places]]


def _octets(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)
