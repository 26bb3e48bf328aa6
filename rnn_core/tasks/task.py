"""What a task is: batches to train on, a fixed test set, and what doing nothing would score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Key

from rnn_core.numbers import short

LossKind = Literal["squared_error", "cross_entropy", "legal"]
"""How an answer is scored at one timestep: the squared error, the cross-entropy of the class in nats, or, for a mask of
legal next symbols, the binary cross-entropy in nats, averaged over the symbols.

The accuracy that goes with it: for `cross_entropy` the fraction of right classes at the scored steps, for `legal` the
fraction of sequences in which every symbol of every unpadded step is on the right side of sigmoid = 0.5.
"""


class Batch(NamedTuple):
    """`B` sequences of `T` steps, time-major.

    `inputs` are vectors, or of a task that reads symbols their numbers, −1 at padding (`rnn_core.network.embedding`).
    `targets` is the answer at every timestep: a value `[T, B, 1]` (squared_error), a class number stored as float
    `[T, B, 1]` (cross_entropy), or a 0/1 mask of legal next symbols `[T, B, O]` (legal). A task with one answer repeats
    it at every timestep; where the loss is taken is a separate choice. `mask` is 0 at padding, which is never scored.
    `asked` is 1 at the timesteps that may be scored, where those are not all that `mask` has: in a translation, those
    of the target.
    """

    inputs: Float[Array, "T B D"] | Int[Array, "T B"]
    targets: Float[Array, "T B K"]
    mask: Float[Array, "T B"]
    asked: Float[Array, "T B"] | None = None

    @property
    def scored(self) -> Float[Array, "T B"]:
        """1 at the timesteps that may be scored."""
        return self.mask if self.asked is None else self.asked


@dataclass(frozen=True)
class Unit:
    """The unit in which a task's values are shown: a value v stands for `offset` + `scale`·v of `name`."""

    name: str
    scale: float
    offset: float


@dataclass(frozen=True)
class Baseline:
    """What a predictor that learns nothing scores, in the unit of the loss; drawn as a line on the loss chart.

    `known` says of a network with the same loss what it then knows; empty where the label is enough. `accuracy` is the
    predictor's own, None where it was not worked out. `anywhere` says that the value is the same wherever the error
    counts; other baselines are about the task's own place.
    """

    label: str
    value: float
    known: str = ""
    accuracy: float | None = None
    anywhere: bool = False


@dataclass(frozen=True)
class Solved:
    """When a seed has solved the task: its test `loss` is below, or its test `accuracy` at least, `threshold`."""

    metric: Literal["loss", "accuracy"]
    threshold: float

    def passed(self, loss: Float[np.ndarray, "*N"], accuracy: Float[np.ndarray, "*N"]) -> Bool[np.ndarray, "*N"]:
        """Which of these test results, taken where the task asks for its answer, count as solved."""
        return loss < self.threshold if self.metric == "loss" else accuracy >= self.threshold

    def __str__(self) -> str:
        if self.metric == "loss":
            return f"test loss below {short(self.threshold)}"
        return f"test accuracy at least {short(100 * self.threshold)} %"


Sampler = Callable[[Any, Key[Array, ""], Int[Array, ""], int], Batch]


@dataclass(frozen=True, eq=False)
class Task:
    """A task at one sequence length.

    `sample(data, key, step, batch_size)` is pure and traceable; `key` is the seed's key, and the same `(key, step)`
    gives the same batch. `data` is a pytree of arrays that `sample` reads (a corpus), passed as an argument so that it
    is never compiled in. With `carries_state` the batch of step s+1 continues the sequences of step s. `identity` is
    hashable: two tasks with equal identities have the same `sample` and the same shapes (but maybe other `data`), so
    that compiled code can be shared. `test` is drawn from data or keys that training never sees; its first 32 examples
    can be watched. `lead_in` `[K, B, D]` (`[K, B]` of symbols) stands before each test sequence: it is read from
    the zero state and not scored, so that a task that carries its state is tested as it is trained. K is 0 for all
    others. `tested` says in a few words where the test goes beyond training. `counts`, in a task that is solved by
    counting, is what a counter holds after each symbol of the test sequences, NaN in padding. `text` is the text that
    the network learns to continue (`rnn_core.tasks.text.Corpus`), whose symbols are its inputs and its outputs; None in
    all other tasks.

    In a translation the timesteps before `boundary` read the source, out of `source_labels`, and those from there on
    the target, out of `input_labels`: one sequence with a boundary, read by an encoder and a decoder
    (`rnn_core.network.encoder_decoder`). 0 is no boundary. `pairs` are its sentences with their vocabularies
    (`rnn_core.tasks.translation.pairs.Pairs`): what turns numbers into words again, and every correct answer.
    """

    name: str
    title: str
    goal: str
    definition: str
    source: str
    sequence_length: int
    input_size: int
    output_size: int
    loss: LossKind
    loss_name: str
    loss_at: Literal["last", "every"]
    sample: Sampler
    data: Any
    test: Batch
    baselines: tuple[Baseline, ...]
    solved: Solved | None
    input_kind: Literal["value_and_marker", "symbols", "words", "values"]
    input_labels: tuple[str, ...]
    output_labels: tuple[str, ...]
    carries_state: bool = False
    unit: Unit | None = None
    counts: Float[np.ndarray, "T B"] | None = None
    tested: str = ""
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"] = field(default=None)  # type: ignore[assignment]
    boundary: int = 0
    source_labels: tuple[str, ...] = ()
    text: Any = None
    pairs: Any = None

    def __post_init__(self) -> None:
        if self.lead_in is None:
            object.__setattr__(self, "lead_in", _empty(self.test.inputs, 0))

    def without_data(self) -> Task:
        """The task with nothing to train or test on: what compiled code may keep for as long as the program runs."""
        test = jax.tree.map(lambda part: _empty(part, 1), self.test)
        return replace(self, data=(), test=test, lead_in=_empty(self.lead_in, 1), counts=None, text=None, pairs=None)

    @property
    def identity(self) -> tuple[str, int, int, int, bool, int, int]:
        """What compiled code depends on."""
        sizes = (self.sequence_length, self.input_size, self.output_size)
        return (self.name, *sizes, self.carries_state, self.boundary, len(self.source_labels))


def _empty(array: Any, axis: int) -> Array:
    """An array like `array` with nothing along `axis`; a slice of it would be compiled for each shape."""
    shape = (*array.shape[:axis], 0, *array.shape[axis + 1 :])
    return jax.device_put(np.zeros(shape, array.dtype))
