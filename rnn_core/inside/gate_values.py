"""How gates behave over test examples: how often they are shut or open, how near their ends, how long they keep.

A gate is shut where it is below 0.1 and open where it is above 0.9 (Karpathy, Johnson & Li 2015, section 4.2, who call
it left- and right-saturated). The keeping gate multiplies the state before: an LSTM's forget gate f in
c_t = f_t ⊙ c_{t−1} + …, a GRU's update gate z in h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ n_t.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Float64, Int, Shaped

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, lane_called
from rnn_core.network import clamps
from rnn_core.network.cell import Cell
from rnn_core.network.clamps import Held
from rnn_core.tasks.task import Batch
from rnn_core.training import networks, programs, step
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

EXAMPLES = 32
MOST_NUMBERS = 2**18
"""Of a gate in one answer: of the default lab all test examples, of a large network the first `EXAMPLES`."""
SHUT, OPEN = 0.1, 0.9
KEEPING = {"lstm": "forget_gate", "gru": "update_gate"}
"""The gate that multiplies the state before, by cell."""


@dataclass(frozen=True)
class GateValues:
    """Of each lane's first seed and top layer, over the first test examples and all their timesteps but padding.

    `lanes` names lanes; empty means all. `examples` says how many are looked at; 0 means all of them, or in a large run
    as many as fit `MOST_NUMBERS`, but at least 32. The answer's words: `step`, `lanes` (the ids), `gates` (of each
    lane, by name of the trace, those that an ablation took away not among them), `keeping` (the lane's keeping gate,
    empty without one) and `examples`, their number. Its arrays have one number for each unit:

    | array | shape | what |
    |---|---|---|
    | `{lane}.{gate}.shut` | H | the fraction of the time in which the gate is below 0.1 |
    | `{lane}.{gate}.open` | H | in which it is above 0.9 |
    | `{lane}.{gate}.mean` | H | its mean |
    | `{lane}.{gate}.distance` | H | the mean of min(v, 1 − v), 0 for a gate that is always at an end |
    | `{lane}.hidden.distance` | H | the mean of 1 − |h|; not where h has no bound |
    | `{lane}.kept` | 4, H | of the keeping gate, also a removed one: mean, 10 %, median, 90 % over time and examples |
    """

    lanes: tuple[str, ...] = ()
    examples: int = 0

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        size = max(each.spec.hidden_size for each in lanes.values()) * run.task.sequence_length
        most = self.examples or max(MOST_NUMBERS // size, EXAMPLES)
        test, lead_in = jax.tree.map(lambda part: part[:, :most], (run.task.test, run.task.lead_in))
        inside = np.asarray(test.mask) > 0
        arrays = Arrays()
        gates, keeping = dict[str, list[str]](), dict[str, str]()
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            spec = each.spec
            found = _values(spec, each.state, settings_of(run, each).held, test, lead_in)
            gates[name] = list(gates_shown(spec.cell))
            for trace, numbers in found.items():
                if trace != "kept":
                    arrays |= {f"{name}.{trace}.{what}": np.array(value) for what, value in numbers.items()}
            keeping[name] = KEEPING.get(spec.cell.name, "")
            if keeping[name]:
                arrays[f"{name}.kept"] = _over_time(np.asarray(found["kept"]["values"])[inside])
        words = {"step": run.step, "lanes": list(lanes), "gates": gates, "keeping": keeping}
        return Answer(words | {"examples": inside.shape[1]}, arrays)


def gates_shown(cell: type[Cell]) -> tuple[str, ...]:
    """The traces of the gates that `cell` has, in the order of its legend; a removed gate is none."""
    return tuple(row.trace for row in cell.legend if row.scale == "gate" and not row.removed)


def time_constants(kept: Float[np.ndarray, "*K"]) -> Float64[np.ndarray, "*K"]:
    """τ = −1 / ln f, the timesteps after which f^τ = 1/e of a number is left: 0 for f = 0, ∞ for f = 1."""
    with np.errstate(divide="ignore"):
        return 1 / np.abs(np.log(np.asarray(kept, np.float64)))


def _over_time(values: Float[np.ndarray, "N H"]) -> Float[np.ndarray, "4 H"]:
    spread = np.quantile(values, (0.1, 0.5, 0.9), axis=0, method="nearest")
    # In float64: a gate that is always 1 has the mean 1.
    return np.vstack([values.mean(axis=0, dtype=np.float64), spread]).astype(np.float32)


@programs.compiled()
def _values(
    spec: LaneSpec,
    state: LaneState,
    held: Held | None,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
) -> dict[str, dict[str, Array]]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    batch = networks.as_read(spec, test)
    trace = networks.forward(spec, weights, step.led_in(spec, weights, lead_in), batch).traces[-1]
    inside = (test.mask > 0).astype(trace.hidden.dtype)

    def mean(values: Shaped[Array, "T B H"]) -> Float[Array, " H"]:
        return jnp.einsum("tb,tbh->h", inside, values.astype(inside.dtype)) / jnp.sum(inside)

    found = {}
    for name in gates_shown(spec.cell):
        gate = getattr(trace, name)
        found[name] = {
            "shut": mean(gate < SHUT),
            "open": mean(gate > OPEN),
            "mean": mean(gate),
            "distance": mean(jnp.minimum(gate, 1 - gate)),
        }
    if spec.cell.bounded:
        found["hidden"] = {"distance": mean(1 - jnp.abs(trace.hidden))}
    if spec.cell.name in KEEPING:
        found["kept"] = {"values": getattr(trace, KEEPING[spec.cell.name])}
    return found
