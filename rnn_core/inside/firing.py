"""Where a unit is above a threshold in the test set: at which timesteps, and after which symbols.

Source of the idea: LSTMVis (Strobelt, Gehrmann, Pfister & Rush 2018): set a threshold and find where else a unit fires.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import numpy as np
from jaxtyping import Array, Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called, refuse_two_networks
from rnn_core.network import clamps, stack
from rnn_core.network.clamps import Held
from rnn_core.tasks.task import Batch
from rnn_core.training import programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of
from rnn_core.training.step import led_in

MOST_EXAMPLES = 64
MOST_PLACES = 200


@dataclass(frozen=True)
class WhereItFires:
    """Where h of unit `unit` (from 1) of the top layer is at least `threshold` in the first 64 test sequences.

    With `below` where it is at most the threshold. Each sequence is read from the state after its lead-in. The answer's
    words are `step`, `unit`, `units`, `examples`, `timesteps` (all that are no padding), `fired` (how many of those),
    `lowest` and `highest` (h of the unit) and `contexts`, for each place the symbols up to and including it, or its
    inputs. Its arrays:

    | array | shape | what |
    |---|---|---|
    | `values` | T, N | h of the unit; NaN in padding |
    | `by_timestep` | T | the share of the sequences in which it fires there; NaN where all are padding |
    | `by_input` | V | of every symbol, the share of its timesteps in which it fires; NaN where it never comes |
    | `places` | P, 2 | the number of the sequence (from 1) and the timestep (from 1), the furthest beyond first |

    `by_input` is empty where the inputs are no symbols. At most 200 places are given.
    """

    lane: str
    unit: int
    threshold: float
    below: bool = False

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        refuse_two_networks(run, "Where a unit fires")
        each = lane_called(run, self.lane)
        units = each.spec.hidden_size
        if not 1 <= self.unit <= units:
            raise QuestionError(f"Unit {self.unit} is not in this lane. Use a whole number from 1 to {units}.")
        if not go_on():
            raise GivenUp
        test = jax.tree.map(lambda part: part[:, :MOST_EXAMPLES], run.task.test)
        hidden = _hidden(each.spec, each.state, test, run.task.lead_in[:, :MOST_EXAMPLES], settings_of(run, each).held)
        inside = np.asarray(test.mask) > 0
        values = np.where(inside, np.asarray(hidden)[..., self.unit - 1], np.nan).astype(np.float32)
        with np.errstate(invalid="ignore"):
            fires = values <= self.threshold if self.below else values >= self.threshold
        inputs = np.asarray(test.inputs)
        timesteps, examples = np.nonzero(fires)
        furthest = np.argsort(-np.abs(values[timesteps, examples] - self.threshold), kind="stable")[:MOST_PLACES]
        places = np.stack([examples[furthest] + 1, timesteps[furthest] + 1], axis=1)
        labels = run.task.input_labels
        arrays: Arrays = {
            "values": values,
            "by_timestep": _share(fires.sum(axis=1), inside.sum(axis=1)),
            "by_input": np.zeros(0, np.float32),
            "places": places.astype(np.float32),
        }
        if inputs.ndim == 2:
            came = np.bincount(inputs[inside], minlength=len(labels))
            arrays["by_input"] = _share(np.bincount(inputs[fires], minlength=len(labels)), came)
        words = {
            "step": run.step,
            "unit": self.unit,
            "units": units,
            "examples": values.shape[1],
            "timesteps": int(inside.sum()),
            "fired": int(fires.sum()),
            "lowest": float(np.nanmin(values)),
            "highest": float(np.nanmax(values)),
            "contexts": [_context(inputs[:, example - 1], timestep, labels) for example, timestep in places.tolist()],
        }
        return Answer(words, arrays)


@programs.compiled()
def _hidden(spec: LaneSpec, state: LaneState, test: Batch, lead_in: Array, held: Held | None) -> Float[Array, "T N H"]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    passed = stack.forward(spec.cell, weights, led_in(spec, weights, lead_in), test.inputs)
    hidden: Array = passed.traces[-1].hidden
    return hidden


def _share(part: np.ndarray, whole: np.ndarray) -> Float[np.ndarray, " K"]:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan).astype(np.float32)


def _context(inputs: np.ndarray, timestep: int, labels: tuple[str, ...]) -> list[str]:
    """The symbols up to `timestep` (from 1), or the inputs there as numbers."""
    if inputs.ndim == 1:
        return [labels[symbol] for symbol in inputs[:timestep]]
    return [repr(float(value)) for value in inputs[timestep - 1]]
