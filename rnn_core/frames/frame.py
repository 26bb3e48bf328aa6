"""A frame is what one moment of training looks like, and the bytes that carry it.

The bytes are one safetensors file (8-byte little-endian header length, JSON header, raw buffers), the same in flight,
at rest and in a user's hands. All tensors are float32, little-endian, row-major. Sizes: `T` timesteps, `D` inputs, `O`
outputs, `L` layers, `H` units, `S` seeds, `P` points of a training curve, `Q` points of a test curve.

`__metadata__` holds two strings: `format` (`"unrolled-frame/2"`) and `frame`, a JSON object with the fields of
`Frame` and `Lane` that are not arrays. A NaN or an infinity there is written as null. `{lane}` is a lane's `id`; each
lane has its own `H`. Files of format 1, in which a lane was its cell's name, are read too (`rnn_core.frames.format_1`).

| tensor | shape | what |
|---|---|---|
| `inputs` | T, D | the watched example's input x_t |
| `targets` | T, O' | its target at every step; one column, the class or value, or O for `legal` targets |
| `loss_weights` | T | share of each timestep in the loss that is trained |
| `curve_steps` | P | steps of the training curves' points |
| `test_steps` | Q | steps at which the test set was evaluated |
| `{lane}.train_curve` | S, P | training loss, mean over the steps since the previous point |
| `{lane}.test_curve` | S, Q | test loss |
| `{lane}.outputs` | T, O | what the network answers: values, or probabilities |
| `{lane}.{trace}` | L, T, H | `hidden` and the rest of the cell's trace, such as `forget_gate` |
| `{lane}.hidden_gradient` | L, 3, T | ‖∂L/∂h_t‖₂ per example: 10 %, median, 90 % of the batch; NaN in padding |
| `{lane}.cell_gradient` | L, 3, T | the same of ∂L/∂c_t (LSTM) |
| `{lane}.watched_gradient` | L, T | ‖∂L/∂h_t‖₂ of the watched example |
| `parent_steps` | P' | in a branch, steps of the points of its parent's curves from there on; or of the run before |
| `{lane}.parent_curve` | S', P' | the parent's training loss there, mean over the steps since the previous point |
| `{lane}.W_x.1` and so on | | weights of a small network's first seed (`rnn_core.frames.small_network`) |
| `{lane}.contribution` | L, T | ‖C_t‖_F of the watched example, C_t = h_{t-1}ᵀδ_t what timestep t adds to dL/dW_h |

The traces, outputs and gradients are those of the lane's first seed.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float32

from rnn_core.errors import UserError
from rnn_core.frames import format_1
from rnn_core.frames.bytes import Arrays, FormatError, pack, unpack
from rnn_core.frames.counter import Counter
from rnn_core.frames.result import result
from rnn_core.frames.standing import NOT_JUDGED, Solved, Standing, standing
from rnn_core.frames.weights import WeightsLegend, legend_from, legend_words
from rnn_core.network.legend import TraceRow
from rnn_core.settings.config import DEFAULT
from rnn_core.settings.link import from_link

FORMAT = "unrolled-frame/2"


class FrameError(UserError):
    """Bytes that are not a frame."""


@dataclass(frozen=True)
class Lane:
    """One lane at this moment, with its legend.

    `name` is unique in the frame, `differs` only what tells the lane from the others, `short` the cell, with a number
    where that does not. `shade` counts the lanes of one cell from 0, `dash` is their line style. `traces` are the rows
    of its inside, top to bottom; `squash` is the function that a lane without gates puts around its state, else empty.

    Losses are those of the first seed, in the task's unit (`Frame.loss_name`). `accuracy` is a fraction, taken on the
    test set where the loss is trained, None where the task has none. `status` is `training` or `diverged`; `message`
    says what a user should read about it, `standing` how the first seed does. `asked_since` is the step of the last
    change of what is asked of the lane (where its loss is taken, which gates are held), -1 without one, `solved_at` the
    first step since then at which the first seed's test metric passed the task's threshold, `num_solved` how many
    seeds' have.
    `counters` name the unit of each layer whose cell state counts, None where none does; empty without a count.
    `weights` say which arrays are weights, None in a network that is too large to carry them.
    `arrays` holds this lane's tensors without the `{lane}.` prefix.
    """

    id: str
    cell: str
    name: str
    short: str
    differs: str
    shade: int
    dash: str
    squash: str
    traces: tuple[TraceRow, ...]
    num_parameters: int
    train_loss: float
    test_loss: float
    accuracy: float | None
    gradient_norm: float
    status: str = "training"
    message: str = ""
    asked_since: int = -1
    solved_at: int | None = None
    num_solved: int = 0
    standing: Standing = NOT_JUDGED
    counters: tuple[Counter | None, ...] = ()
    weights: WeightsLegend | None = None
    arrays: Arrays = field(default_factory=dict)


@dataclass(frozen=True)
class Parent:
    """The run that a branch left at `step`: its name, and how its training losses (by lane) went on from there.

    Or the run before, which this one takes the place of: then `difference` says in words what that one's settings were
    where they are not this one's, `step` is 0, and `curves` has its first seed, or nothing where its losses cannot be
    compared. `run` is the id by which the service finds it, which never enters a frame.
    """

    name: str
    step: int
    steps: Float32[np.ndarray, " P"]
    curves: Arrays
    difference: str = ""
    run: str = ""


class ChangeMade(NamedTuple):
    """A change while the run trained: the step from which it holds, which `setting` it is of, and words."""

    step: int
    setting: str
    words: str


@dataclass(frozen=True)
class Surroundings:
    """The rest of a frame, beyond the moment itself: where its run stands and what is kept of it; fields as in `Frame`.

    None means the moment's own step, and now.
    """

    newest_step: int | None = None
    kept_steps: tuple[int, ...] = ()
    parent: Parent | None = None
    steps_per_second: float = 0.0
    made: float | None = None


@dataclass(frozen=True)
class Frame:
    """One moment of a run. `made` is Unix time in seconds; `steps_per_second` is measured over the last frames.

    `newest_step` is where the run stands, later than `step` when this frame looks back; `kept_steps` are the moments
    that can be looked at at once, oldest first. `changes` are the settings changed while the run trained, up to
    `newest_step`, oldest first. A lane that reads the source in another order has `inputs` of its own among its arrays;
    `targets` are NaN at timesteps that ask for nothing.

    `task` describes the task to a view: `title`, `goal` and `definition` (one sentence and several), `source`,
    `input_kind`, `input_labels`, `output_labels`, `target_kind`, `loss_at`,
    `boundary` (timesteps of the source; 0 where the task has none), `tested` (where the test goes beyond training),
    `baselines` (list of `{label, value}`), `unit` (of the values: `{name, scale, offset}` or null) and
    `solved` (sentence or empty).
    `seed` (of the networks that are drawn), `loss_at` and `gradient_of` are the settings of these names at this step.
    `caption` says where the error counts, initialisation and seeds. What only some pictures show has a caption of its
    own: `states_caption` says of which example states and gates are, `gradient_caption` how the gradient is aggregated.
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
    changes: tuple[ChangeMade, ...] = ()
    states_caption: str = ""
    gradient_caption: str = ""
    seed: int = DEFAULT.seed
    loss_at: str = DEFAULT.loss_at
    gradient_of: str = DEFAULT.gradient_of

    @property
    def full_caption(self) -> str:
        """The caption of a picture that shows states, gates and gradients."""
        return f"{self.states_caption} {self.gradient_caption} {self.caption}".strip()

    @property
    def result(self) -> str:
        """What the lanes do, in one sentence; it stands in the bytes beside the fields."""
        return result(self.lanes)

    @property
    def baselines(self) -> list[dict[str, Any]]:
        """The task's baselines; where the error counts elsewhere than in the task, those alone that hold anywhere.

        They stand in the bytes beside the fields too.
        """
        usual = self.loss_at in ("task", self.task.get("loss_at"))
        return [line for line in self.task.get("baselines", ()) if usual or line.get("anywhere")]


_SHARED = ("inputs", "targets", "loss_weights", "curve_steps", "test_steps")


def to_bytes(frame: Frame) -> bytes:
    """`frame` as safetensors bytes."""
    special = (*_SHARED, "lanes", "parent")
    words = {f.name: getattr(frame, f.name) for f in dataclasses.fields(frame) if f.name not in special}
    words |= {"result": frame.result, "baselines": frame.baselines}
    words["changes"] = [change._asdict() for change in frame.changes]
    words["lanes"] = [
        {f.name: getattr(lane, f.name) for f in dataclasses.fields(lane) if f.name not in ("arrays", "weights")}
        | {"traces": [row._asdict() for row in lane.traces], "standing": lane.standing._asdict()}
        | {"counters": [each and each._asdict() for each in lane.counters]}
        | ({"weights": legend_words(lane.weights)} if lane.weights else {})
        for lane in frame.lanes
    ]
    tensors = {name: getattr(frame, name) for name in _SHARED}
    tensors |= {f"{lane.id}.{name}": array for lane in frame.lanes for name, array in lane.arrays.items()}
    if frame.parent is not None:
        words["parent"] = {name: getattr(frame.parent, name) for name in ("name", "step", "difference")}
        tensors |= {"parent_steps": frame.parent.steps}
        tensors |= {f"{lane}.{_PARENT_CURVE}": curve for lane, curve in frame.parent.curves.items()}
    return pack("frame", FORMAT, words, tensors)


def upgraded(data: bytes) -> bytes:
    """The frame in `data` in the present format; raises `FrameError` when there is none."""
    return to_bytes(from_bytes(data))


def from_bytes(data: bytes) -> Frame:
    """The frame in `data`; raises `FrameError` when there is none."""
    try:
        written, words, tensors = unpack("frame", (FORMAT, format_1.FRAME), data)
        if written == format_1.FRAME:
            words = format_1.frame_words(words)
        lanes = tuple(_lane(lane, tensors, words) for lane in words.pop("lanes"))
        shared = {name: tensors[name] for name in _SHARED}
        words["kept_steps"] = tuple(words.get("kept_steps", ()))
        words["changes"] = tuple(ChangeMade(**change) for change in words.get("changes", ()))
        for derived in ("result", "baselines"):
            words.pop(derived, None)
        if "loss_at" not in words:
            words |= _settings_of(words)
        words["parent"] = _parent(words.get("parent"), tensors)
        return Frame(**{**words, **shared}, lanes=lanes)
    except FormatError as error:
        raise FrameError(str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise FrameError("These bytes are not a frame. Open a file that Unrolled saved.") from error


def _lane(words: dict[str, Any], tensors: Arrays, frame: dict[str, Any]) -> Lane:
    prefix = words["id"] + "."
    numbers = {name: math.nan if words[name] is None else words[name] for name in _NUMBERS}
    arrays = {name.removeprefix(prefix): array for name, array in tensors.items() if name.startswith(prefix)}
    arrays.pop(_PARENT_CURVE, None)
    traces = tuple(TraceRow(**row) for row in words["traces"])
    counters = tuple(each and Counter(**each) for each in words.get("counters", ()))
    weights, given = legend_from(words.get("weights")), words.get("standing")
    stands = Standing(**given) if given else _standing_before(words, numbers["test_loss"], frame)
    told = {"traces": traces, "standing": stands, "counters": counters, "weights": weights}
    return Lane(**{**words, **numbers, **told}, arrays=arrays)


def _settings_of(words: dict[str, Any]) -> dict[str, Any]:
    """The settings that a frame of before did not name, from its config."""
    present = from_link(words["config"])[0].present(words["step"])
    return {name: getattr(present, name) for name in ("seed", "loss_at", "gradient_of")}


def _standing_before(words: dict[str, Any], test_loss: float, frame: dict[str, Any]) -> Standing:
    """Where a lane stands in a frame that was made before frames said so."""
    config, task = frame["config"], frame["task"]
    solved = Solved(task["solved"], words["solved_at"], int(config.get("seed", 0)))
    elsewhere = "loss" in config or ":loss:" in config.get("changes", "")
    message = words["message"] if words["status"] == "diverged" else ""
    return standing(frame["step"], message, solved, () if elsewhere else task["baselines"], test_loss)


def _parent(words: dict[str, Any] | None, tensors: Arrays) -> Parent | None:
    if words is None:
        return None
    end = f".{_PARENT_CURVE}"
    curves = {name.removesuffix(end): array for name, array in tensors.items() if name.endswith(end)}
    return Parent(words["name"], words["step"], tensors["parent_steps"], curves, words.get("difference", ""))


_PARENT_CURVE = "parent_curve"
_NUMBERS = ("train_loss", "test_loss", "gradient_norm")
