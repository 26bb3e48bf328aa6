"""A frame is what one moment of training looks like, and the bytes that carry it.

The bytes are one safetensors file (8-byte little-endian header length, JSON header, raw buffers), the same in flight,
at rest and in a user's hands. All tensors are float32, little-endian, row-major. Sizes: `T` timesteps, `D` inputs, `O`
outputs, `L` layers, `H` units, `S` seeds, `P` points of a training curve, `Q` points of a test curve.

`__metadata__` holds two strings: `format` (`"unrolled-frame/1"`) and `frame`, a JSON object with the fields of
`Frame` and `Lane` that are not arrays. A NaN or an infinity there is written as null.

| tensor | shape | what |
|---|---|---|
| `inputs` | T, D | the watched example's input x_t |
| `targets` | T, O' | its target at every step; one column, the class or value, or O for `legal` targets |
| `loss_weights` | T | share of each timestep in the loss that is trained |
| `curve_steps` | P | steps of the training curves' points |
| `test_steps` | Q | steps at which the test set was evaluated |
| `{cell}.train_curve` | S, P | training loss, mean over the steps since the previous point |
| `{cell}.test_curve` | S, Q | test loss |
| `{cell}.outputs` | T, O | what the network answers: values, or probabilities |
| `{cell}.{trace}` | L, T, H | `hidden` and the rest of the cell's trace, such as `forget_gate` |
| `{cell}.hidden_gradient` | L, 3, T | ‖∂L/∂h_t‖₂ per example: 10 %, median, 90 % of the batch; NaN in padding |
| `{cell}.cell_gradient` | L, 3, T | the same of ∂L/∂c_t (LSTM) |
| `{cell}.watched_gradient` | L, T | ‖∂L/∂h_t‖₂ of the watched example |
| `parent_steps` | P' | in a branch, steps of the points of its parent's curves, from the branch on |
| `{cell}.parent_curve` | S, P' | the parent's training loss there, mean over the steps since the previous point |
| `{cell}.contribution` | L, T | ‖C_t‖_F of the watched example, C_t = h_{t-1}ᵀδ_t what timestep t adds to dL/dW_h |

The traces, outputs and gradients are those of the lane's first seed.
"""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float32
from safetensors import SafetensorError
from safetensors.numpy import load, save

FORMAT = "unrolled-frame/1"

Arrays = dict[str, np.ndarray[Any, np.dtype[np.float32]]]


class FrameError(ValueError):
    """Bytes that are not a frame. Its text is one sentence."""


@dataclass(frozen=True)
class Lane:
    """One cell type at this moment.

    Losses are those of the first seed, in the task's unit (`Frame.loss_name`). `accuracy` is a fraction, taken on the
    test set where the loss is trained, None where the task has none. `status` is `training` or `diverged`; `message`
    says what a user should read about it. `solved_at` is the first step at which the first seed's test metric passed
    the task's threshold, `num_solved` how many seeds have.
    `arrays` holds this lane's tensors without the `{cell}.` prefix.
    """

    cell: str
    num_parameters: int
    train_loss: float
    test_loss: float
    accuracy: float | None
    gradient_norm: float
    status: str = "training"
    message: str = ""
    solved_at: int | None = None
    num_solved: int = 0
    arrays: Arrays = field(default_factory=dict)


@dataclass(frozen=True)
class Parent:
    """The run that a branch left at `step`: its name, and how its training losses (by cell) went on from there."""

    name: str
    step: int
    steps: Float32[np.ndarray, " P"]
    curves: Arrays


@dataclass(frozen=True)
class Frame:
    """One moment of a run. `made` is Unix time in seconds; `steps_per_second` is measured over the last frames.

    `newest_step` is where the run stands, later than `step` when this frame looks back; `kept_steps` are the moments
    that can be looked at at once, oldest first.

    `task` describes the task to a view: `title`, `definition`, `source`, `input_kind`, `input_labels`, `output_labels`,
    `target_kind`, `baselines` (list of `{label, value}`) and
    `solved` (sentence or empty). `caption` says initialisation, seeds, loss position and aggregation.
    """

    step: int
    made: float
    steps_per_second: float
    config: dict[str, str]
    task: dict[str, Any]
    loss_name: str
    caption: str
    lanes: tuple[Lane, ...]
    inputs: Float32[np.ndarray, "T D"]
    targets: Float32[np.ndarray, "T K"]
    loss_weights: Float32[np.ndarray, " T"]
    curve_steps: Float32[np.ndarray, " P"]
    test_steps: Float32[np.ndarray, " Q"]
    newest_step: int = 0
    kept_steps: tuple[int, ...] = ()
    parent: Parent | None = None


_SHARED = ("inputs", "targets", "loss_weights", "curve_steps", "test_steps")


def to_bytes(frame: Frame) -> bytes:
    """`frame` as safetensors bytes."""
    special = (*_SHARED, "lanes", "parent")
    words = {f.name: getattr(frame, f.name) for f in dataclasses.fields(frame) if f.name not in special}
    words["lanes"] = [
        {f.name: getattr(lane, f.name) for f in dataclasses.fields(lane) if f.name != "arrays"} for lane in frame.lanes
    ]
    tensors = {name: getattr(frame, name) for name in _SHARED}
    tensors |= {f"{lane.cell}.{name}": array for lane in frame.lanes for name, array in lane.arrays.items()}
    if frame.parent is not None:
        words["parent"] = {"name": frame.parent.name, "step": frame.parent.step}
        tensors |= {"parent_steps": frame.parent.steps}
        tensors |= {f"{cell}.{_PARENT_CURVE}": curve for cell, curve in frame.parent.curves.items()}
    tensors = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in tensors.items()}
    metadata = {"format": FORMAT, "frame": json.dumps(_finite(words), allow_nan=False)}
    return save(tensors, metadata=metadata)


def from_bytes(data: bytes) -> Frame:
    """The frame in `data`; raises `FrameError` when there is none."""
    try:
        tensors = load(data)
        size = int.from_bytes(data[:8], "little")
        metadata = json.loads(data[8 : 8 + size])["__metadata__"]
        if metadata["format"] != FORMAT:
            raise FrameError(f"These bytes are of the format {metadata['format']!r}; this version reads {FORMAT!r}.")
        words = json.loads(metadata["frame"])
        lanes = tuple(_lane(lane, tensors) for lane in words.pop("lanes"))
        shared = {name: tensors[name] for name in _SHARED}
        words["kept_steps"] = tuple(words.get("kept_steps", ()))
        words["parent"] = _parent(words.get("parent"), tensors)
        return Frame(**{**words, **shared}, lanes=lanes)
    except (SafetensorError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, FrameError):
            raise
        raise FrameError(f"These bytes are not a frame ({error}); open a file that Unrolled saved.") from error


def _lane(words: dict[str, Any], tensors: Arrays) -> Lane:
    prefix = words["cell"] + "."
    numbers = {name: math.nan if words[name] is None else words[name] for name in _NUMBERS}
    arrays = {name.removeprefix(prefix): array for name, array in tensors.items() if name.startswith(prefix)}
    arrays.pop(_PARENT_CURVE, None)
    return Lane(**{**words, **numbers}, arrays=arrays)


def _parent(words: dict[str, Any] | None, tensors: Arrays) -> Parent | None:
    if words is None:
        return None
    end = f".{_PARENT_CURVE}"
    curves = {name.removesuffix(end): array for name, array in tensors.items() if name.endswith(end)}
    return Parent(words["name"], words["step"], tensors["parent_steps"], curves)


_PARENT_CURVE = "parent_curve"
_NUMBERS = ("train_loss", "test_loss", "gradient_norm")


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
