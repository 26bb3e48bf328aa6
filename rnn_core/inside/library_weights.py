"""The trained weights as other libraries name, order and share them: PyTorch's modules and Keras' layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside import library_readme
from rnn_core.inside.answer_file import npz_file, safetensors_file
from rnn_core.inside.question import Answer, GivenUp, QuestionError
from rnn_core.network import clamps
from rnn_core.settings.config import RunConfig
from rnn_core.settings.task_names import TRANSLATIONS
from rnn_core.training.run import LaneRun, Run, settings_of

LIBRARIES = ("torch", "keras")


@dataclass(frozen=True)
class LibraryWeights:
    """The weights of every lane's first seed for `library`, one of `LIBRARIES`.

    The answer's words are `step`, `library` and `readme`, which says how they are loaded. Its arrays, float32, are for
    `torch` `{lane}.recurrent.{name}` and `{lane}.readout.{name}` with the names of `nn.RNN`, `nn.LSTM` or `nn.GRU`
    and of `nn.Linear`, rows in PyTorch's order (i f g o; r z n); for `keras` `{lane}.{layer}.{name}`, columns in Keras'
    order (i f c o; z r h), and the last layer is `Dense`. A held gate is in the weights: its columns are 0.
    """

    library: str

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class; raises `QuestionError` for cells and networks that the libraries do not have."""
        refuse(run.config)
        arranged = {"torch": _torch, "keras": _keras}[self.library]
        arrays: Arrays = {}
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            arrays |= {f"{each.id}.{name}": np.array(part, np.float32) for name, part in arranged(run, each).items()}
        readme = {"torch": library_readme.torch, "keras": library_readme.keras}[self.library](run)
        return Answer({"step": run.step, "library": self.library, "readme": readme}, arrays)


def refuse(config: RunConfig) -> None:
    """Raise `QuestionError` where no library has the cells or the network of `config`."""
    if config.task in TRANSLATIONS:
        raise QuestionError(
            "The weights of a translator, an encoder and a decoder, fit no single layer of PyTorch or Keras. "
            "Use a run of another task."
        )
    if any(lane.variant != "standard" or lane.cell not in library_readme.KERAS_CELLS for lane in config.lanes):
        raise QuestionError(
            "PyTorch and Keras do not have the cell of a lane. Use lanes with a vanilla RNN, an LSTM or a GRU and the "
            "variant “standard”."
        )


def file_of(answer: Answer) -> bytes:
    """A file that the library reads: safetensors for PyTorch, NPZ for Keras. It holds its own `README`."""
    make = safetensors_file if answer.words["library"] == "torch" else npz_file
    return make(answer.arrays, str(answer.words["readme"]))


def _first_seed(run: Run, each: LaneRun) -> Any:
    """The weights that count at this moment, with held gates in them."""
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights)
    return jax.tree.map(np.asarray, clamps.hold(each.spec.cell, weights, settings_of(run, each).held))


def _torch(run: Run, each: LaneRun) -> dict[str, Float[np.ndarray, "..."]]:
    """PyTorch multiplies from the left: its matrices are ours transposed, and its gates stand in our order.

    It has two biases where one would do; ours is `bias_ih`. In a GRU the second one is `b_hn`, inside the reset gate.
    """
    weights = _first_seed(run, each)
    arranged: dict[str, Float[np.ndarray, "..."]] = {}
    for k, layer in enumerate(weights.layers):
        recurrent = np.zeros_like(layer.b)
        if hasattr(layer, "b_hn"):
            recurrent[-each.spec.hidden_size :] = layer.b_hn
        arranged |= {
            f"recurrent.weight_ih_l{k}": layer.W_x.T,
            f"recurrent.weight_hh_l{k}": layer.W_h.T,
            f"recurrent.bias_ih_l{k}": layer.b,
            f"recurrent.bias_hh_l{k}": recurrent,
        }
    return arranged | {"readout.weight": weights.W_o.T, "readout.bias": weights.b_o}


def _keras(run: Run, each: LaneRun) -> dict[str, Float[np.ndarray, "..."]]:
    """Keras multiplies from the right as we do; a GRU's gates stand there as z r h, its two biases as two rows."""
    weights = _first_seed(run, each)
    arranged: dict[str, Float[np.ndarray, "..."]] = {}
    for k, layer in enumerate(weights.layers):
        kernel, recurrent, bias = layer.W_x, layer.W_h, layer.b
        if hasattr(layer, "b_hn"):
            second = np.concatenate([np.zeros_like(layer.b)[: -each.spec.hidden_size], layer.b_hn])
            kernel, recurrent, bias = map(_update_first, (kernel, recurrent, np.stack([bias, second])))
        arranged |= {f"{k}.kernel": kernel, f"{k}.recurrent_kernel": recurrent, f"{k}.bias": bias}
    last = len(weights.layers)
    return arranged | {f"{last}.kernel": weights.W_o, f"{last}.bias": weights.b_o}


def _update_first(columns: Float[np.ndarray, "N GH"]) -> Float[np.ndarray, "N GH"]:
    """From r z n to z r h."""
    reset, update, candidate = np.split(columns, 3, axis=1)
    return np.concatenate([update, reset, candidate], axis=1)
