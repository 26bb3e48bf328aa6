"""The records of training: what compiled code depends on, what it is told, what it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import jax.numpy as jnp
import optax
from jaxtyping import Array, Float, Int

from rnn_core.network.cell import Cell, State, Trace
from rnn_core.network.clamps import Held
from rnn_core.network.stack import NetworkWeights
from rnn_core.tasks.task import Task

CHUNK = 50
"""The most steps that one compiled call trains, and the interval of test evaluations."""

LOSS_LIMIT, WEIGHT_LIMIT = 1e6, 100.0
LOSS, GRADIENT, WEIGHTS, SQUARES = 1, 2, 3, 4
"""What told that a seed diverged: its loss, its gradient norm, the root mean square of its weights, or the square of a
gradient's entry, of which its optimiser keeps the mean."""


@dataclass(frozen=True)
class LaneSpec:
    """What compiled code depends on; equal specs share it (`task` itself counts through its identity only)."""

    task: Task = field(compare=False)
    identity: tuple[object, ...]
    cell: type[Cell]
    hidden_size: int
    num_layers: int
    batch_size: int
    optimizer: str
    parts: int = 1
    """Into how many parts the batch is split (`rnn_core.training.cores`)."""
    input: str = "one_hot"
    attention: str = "none"
    source_order: str = "forward"
    profiled: bool = True
    """Whether training keeps the gradient norms by timestep; False only to measure what keeping them costs."""


class StepSettings(NamedTuple):
    """The traced settings; `where` and `step` are the loss position (`rnn_core.training.losses`).

    `held` are the lane's gates that are held at a value; None where nothing ever is. `forced` is the share of teacher
    forcing, None where the task has no decoder. `norms_where` is the loss position whose gradient the norms by timestep
    are of, None for the one that is trained.
    """

    learning_rate: Float[Array, ""] | float
    clip_norm: Float[Array, ""] | float
    where: Int[Array, ""] | int
    step: Int[Array, ""] | int
    held: Held | None = None
    forced: Float[Array, ""] | float | None = None
    norms_where: Int[Array, ""] | int | None = None

    @property
    def where_of_norms(self) -> Int[Array, ""]:
        """`norms_where`, or where the loss is trained."""
        return jnp.asarray(self.where if self.norms_where is None else self.norms_where, jnp.int32)


class LaneState(NamedTuple):
    """All that training changes; every array has the seeds `S` in front.

    `carried` is the network state at the end of the last window, for tasks that carry it. `diverged_at` is −1 or the
    step at which a seed stopped, `diverged_by` what passed its limit and `diverged_value` the value it had.
    """

    weights: NetworkWeights
    optimizer: optax.OptState
    carried: tuple[State, ...]
    diverged_at: Int[Array, " S"]
    diverged_by: Int[Array, " S"]
    diverged_value: Float[Array, " S"]


class Norms(NamedTuple):
    """‖∂L/∂h_t‖₂ and ‖∂L/∂c_t‖₂ of each example's own loss L; the second is empty without c.

    NaN says padding and nothing else; a norm beyond float32 is +inf, one below 1.2e-38 is 0. Those of a training step
    say `where` their loss is taken (`rnn_core.training.losses`).
    """

    hidden: Float[Array, "L T B"]
    cell: Float[Array, "L T2 B"]
    where: Int[Array, ""] | None = None


class Trained(NamedTuple):
    """What a chunk of steps yields: losses and gradient norms by step (0 past the last step), and the last norms."""

    state: LaneState
    losses: Float[Array, "C S"]
    gradient_norms: Float[Array, "C S"]
    norms: Norms


class Evaluated(NamedTuple):
    """Test results of every seed: loss and accuracy where the loss is trained, and where the task asks for its answer.

    What is shown stands where the loss is trained; whether a task is solved is told at the task's own position.
    """

    loss: Float[Array, " S"]
    accuracy: Float[Array, " S"]
    task_accuracy: Float[Array, " S"]
    task_loss: Float[Array, " S"]


class Watched(NamedTuple):
    """One example through the first seed's network."""

    outputs: Float[Array, "T O"]
    traces: tuple[Trace, ...]
    norms: Norms
    contribution: Float[Array, "L T"]
    loss_weights: Float[Array, " T"]
    attention: Float[Array, "U S"]
