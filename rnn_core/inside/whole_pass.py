"""The whole pass of the watched example through a lane: forward, its loss, and back again, timestep by timestep."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Float64, Int

from rnn_core.inside.jacobians import PART, OneStepJacobians
from rnn_core.inside.largest_singular_value import largest_singular_values
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.network import bptt, clamps, stack
from rnn_core.network.cell import CellWeights, State, Trace
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import losses, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of
from rnn_core.training.step import led_in

LARGEST_SHOWN = 8
"""Jacobians of at most this many rows are sent: a page can show every number of them."""
MOST_WEIGHTS = 250_000
"""Weights of a larger layer are not sent: a megabyte is what a page may wait for."""
TRANSLATED = (
    "A translation has two networks, an encoder and a decoder. This page unrolls one network: choose a run of another "
    "task."
)


@dataclass(frozen=True)
class WholePass:
    """Test example `example` (from 1) through the top layer of a lane's first seed, forward and backward.

    L is the example's loss at `Run.gradient_where`, as in a frame. The state s is h, or h and c side by side (LSTM), so
    S = H or 2 H. T is how many timesteps of the sequence are no padding; G blocks stand side by side.

    The answer's words are `lane`, `step`, `example`, `timesteps`, `layer` (from 1) of `layers`, `variant`, `loss` (L),
    `parameters` (of the whole network) and `blocks`, the letters of the blocks. Its arrays are

    | array | shape | what |
    |---|---|---|
    | `inputs` | T, D | x_t as the layer reads it |
    | `start` | S | s_0, the state before the first timestep |
    | `trace.{trace}` | T, H | the traces of a frame, and the GRU's `recurrent_candidate` |
    | `scores`, `targets`, `errors`, `shares` | T, … | what `losses.mean_loss` is made of; scores are before softmax |
    | `direct` | T, H | what the error of timestep t itself sends into h_t |
    | `gradient` | T, S | ∂L/∂s_t over all paths; c's half without the path through h_t, which is in h's half |
    | `total_cell` | T, C | ∂L/∂c_t over all paths, the one through h_t included (LSTM) |
    | `delta` | T, GH | δ_t = ∂L/∂a_t, the gradient at the sums inside the gates |
    | `arrives` | T, S | J_tᵀ ∂L/∂s_t, what arrives at s_{t−1}; J_t = ∂s_t/∂s_{t−1} |
    | `kept` | T, H | of it, what went along the state itself: f ⊙ ∂L/∂c_t, or z ⊙ ∂L/∂h_t; zeros in other cells |
    | `by_block` | T, G | ‖·‖₂ of what went through W_h of each block; NaN where a product of gates stands between |
    | `sigma` | T | the largest singular value of J_t |
    | `reach` | T + 1 | log₁₀ of that of ∂s_T/∂s_t = J_T ⋯ J_{t+1}, for t from 0 (the start) to T |
    | `jacobians` | T, S, S | J_t, `[t, i, j]` is ∂s_{t,i}/∂s_{t−1,j}; only where S is at most 8 |
    | `W_x`, `W_h`, `b` and so on, `W_y`, `b_y` (the readout's) | | the weights; only of a layer with at most 250,000 |
    """

    lane: str
    example: int = 1

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        each = lane_called(run, self.lane)
        spec = each.spec
        if spec.task.boundary:
            raise QuestionError(TRANSLATED)
        found = OneStepJacobians(self.lane, self.example).answer(run, go_on)
        jacobians, timesteps = found.arrays["jacobians"], int(found.words["timesteps"])
        held, where = settings_of(run, each).held, run.gradient_where
        seen = _both_ways(
            spec, each.state, run.task.test, run.task.lead_in, self.example - 1, held, where, run.present.loss_step
        )
        arrays = {name: np.asarray(array)[:timesteps] for name, array in seen.by_timestep.items()}
        arrays["start"] = np.asarray(seen.start)
        arrays["sigma"] = largest_singular_values(jacobians).astype(np.float32)
        arrays["reach"] = _reach(jacobians, go_on)
        if jacobians.shape[1] <= LARGEST_SHOWN:
            arrays["jacobians"] = jacobians
        weights = {name: np.asarray(array) for name, array in seen.weights.items()}
        if sum(array.size for array in weights.values()) <= MOST_WEIGHTS:
            arrays |= weights
        letters = {row.trace: row.letter for row in spec.cell.legend}
        words = {
            "lane": self.lane,
            "step": run.step,
            "example": self.example,
            "timesteps": timesteps,
            "layer": spec.num_layers,
            "layers": spec.num_layers,
            "variant": run.config.lanes[run.config.lane_number(each.id)].variant,
            "loss": _finite(float(seen.loss)),
            "parameters": each.num_parameters,
            "blocks": [letters.get(gate or "candidate", "h") for gate in spec.cell.gates],
        }
        return Answer(words, {name: array.astype(np.float32) for name, array in arrays.items()})


class _Seen(NamedTuple):
    by_timestep: dict[str, Array]
    start: Float[Array, " S"]
    weights: dict[str, Array]
    loss: Float[Array, ""]


@programs.compiled()
def _both_ways(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    lead_in: Float[Array, "K N D"] | Int[Array, "K N"],
    example: Int[Array, ""] | int,
    held: Held | None,
    where: Int[Array, ""] | int,
    loss_step: Int[Array, ""] | int,
) -> _Seen:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    one, before = jax.tree.map(lambda part: lax.dynamic_slice_in_dim(part, example, 1, axis=1), (test, lead_in))
    starts = led_in(spec, weights, before)
    passed = stack.forward(spec.cell, weights, starts, one.inputs)
    shares = losses.timestep_weights(one.scored, where, loss_step)

    def loss_of(outputs: Float[Array, "T 1 O"]) -> Float[Array, ""]:
        return losses.mean_loss(spec.task.loss, outputs, one, shares)

    loss, at_outputs = jax.value_and_grad(loss_of)(passed.outputs)
    direct = at_outputs @ weights.W_o.T
    layer: Any = weights.layers[-1]
    trace, start = passed.traces[-1], starts[-1]
    below = passed.traces[-2].hidden if spec.num_layers > 1 else _vectors(spec, weights, one.inputs)
    by_timestep = {
        "inputs": below,
        "scores": passed.outputs,
        "targets": one.targets,
        "errors": losses.errors(spec.task.loss, passed.outputs, one.targets)[..., None],
        "shares": shares[..., None],
        "direct": direct,
        **{f"trace.{name}": getattr(trace, name) for name in trace._fields},
        **_backward(spec, layer, bptt.states_before(spec.cell, start, trace), trace, direct),
    }
    flat = {name: array[:, 0] for name, array in by_timestep.items()}
    named = {name: getattr(layer, name) for name in layer._fields} | {"W_y": weights.W_o, "b_y": weights.b_o}
    return _Seen(flat, jnp.concatenate([start.hidden[0], start.cell[0]]), named, loss)


def _vectors(
    spec: LaneSpec, weights: stack.NetworkWeights, inputs: Float[Array, "T 1 D"] | Int[Array, "T 1"]
) -> Float[Array, "T 1 K"]:
    """What the bottom layer reads, a symbol as a 1 in its own column."""
    read = stack.embedded(weights.embedding, inputs)
    return jax.nn.one_hot(read, spec.task.input_size) if read.ndim == 2 else read


def _backward(
    spec: LaneSpec, weights: CellWeights, before: State, trace: Trace, direct: Float[Array, "T 1 H"]
) -> dict[str, Float[Array, "T 1 N"]]:
    """Back-propagation through the layer, with all that crosses a timestep."""
    cell = spec.cell

    def earlier(carried: State, arriving: tuple[State, Trace, Array]) -> tuple[State, Any]:
        state, here, into_hidden = arriving
        gradient = State(carried.hidden + into_hidden, carried.cell)
        delta, total, sent = cell.backward(weights, state, here, gradient)
        joined = jnp.concatenate(delta, axis=-1) if isinstance(delta, tuple) else delta
        return sent, (joined, total, gradient, sent)

    nothing = State(jnp.zeros_like(before.hidden[0]), jnp.zeros_like(before.cell[0]))
    _, (delta, total, gradient, sent) = lax.scan(earlier, nothing, (before, trace, direct), reverse=True)
    if cell.has_cell_state:
        kept = sent.cell
    else:
        update = getattr(trace, "update_gate", None)
        kept = jnp.zeros_like(direct) if update is None else update * total.hidden
    return {
        "gradient": jnp.concatenate(gradient, axis=-1),
        "total_cell": total.cell,
        "delta": delta,
        "arrives": jnp.concatenate(sent, axis=-1),
        "kept": kept,
        "by_block": _by_block(spec, weights, before, trace, delta),
    }


def _by_block(
    spec: LaneSpec, weights: CellWeights, before: State, trace: Trace, delta: Float[Array, "T 1 GH"]
) -> Float[Array, "T 1 G"]:
    """The norm of what reaches h_{t−1} through each block of W_h."""
    size = spec.hidden_size
    at_products = [right for _, right in spec.cell.recurrent_products(before, trace, delta)]
    joined = jnp.concatenate(at_products, axis=-1)
    norms = []
    for k in range(spec.cell.num_gates):
        columns = slice(k * size, (k + 1) * size)
        norms.append(l2_norm(joined[..., columns] @ weights.W_h[:, columns].T))
    found = jnp.stack(norms, axis=-1)
    if len(at_products) > 1:
        # Its candidate's product reads r ⊙ h_{t−1}.
        found = found.at[..., -1].set(jnp.nan)
    return found


def _reach(jacobians: Float[np.ndarray, "T S S"], go_on: Callable[[], bool]) -> Float[np.ndarray, " N"]:
    """log₁₀ of the largest singular value of J_T ⋯ J_{t+1}; scaled on the way, for it leaves every range of floats."""
    product: Float64[np.ndarray, "S S"] | Float[np.ndarray, "S S"] = np.eye(jacobians.shape[1], dtype=np.float32)
    products, scales, scale = [product], [0.0], 0.0
    for t in range(len(jacobians) - 1, -1, -1):
        if t % PART == 0 and not go_on():
            raise GivenUp
        product = product @ jacobians[t]
        norm = float(np.linalg.norm(product))
        if 0 < norm < math.inf:
            product, scale = (product / norm).astype(np.float32), scale + math.log10(norm)
        products.append(product)
        scales.append(scale)
    found: list[np.ndarray] = []
    for first in range(0, len(products), PART):
        if not go_on():
            raise GivenUp
        found.append(largest_singular_values(np.stack(products[first : first + PART])))
    with np.errstate(divide="ignore"):
        reach = np.log10(np.concatenate(found)) + np.array(scales)
    return reach[::-1].astype(np.float32)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
