"""The itemised gradient of one example: what the loss at step s sends to timestep t (RNNbow, Cashman et al. 2019).

dL/dW_h = Σ_s Σ_{t≤s} C_{s,t} with C_{s,t} = h_{t−1}ᵀδ_{s,t}, and δ_{s,t} = ∂L_s/∂a_t the gradient of the loss at s
alone. L_s is the error at s over the number of timesteps that count, so that L = Σ_s L_s is the mean error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from rnn_core.inside.question import Answer, QuestionError, lane_called, numbered, refuse_two_networks
from rnn_core.network import bptt, clamps, stack
from rnn_core.network.bptt import BackwardPass
from rnn_core.network.cell import CellWeights, State, Trace
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import losses, programs, step
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

LONGEST = 60


@dataclass(frozen=True)
class Triangle:
    """The triangle of test example `example` (from 1), first seed and top layer of a lane, at most 60 timesteps.

    The answer's words: `lane`, `example`, `timesteps` (without padding: the arrays end there). Its arrays:

    | array | shape | what |
    |---|---|---|
    | `norms` | T, T | `[s, t]` is ‖C_{s,t}‖_F; 0 above the diagonal, where t lies after s |
    | `along` | T, T | ⟨C_{s,t}, G⟩/‖G‖ with G = dL/dW_h: its signed share of the total; all add up to ‖G‖ |
    | `total` | 1 | ‖G‖_F |
    """

    lane: str
    example: int = 1

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:  # noqa: ARG002
        """See the class."""
        refuse_two_networks(run, "The triangle")
        each, number = lane_called(run, self.lane), numbered(self.example, run)
        if run.task.sequence_length > LONGEST:
            raise QuestionError(
                f"The triangle needs a backward pass for every timestep. This run has T = {run.task.sequence_length}. "
                f"Use a run with T of at most {LONGEST}."
            )
        timesteps = int(np.sum(np.asarray(run.task.test.mask[:, number])))
        held = settings_of(run, each).held
        found = _itemised(each.spec, each.state, held, run.task.test, run.task.lead_in, number)
        words = {"lane": self.lane, "example": self.example, "timesteps": timesteps}
        arrays = {name: np.array(getattr(found, name).T[:timesteps, :timesteps]) for name in ("norms", "along")}
        return Answer(words, arrays | {"total": np.array(found.total).reshape(1)})


class Items(NamedTuple):
    """By timestep t and loss step s."""

    norms: Float[Array, "T S"]
    along: Float[Array, "T S"]
    total: Float[Array, ""]


@programs.compiled()
def _itemised(
    spec: LaneSpec,
    state: LaneState,
    held: Held | None,
    test: Batch,
    lead_in: Float[Array, "K N D"] | Int[Array, "K N"],
    example: Int[Array, ""] | int,
) -> Items:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    chosen = partial(lax.dynamic_slice_in_dim, start_index=example, slice_size=1, axis=1)
    batch, read_before = jax.tree.map(chosen, (test, lead_in))
    start = step.led_in(spec, weights, read_before)
    passed = stack.forward(spec.cell, weights, start, batch.inputs)
    shares = losses.timestep_weights(batch.scored, losses.EVERY, 0)
    into = jax.grad(lambda outputs: jnp.sum(shares * losses.errors(spec.task.loss, outputs, batch.targets)))
    arriving = into(passed.outputs)[:, 0] @ weights.W_o.T
    before, trace, items = every_loss_alone(spec, weights.layers[-1], start[-1], passed.traces[-1], arriving)
    items = clamps.release_delta(items, held)
    norms = bptt.contribution_norms(spec.cell, before, trace, items)
    products = spec.cell.recurrent_products(bptt.states_before(spec.cell, before, trace), trace, items.delta)
    blocks = [jnp.einsum("tsh,tsg->hg", left, right) for left, right in products]
    total = l2_norm(jnp.concatenate([block.ravel() for block in blocks]))
    # The unit vector along G first: a product of two gradients may leave float32 though both fit into it.
    unit = [jnp.where(total > 0, block / jnp.where(total > 0, total, 1), 0) for block in blocks]
    along = [
        jnp.einsum("tsh,hg,tsg->ts", left, block, right) for (left, right), block in zip(products, unit, strict=True)
    ]
    return Items(norms, sum(along[1:], along[0]), total)


def every_loss_alone(
    spec: LaneSpec, layer: CellWeights, start: State, trace: Trace, arriving: Float[Array, "T H"]
) -> tuple[State, Trace, BackwardPass]:
    """One backward pass for the loss at each timestep s, side by side as if they were examples.

    `arriving[s]` is what the loss at s sends into h_s. Also the state and the trace, repeated as often.
    """
    T = len(arriving)

    def alike(part: Array) -> Array:
        return jnp.broadcast_to(part, (*part.shape[:-2], T, part.shape[-1]))

    before, repeated = jax.tree.map(alike, (start, trace))
    into = jnp.eye(T, dtype=arriving.dtype)[:, :, None] * arriving[:, None]
    return before, repeated, bptt.backward(spec.cell, layer, before, repeated, into)


def near_diagonal(answer: Answer, near: int) -> float:
    """The share of the summed ‖C_{s,t}‖ that errors send to their own timestep and the `near` before it; NaN of 0."""
    norms = answer.arrays["norms"].astype(np.float64)
    s, t = np.indices(norms.shape)
    return float(norms[(s >= t) & (s - t <= near)].sum() / norms.sum()) if norms.any() else float("nan")
