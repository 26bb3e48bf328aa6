"""What the keeping gates alone send back, beside the whole gradient.

In an LSTM c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t, so along the cell state alone ∂c_T/∂c_t is ∏_{k=t+1..T} f_k, unit by unit.
The gradient is more than that: c_t also makes h_t, which the gates and the candidate of every later timestep read. So
∂L/∂c_t is ∂L/∂c_T ⊙ ∏ f_k plus all that comes through h (and, with peepholes, through c itself). In a GRU the same
holds of h with the update gate: h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ n_t, and both z_t and n_t read h_{t−1}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.gate_values import EXAMPLES, KEEPING
from rnn_core.inside.gradients_by_lag import from_the_end
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.network import clamps
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import losses, networks, programs, step
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

NO_GATES = "A vanilla RNN has no gate that keeps its state. Choose the lane of an LSTM or a GRU."


@dataclass(frozen=True)
class KeptGradient:
    """Of each gated lane's first seed and top layer, for the first 32 test examples and the error at their end.

    T is the last timestep that counts; s is c of an LSTM and h of a GRU, f its forget and its update gate. `lanes`
    names lanes; empty means all that have gates. The answer's words: `lanes` (the ids), `state` and `gate` (letters by
    lane) and `examples`. Its arrays have a row for each lag T − t (from 0) and a column for each example; NaN lies
    before the beginning of a shorter one.

    | array | shape | what |
    |---|---|---|
    | `{lane}.whole` | T, N | ‖∂L/∂s_t‖₂ / ‖∂L/∂s_T‖₂ |
    | `{lane}.gates` | T, N | ‖∂L/∂s_T ⊙ ∏_{k=t+1..T} f_k‖₂ / ‖∂L/∂s_T‖₂ |
    | `{lane}.product` | T, N | the mean of ∏_{k=t+1..T} f_k over the units |
    """

    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class; raises `QuestionError` where no lane has gates."""
        asked = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        lanes = {name: each for name, each in asked.items() if each.spec.cell.name in KEEPING}
        if not lanes:
            raise QuestionError(NO_GATES)
        test, lead_in = jax.tree.map(lambda part: part[:, :EXAMPLES], (run.task.test, run.task.lead_in))
        arrays = Arrays()
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            found = _kept(each.spec, each.state, settings_of(run, each).held, test, lead_in)
            inside = np.asarray(found.inside)
            for what in ("whole", "gates", "product"):
                values = np.where(inside, np.asarray(getattr(found, what)), np.nan)
                arrays[f"{name}.{what}"] = from_the_end(values)
        cells = {name: each.spec.cell.name for name, each in lanes.items()}
        words = {
            "lanes": list(lanes),
            "state": {name: "c" if cell == "lstm" else "h" for name, cell in cells.items()},
            "gate": {name: "f" if cell == "lstm" else "z" for name, cell in cells.items()},
            "examples": test.mask.shape[1],
        }
        return Answer(words, arrays)


class _Kept(NamedTuple):
    whole: Float[Array, "T N"]
    gates: Float[Array, "T N"]
    product: Float[Array, "T N"]
    inside: Array


@programs.compiled()
def _kept(
    spec: LaneSpec,
    state: LaneState,
    held: Held | None,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
) -> _Kept:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    start, batch = step.led_in(spec, weights, lead_in), networks.as_read(spec, test)
    passed = networks.forward(spec, weights, start, batch)
    shares = losses.timestep_weights(batch.scored, losses.LAST, 0)

    def loss(outputs: Float[Array, "T B O"]) -> Float[Array, ""]:
        return jnp.sum(shares * losses.errors(spec.task.loss, outputs, batch.targets))

    top = networks.gradients(spec, weights, start, batch, passed, loss).layers[-1]
    gradient = top.cell if spec.cell.has_cell_state else top.hidden
    last = jnp.argmax(shares, axis=0)
    inside = (batch.mask > 0) & (jnp.arange(len(shares))[:, None] <= last)
    gate = getattr(passed.traces[-1], KEEPING[spec.cell.name])
    # Padding hands the state on as it is, and so does what comes after the last timestep that counts.
    product = products_after(jnp.where(inside[..., None], gate, 1))
    at_last = jnp.take_along_axis(gradient, last[None, :, None], axis=0)
    length = l2_norm(at_last)
    divisor = jnp.where(length > 0, length, 1)
    return _Kept(l2_norm(gradient) / divisor, l2_norm(at_last * product) / divisor, product.mean(-1), inside)


def products_after(gate: Float[Array, "T B H"]) -> Float[Array, "T B H"]:
    """∏_{k>t} of `gate` for every t; 1 at the last one."""
    later = jnp.concatenate([gate[1:], jnp.ones_like(gate[:1])])
    return jnp.flip(jnp.cumprod(jnp.flip(later, 0), axis=0), 0)
