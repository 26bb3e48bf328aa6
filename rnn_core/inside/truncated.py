"""Truncated back-propagation through time: the state is carried on, the gradient is cut every K timesteps.

Beyond the cut the gradient is exactly 0, in every cell, although the state came from there (Williams & Peng 1990;
Jaeger 2002). Windows are counted from the end of the sequence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.gradients_by_lag import WHERE, from_the_end
from rnn_core.inside.question import Answer, GivenUp, QuestionError, refuse_two_networks
from rnn_core.network import bptt, clamps, stack
from rnn_core.network.cell import Cell, CellWeights, State, Trace
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import losses, programs, step
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

EXAMPLES = 32


@dataclass(frozen=True)
class TruncatedGradients:
    """‖∂L/∂h_t‖₂ by lag where the gradient is cut every `window` timesteps; all lanes, first seed, top layer.

    Of the first 32 test examples, `where` and the rows as in `GradientsByLag`. The answer's words: `lanes`, `window`,
    `where`, `examples`; its arrays `{lane}.full` and `{lane}.cut` `[T, N]`, without the cut and with it.
    """

    window: int
    where: str = "last"

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        refuse_two_networks(run, "Truncated BPTT")
        if self.window < 1 or self.where not in WHERE:
            raise QuestionError(f"A window of {self.window} timesteps cannot be used. Use a whole number from 1 on.")
        test, lead_in = jax.tree.map(lambda part: part[:, :EXAMPLES], (run.task.test, run.task.lead_in))
        mask, arrays = np.asarray(test.mask), Arrays()
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            held = settings_of(run, each).held
            for name, window in (("full", len(mask) + 1), ("cut", self.window)):
                found = _norms(each.spec, each.state, held, test, lead_in, WHERE[self.where], window)
                arrays[f"{each.id}.{name}"] = from_the_end(np.where(mask > 0, np.asarray(found), np.nan))
        words = {"lanes": [each.id for each in run.lanes], "window": self.window, "where": self.where}
        return Answer(words | {"examples": mask.shape[1]}, arrays)


def nothing_beyond(answer: Answer) -> bool:
    """Whether there are timesteps beyond the first cut, and the gradient at all of them is exactly 0 in all lanes."""
    beyond = [answer.arrays[f"{lane}.cut"][answer.words["window"] :] for lane in answer.words["lanes"]]
    return all(len(rows) > 0 and bool(np.all(np.isnan(rows) | (rows == 0))) for rows in beyond)


@programs.compiled()
def _norms(
    spec: LaneSpec,
    state: LaneState,
    held: Held | None,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
    where: Int[Array, ""] | int,
    window: Int[Array, ""] | int,
) -> Float[Array, "T B"]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    start = step.led_in(spec, weights, lead_in)
    passed = stack.forward(spec.cell, weights, start, test.inputs)
    shares = losses.timestep_weights(test.scored, where, 0)
    into = jax.grad(lambda outputs: jnp.sum(shares * losses.errors(spec.task.loss, outputs, test.targets)))
    arriving = into(passed.outputs) @ weights.W_o.T
    # The first timestep of each window, counted from every example's own end.
    behind = jnp.flip(jnp.cumsum(jnp.flip(test.mask, 0), 0), 0)
    cut = behind % window == 0
    return l2_norm(cut_backward(spec.cell, weights.layers[-1], start[-1], passed.traces[-1], arriving, cut))


def cut_backward(
    cell: type[Cell],
    weights: CellWeights,
    state: State,
    trace: Trace,
    arriving: Float[Array, "T B H"],
    cut: Bool[Array, "T B"],
) -> Float[Array, "T B H"]:
    """∂L/∂h_t where nothing is handed on to the timestep before one that `cut` marks."""

    def earlier(carried: State, here: tuple[State, Trace, Array, Array]) -> tuple[State, Array]:
        before, at, into, ends = here
        _, total, back = cell.backward(weights, before, at, State(carried.hidden + into, carried.cell))
        return jax.tree.map(lambda part: jnp.where(ends[:, None], 0, part), back), total.hidden

    end = State(jnp.zeros_like(state.hidden), jnp.zeros_like(state.cell))
    hidden: Array
    _, hidden = lax.scan(earlier, end, (bptt.states_before(cell, state, trace), trace, arriving, cut), reverse=True)
    return hidden
