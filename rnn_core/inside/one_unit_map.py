"""The map of a network with a single unit: which h_t follows which h_{t−1}, for a chosen input.

Where the map meets the diagonal h_t = h_{t−1} the state stays as it is. It comes back there after a small push where
the map's slope is between −1 and 1 (a stable fixed point); two of them can hold a bit. Source: Stanford CS224n 2017,
assignment 3 (h_{t−1} → h_t of a latch); Bengio, Simard & Frasconi 1994.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called, refuse_two_networks
from rnn_core.inside.states import Element, read_sequence
from rnn_core.network import clamps, embedding
from rnn_core.network.cell import State
from rnn_core.network.clamps import Held
from rnn_core.training import programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

POINTS = 401
MOST_INPUTS = 3


@dataclass(frozen=True)
class OneUnitMap:
    """h_t over h_{t−1} from −`reach` to `reach`, of a lane's first seed with one layer of one unit and no cell state.

    `inputs` are 1 to 3 elements as in `StatesOfSequence`, one map for each. The answer's words are `step`, `lane` and
    `inputs` (as the task writes them). Its arrays are `before` `[K]`, `after` `[N, K]`, `slope` `[N, K]`, which is
    dh_t/dh_{t−1}, and for each input number n from 0 `fixed.{n}` `[2, F]`: where its map meets the diagonal, and the
    slope there.

    Raises `QuestionError` for an LSTM, whose unit has two numbers, and for more units or layers than one.
    """

    lane: str
    inputs: tuple[Element, ...]
    reach: float = 1.0

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        refuse_two_networks(run, "The map of one unit")
        each = lane_called(run, self.lane)
        spec = each.spec
        if spec.hidden_size != 1 or spec.num_layers != 1:
            raise QuestionError(
                f"The map from h to the next h needs one layer of one unit; this lane has {spec.num_layers} of "
                f"{spec.hidden_size}. Use the hidden size 1."
            )
        if spec.cell.has_cell_state:
            raise QuestionError(
                "An LSTM's unit has two numbers, c and h, so the next h does not follow from h alone. Look at its "
                "path, or use an RNN or a GRU."
            )
        if not 1 <= len(self.inputs) <= MOST_INPUTS:
            raise QuestionError(f"{len(self.inputs)} inputs were given. Use 1 to {MOST_INPUTS}.")
        xs, read = read_sequence(run.task, self.inputs)
        if not go_on():
            raise GivenUp
        before = np.linspace(-self.reach, self.reach, POINTS, dtype=np.float32)
        after, slope = map(np.asarray, _next(spec, each.state, xs, before, settings_of(run, each).held))
        arrays: Arrays = {"before": before, "after": after, "slope": slope}
        for n in range(len(xs)):
            arrays[f"fixed.{n}"] = _fixed_points(before, after[n], slope[n])
        return Answer({"step": run.step, "lane": self.lane, "inputs": read}, arrays)


@programs.compiled()
def _next(
    spec: LaneSpec,
    state: LaneState,
    inputs: Float[Array, "N D"] | Int[Array, " N"],
    before: Float[Array, " K"],
    held: Held | None,
) -> tuple[Float[Array, "N K"], Float[Array, "N K"]]:
    """h_t for every input and every h_{t−1}, and its derivative by h_{t−1}."""
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held).layers[0]
    a = embedding.product(inputs, weights.W_x) + weights.b

    def one(a_t: Array, h: Array) -> Array:
        after, _ = spec.cell.forward(weights, State(h[None, None], jnp.zeros((1, 0))), a_t[None])
        return after.hidden[0, 0]

    both = jax.vmap(jax.vmap(jax.value_and_grad(one, argnums=1), (None, 0)), (0, None))
    after, slope = both(a, before)
    return after, slope


def _fixed_points(
    before: Float[np.ndarray, " K"], after: Float[np.ndarray, " K"], slope: Float[np.ndarray, " K"]
) -> Float[np.ndarray, "2 F"]:
    """Where `after` − `before` is 0 or changes its sign, by a straight line between two points, and the slope there."""
    apart = after.astype(np.float64) - before
    on, crosses = np.flatnonzero(apart == 0), np.flatnonzero(apart[:-1] * apart[1:] < 0)
    # A map that is the diagonal itself has no points but a whole line of them.
    if len(on) + len(crosses) > 3 * MOST_INPUTS:
        return np.zeros((2, 0), np.float32)
    part = apart[crosses] / (apart[crosses] - apart[crosses + 1])
    found = np.array(
        [
            [*values[on], *(values[crosses] + part * (values[crosses + 1] - values[crosses]))]
            for values in (before, slope)
        ]
    )
    return found[:, np.argsort(found[0])].astype(np.float32)
