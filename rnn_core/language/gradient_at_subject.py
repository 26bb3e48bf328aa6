"""How much of the gradient of the verb's error reaches the subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp
from rnn_core.language.agreement_accuracy import require_agreement
from rnn_core.network import clamps, norms, stack
from rnn_core.network.clamps import Held
from rnn_core.tasks.task import Batch
from rnn_core.tasks.words.agreement import FURTHEST, exam_by_distance
from rnn_core.training import losses, programs, step
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

PER_DISTANCE = 32
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class GradientAtSubject:
    """‖∂L/∂h_t‖₂ at the subject's noun divided by that at the last word, L being the error of the verb there.

    For each sentence by itself, through the first seed's network of every lane, top layer.

    The answer's words are `step`, `lanes` and `sentences`, how many there are at each distance. Its arrays are
    `distances` `[D]`, `{lane}.hidden` `[3, D]` (10 %, median and 90 % of the sentences) and, of an LSTM, `{lane}.cell`,
    the same of ∂L/∂c_t. A gradient that is 0 in float32 at the subject counts as 0; a sentence whose gradient is 0 at
    the last word does not count, and where no sentence counts there is NaN.
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        require_agreement(run)
        batch, found = exam_by_distance()
        arrays: Arrays = {"distances": np.arange(1, FURTHEST + 1, dtype=np.float32)}
        chosen = [np.flatnonzero(found.distance == d)[:PER_DISTANCE] for d in range(1, FURTHEST + 1)]
        for each in run.lanes:
            by_distance: dict[str, list[np.ndarray]] = {"hidden": [], "cell": []}
            held = settings_of(run, each).held
            for columns in chosen:
                if not go_on():
                    raise GivenUp
                part = Batch(*[jax.device_put(np.asarray(array)[:, columns]) for array in batch[:3]])
                ratios = _ratios(each.spec, each.state, part, jax.device_put(found.subject[columns]), held)
                for name, ratio in zip(by_distance, ratios, strict=True):
                    by_distance[name].append(_spread(np.asarray(ratio)))
            arrays[f"{each.id}.hidden"] = np.stack(by_distance["hidden"], axis=1)
            if each.spec.cell.has_cell_state:
                arrays[f"{each.id}.cell"] = np.stack(by_distance["cell"], axis=1)
        words = {"step": run.step, "lanes": [each.id for each in run.lanes], "sentences": PER_DISTANCE}
        return Answer(words, arrays)


def _spread(ratios: Float[np.ndarray, " N"]) -> Float[np.ndarray, " 3"]:
    known = ratios[~np.isnan(ratios)]
    return (np.quantile(known, QUANTILES) if len(known) else np.full(3, np.nan)).astype(np.float32)


@programs.compiled()
def _ratios(
    spec: LaneSpec, state: LaneState, batch: Batch, subject: Int[Array, " N"], held: Held | None
) -> tuple[Float[Array, " N"], Float[Array, " N"]]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    start = stack.zero_states(spec.cell, spec.num_layers, batch.mask.shape[1], spec.hidden_size)
    _, found = step.gradients(spec, weights, start, batch, losses.LAST, 0)
    top = found.layers[-1]
    last = batch.mask.sum(axis=0).astype(jnp.int32) - 1
    columns = jnp.arange(batch.mask.shape[1])

    def ratio(gradients: Float[Array, "T N H"]) -> Float[Array, " N"]:
        lengths = norms.l2_norm(gradients)
        return lengths[subject, columns] / lengths[last, columns]

    return ratio(top.hidden), ratio(top.cell) if spec.cell.has_cell_state else ratio(top.hidden)
