"""One test example at one moment, whole: its states, its gates and its gradients, unit by unit, for other programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Frame
from rnn_core.frames.observation import observe
from rnn_core.inside.question import Answer, GivenUp, numbered
from rnn_core.network import clamps
from rnn_core.settings.setting_words import in_brief
from rnn_core.tasks.task import Batch
from rnn_core.training import networks, programs, step
from rnn_core.training.records import LaneSpec, LaneState, StepSettings
from rnn_core.training.run import Run, settings_of

_SAID = {
    "inputs": "[T, D] the inputs x_t; a symbol is a 1 in its own column. A lane that reads them in another order has "
    "inputs of its own",
    "targets": "[T, K] the right answer at every timestep; NaN where nothing is asked",
    "loss_weights": "[T] the share of each timestep in the loss that is trained",
    "outputs": "[T, O] what the network answers: values, or probabilities",
    "attention": "how much of each word of the source the decoder reads",
    "hidden": "[L, T, H] the hidden state h_t of every layer",
    "cell": "[L, T, H] the cell state c_t",
    "hidden_gradient": "[L, T, H] dL/dh_t of this example; NaN in padding",
    "cell_gradient": "[L, T, H] dL/dc_t of this example; NaN in padding",
    "contribution": "[L, T] the Frobenius norm of C_t = h_(t-1)' delta_t, what timestep t adds to dL/dW_h",
}
_NORMS = ("hidden_gradient", "cell_gradient")
"""In a frame the lengths of a batch's gradients stand under these names."""


@dataclass(frozen=True)
class TakenTrace:
    """Test example `example` (from 1) through every lane's first seed.

    The answer's words are `step`, `example` and `readme`, which says what is in the arrays. Those are, by the names and
    shapes of `rnn_core.frames.frame`: `inputs`, `targets`, `loss_weights`, and of each lane `{lane}.outputs`, the
    traces of its cell `{lane}.{trace}` `[L, T, H]` and `{lane}.contribution`. In place of a frame's norms stand the
    gradients themselves, `{lane}.hidden_gradient` and (LSTM) `{lane}.cell_gradient` `[L, T, H]`: ∂L/∂h_t and ∂L/∂c_t
    of the loss that the page shows the gradient of (`Run.gradient_where`), NaN in padding.
    """

    example: int = 1

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class; raises `QuestionError` for an example that is none."""
        number = numbered(self.example, run)
        run = dataclasses.replace(run, config=run.config.replace(watched=self.example))
        frame = observe(run)
        arrays: Arrays = {name: getattr(frame, name) for name in ("inputs", "targets", "loss_weights")}
        test, lead_in = run.task.test, run.task.lead_in
        padding = np.asarray(test.mask)[:, number] == 0
        for each, lane in zip(run.lanes, frame.lanes, strict=True):
            if not go_on():
                raise GivenUp
            wanted = {row.trace for row in lane.traces} | set(_SAID).difference(_NORMS)
            own = {name: array for name, array in lane.arrays.items() if name in wanted}
            found = _gradients(each.spec, each.state, test, lead_in, number, settings_of(run, each), run.gradient_where)
            own |= {name: np.where(padding[:, None], np.nan, np.asarray(array)) for name, array in found.items()}
            arrays |= {f"{lane.id}.{name}": array for name, array in own.items()}
        words = {"step": run.step, "example": self.example, "readme": _readme(run, frame, arrays)}
        return Answer(words, {name: np.array(array, np.float32) for name, array in arrays.items()})


@programs.compiled()
def _gradients(
    spec: LaneSpec,
    state: LaneState,
    test: Batch,
    lead_in: Float[Array, "K B D"] | Int[Array, "K B"],
    example: Int[Array, ""] | int,
    step_settings: StepSettings,
    where: Int[Array, ""] | int,
) -> dict[str, Float[Array, "L T H"]]:
    chosen = partial(lax.dynamic_slice_in_dim, start_index=example, slice_size=1, axis=1)
    one, before = jax.tree.map(chosen, (test, lead_in))
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], state.weights)
    weights = clamps.hold(spec.cell, weights, step_settings.held)
    start = step.led_in(spec, weights, before)
    _, found = step.gradients(spec, weights, start, networks.as_read(spec, one), where, step_settings.step)
    kinds = ("hidden", "cell") if spec.cell.has_cell_state else ("hidden",)
    return {f"{kind}_gradient": jnp.stack([getattr(layer, kind)[:, 0] for layer in found.layers]) for kind in kinds}


def _readme(run: Run, frame: Frame, arrays: Arrays) -> str:
    """What the file holds, in words and by the names of its arrays."""
    last = run.present.gradient_of == "last"
    lines = [
        f"{frame.task['title']}, step {frame.step}, test example {run.present.watched}, seed {run.present.seed}.",
        f"Settings: {in_brief(run.present)}.",
        "T timesteps, D inputs, O outputs, L layers, H units. All numbers are float32.",
        f"L in dL/dh is the error {'at the last timestep' if last else 'that is trained'}.",
        *(f"{name}: {_SAID[name]}" for name in ("inputs", "targets", "loss_weights")),
    ]
    for lane in frame.lanes:
        lines.append(f"{lane.id} is {lane.name}:")
        said = {row.trace: f"[L, T, H] {row.name}, written {row.letter}" for row in lane.traces} | _SAID
        own = [name.removeprefix(f"{lane.id}.") for name in arrays if name.startswith(f"{lane.id}.")]
        lines += [f"{lane.id}.{name}: {said[name]}" for name in own]
    return "\n".join(lines) + "\n"
