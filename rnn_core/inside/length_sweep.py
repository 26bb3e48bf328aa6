"""How much of the gradient reaches timestep 1 when the sequence is longer, before anything has been learned.

The weights of a run's step 0 read sequences of its task. The loss stands at timestep T alone, for one T after the
other; the weights do not depend on T (chrono's biases keep the run's own T_max).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.errors import UserError
from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, refuse_two_networks
from rnn_core.network import clamps, stack
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import losses, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, fresh, settings_of

EXAMPLES = 32
LENGTHS = (2, 5, 10, 20, 30, 50, 70, 100, 150, 200)
LONGEST = 200


@dataclass(frozen=True)
class LengthSweep:
    """‖∂L_T/∂h_1‖₂ for lengths T up to 200, or up to the run's own where its task cannot be longer; all lanes.

    First seed, top layer, the first 32 test examples from the zero state, the settings of the run's beginning. The
    answer's words: `lanes` (the ids), `examples`. Its arrays: `lengths` `[K]`, and `{lane}.first` `[K, N]`, NaN for an
    example that is shorter.
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        refuse_two_networks(run, "The sweep over lengths")
        start = _longer(run)
        test: Batch = jax.tree.map(lambda part: part[:, :EXAMPLES], start.task.test)
        longest = start.task.sequence_length
        lengths = np.unique([*(T for T in LENGTHS if longest >= T), longest])
        arrays = Arrays(lengths=lengths.astype(np.float32))
        real = np.asarray(test.mask).sum(axis=0)
        for each in start.lanes:
            rows = []
            for T in lengths:
                if not go_on():
                    raise GivenUp
                norms = np.asarray(_first(each.spec, each.state, settings_of(start, each).held, test, int(T)))
                rows.append(np.where(real >= T, norms, np.nan))
            arrays[f"{each.id}.first"] = np.array(rows, np.float32)
        return Answer({"lanes": [each.id for each in start.lanes], "examples": len(real)}, arrays)


def _longer(run: Run) -> Run:
    """The run at step 0 on the longest sequences that are asked about."""
    config = run.config.replace(changes=(), num_seeds=1)
    if run.task.text is None:
        try:
            return fresh(config.replace(sequence_length=max(LONGEST, config.sequence_length)))
        except UserError:
            pass
    # Pieces of a text, and tasks with a longest length of their own, are as long as the run has them.
    return fresh(config, task=run.task)


@programs.compiled()
def _first(
    spec: LaneSpec, state: LaneState, held: Held | None, test: Batch, T: Int[Array, ""] | int
) -> Float[Array, " B"]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    start = stack.zero_states(spec.cell, spec.num_layers, test.mask.shape[1], spec.hidden_size)
    passed = stack.forward(spec.cell, weights, start, test.inputs)
    # Timestep T itself, whether or not the task asks there: what is answered at T is the same answer.
    shares = jnp.broadcast_to((jnp.arange(len(test.mask)) == T - 1)[:, None], test.mask.shape).astype(test.mask.dtype)

    def loss(outputs: Float[Array, "T B O"]) -> Float[Array, ""]:
        return jnp.sum(shares * losses.errors(spec.task.loss, outputs, test.targets))

    return l2_norm(stack.gradients(spec.cell, weights, start, test.inputs, passed, loss).layers[-1].hidden[0])
