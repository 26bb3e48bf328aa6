"""The one-step Jacobians of a lane: how the state at one timestep depends on the state before it.

∂s_t/∂s_{t−1} is what back-propagation through time multiplies by at every timestep (Pascanu, Mikolov & Bengio 2013,
equation 5): ∂s_T/∂s_t = ∏_{k=t+1..T} ∂s_k/∂s_{k−1}. The state s is h, or h and c side by side (LSTM).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Float64, Int

from rnn_core.inside.one_thread import keep_to_one_thread
from rnn_core.inside.question import (
    Answer,
    GivenUp,
    QuestionError,
    lane_called,
    numbered,
    refuse_two_networks,
)
from rnn_core.network import bptt, clamps, stack
from rnn_core.network.cell import CellWeights, State
from rnn_core.network.clamps import Held
from rnn_core.tasks.task import Batch
from rnn_core.training import programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of
from rnn_core.training.step import led_in

PART = 16
"""Timesteps of one compiled call, whatever the length of the sequence."""
LARGEST_BYTES = 100_000_000


@dataclass(frozen=True)
class OneStepJacobians:
    """All one-step Jacobians of test example `example` (from 1) through the first seed's network of a lane.

    `layer` counts from 1, None is the top one. With `products` the answer also has the singular values of their
    products, which take longer than all the rest.

    The answer's words are `lane`, `layer`, `example` and `timesteps`, how many timesteps of the sequence are no
    padding: the arrays end there, and T is that number. Its arrays, S being H, or 2 H with the LSTM's c behind h:

    | array | shape | what |
    |---|---|---|
    | `jacobians` | T, S, S | `[t, i, j]` is ∂s_{t,i}/∂s_{t−1,j}; s_0 is the state that the example starts from |
    | `log10_singular_values` | T, S | with `products`: log₁₀ of those of ∂s_T/∂s_t, falling; small ones are rounding |
    """

    lane: str
    example: int = 1
    layer: int | None = None
    products: bool = False

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        each = lane_called(run, self.lane)
        spec, test = each.spec, run.task.test
        layer = self._layer(spec.num_layers)
        refuse_two_networks(run, "The Jacobians")
        number = numbered(self.example, run)
        timesteps = int(np.sum(np.asarray(test.mask[:, number])))
        size = spec.hidden_size * (2 if spec.cell.has_cell_state else 1)
        if (needed := 4 * timesteps * size * size) > LARGEST_BYTES:
            raise QuestionError(
                f"These Jacobians would take {needed / 1e6:,.0f} MB; at most {LARGEST_BYTES / 1e6:.0f} MB can be "
                "asked for, so choose a run with a smaller H or T."
            )
        held = settings_of(run, each).held
        passed = _forward(spec, each.state, test, run.task.lead_in, number, held, layer)
        parts = []
        for first in range(0, timesteps, PART):
            if not go_on():
                raise GivenUp
            parts.append(np.asarray(_part(spec, passed, first)))
        jacobians = np.concatenate(parts)[:timesteps]
        words = {"lane": self.lane, "layer": layer + 1, "example": self.example, "timesteps": timesteps}
        arrays = {"jacobians": jacobians}
        if self.products:
            arrays["log10_singular_values"] = _singular_values(jacobians, go_on)
        return Answer(words, arrays)

    def _layer(self, num_layers: int) -> int:
        """The layer, counted from 0."""
        if self.layer is None:
            return num_layers - 1
        if not 1 <= self.layer <= num_layers:
            raise QuestionError(f"{self.layer} is not a layer. Use a whole number from 1 to {num_layers}.")
        return self.layer - 1


class _Passed(NamedTuple):
    """A layer's weights, its inputs, and the states before each timestep, padded to whole parts."""

    weights: CellWeights
    inputs: Float[Array, "P 1 D"]
    before: State


@programs.compiled("layer")
def _forward(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    lead_in: Float[Array, "K N D"] | Int[Array, "K N"],
    example: Int[Array, ""] | int,
    held: Held | None,
    layer: int,
) -> _Passed:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    inputs, read_before = (lax.dynamic_slice_in_dim(part, example, 1, axis=1) for part in (test.inputs, lead_in))
    # The state that the watched example starts from, too: after the lead-in of a task that carries its state.
    start = led_in(spec, weights, read_before)
    passed = stack.forward(spec.cell, weights, start, inputs)
    before = bptt.states_before(spec.cell, start[layer], passed.traces[layer])
    padding = -len(inputs) % PART
    below = passed.traces[layer - 1].hidden if layer else inputs
    arrays = jax.tree.map(lambda array: jnp.pad(array, ((0, padding), *[(0, 0)] * (array.ndim - 1))), (below, before))
    return _Passed(weights.layers[layer], *arrays)


@programs.compiled()
def _part(spec: LaneSpec, passed: _Passed, first: Int[Array, ""] | int) -> Float[Array, "P S S"]:
    """The Jacobians of `PART` timesteps from number `first` (from 0) on."""
    here = (passed.before, passed.inputs)
    before, inputs = jax.tree.map(lambda array: lax.dynamic_slice_in_dim(array, first, PART), here)

    def one(state: State, x: Float[Array, "1 D"] | Int[Array, " 1"]) -> Float[Array, "S S"]:
        return bptt.jacobians(spec.cell, passed.weights, state, x[None])[0]

    return jax.vmap(one)(before, inputs)


def _singular_values(jacobians: Float[np.ndarray, "T S S"], go_on: Callable[[], bool]) -> Float[np.ndarray, "T S"]:
    """Of ∂s_T/∂s_t for every t, in float64 and scaled: the products leave float32's range within 100 steps."""
    keep_to_one_thread()
    product: Float64[np.ndarray, "S S"] = np.eye(jacobians.shape[1])
    found, scale = np.empty(jacobians.shape[:2]), 0.0
    for t in range(len(jacobians) - 1, -1, -1):
        if not go_on():
            raise GivenUp
        with np.errstate(divide="ignore"):
            found[t] = scale + np.log10(np.linalg.svd(product, compute_uv=False))
        product = product @ jacobians[t].astype(np.float64)
        # Near the smallest numbers of float64 the processor computes a hundred times slower.
        norm = float(np.linalg.norm(product)) or 1.0
        product, scale = product / norm, scale + math.log10(norm)
    return found.astype(np.float32)
