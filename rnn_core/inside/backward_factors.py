"""The gradient on its way back, factor by factor: what each timestep multiplies its length by.

Of a vanilla RNN δ_k = φ′_k ⊙ ∂L/∂h_k, then ∂L/∂h_{k−1} = δ_k W_hᵀ: two factors a timestep, which can be told apart. A
gated cell has several paths at once, and one factor: ‖∂L/∂h_{k−1}‖ / ‖∂L/∂h_k‖. L is the loss at the last timestep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, lane_called, numbered, refuse_two_networks
from rnn_core.tasks.task import LossKind
from rnn_core.training import losses, step
from rnn_core.training.run import Run, settings_of


@dataclass(frozen=True)
class BackwardFactors:
    """Of test example `example` (from 1) through a lane's first seed, top layer.

    The answer's words: `lane`, `example`, `timesteps`, `last` (the timestep, from 1, whose error it is) and `apart`
    (whether `delta` is there: in float64, with `hidden`). Its arrays, one number for each timestep:

    | array | shape | what |
    |---|---|---|
    | `hidden` | T | ‖∂L/∂h_t‖₂ |
    | `delta` | T | ‖δ_t‖₂ of a vanilla RNN |
    | `cell` | T | ‖∂L/∂c_t‖₂ of an LSTM |
    """

    lane: str
    example: int = 1

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:  # noqa: ARG002
        """See the class."""
        refuse_two_networks(run, "The factors")
        each, number = lane_called(run, self.lane), numbered(self.example, run)
        test, settings = run.task.test, settings_of(run, each)
        seen = step.watch(each.spec, each.state, test, run.task.lead_in, number, settings, losses.LAST)
        timesteps = int(np.sum(np.asarray(test.mask[:, number])))
        last = int(np.flatnonzero(np.asarray(test.scored[:, number]))[-1])
        arrays: Arrays = {"hidden": np.array(seen.norms.hidden)[-1, :timesteps, 0]}
        if each.spec.cell.has_cell_state:
            arrays["cell"] = np.array(seen.norms.cell)[-1, :timesteps, 0]
        apart = bool(each.spec.cell.squash)
        if apart:
            error = _at_output(run.task.loss, np.asarray(seen.outputs)[last], np.asarray(test.targets)[last, number])
            W_o = np.asarray(each.state.weights.W_o[0], np.float64)
            hidden = np.asarray(seen.traces[-1].hidden, np.float64)[:timesteps]
            slopes = 1 - hidden * hidden if each.spec.cell.squash == "tanh" else (hidden > 0).astype(np.float64)
            W_h = np.asarray(each.state.weights.layers[-1].W_h[0], np.float64)
            arrays |= _apart(error @ W_o.T, slopes, W_h, last)
        words = {"lane": self.lane, "example": self.example, "timesteps": timesteps, "last": last + 1, "apart": apart}
        return Answer(words, arrays)


class Factors(NamedTuple):
    """From `timesteps` (from 1, falling) each one back: what its length is multiplied by, and what is left so far.

    NaN stands where nothing was left to be multiplied. `factors` are called `slope` (of the activation) and `W_h`, or
    of a gated cell `∂h` and (LSTM) `∂c`.
    """

    timesteps: tuple[int, ...]
    factors: dict[str, Float64[np.ndarray, " K"]]
    so_far: Float64[np.ndarray, " K"]


def factors_back(answer: Answer, lag: int) -> Factors:
    """The factors from the last timestep `lag` timesteps back, out of an answer to `BackwardFactors`."""
    last, arrays = int(answer.words["last"]), answer.arrays
    here = np.arange(last, last - lag, -1) - 1
    hidden = arrays["hidden"]
    if "delta" in arrays:
        delta = arrays["delta"][here]
        found = {"slope": _ratio(delta, hidden[here]), "W_h": _ratio(hidden[here - 1], delta)}
    else:
        found = {"∂h": _ratio(hidden[here - 1], hidden[here])}
        if "cell" in arrays:
            found["∂c"] = _ratio(arrays["cell"][here - 1], arrays["cell"][here])
    so_far = _ratio(hidden[here - 1], np.full(lag, hidden[last - 1]))
    return Factors(tuple(int(t) + 1 for t in here), found, so_far)


def _ratio(above: np.ndarray, below: np.ndarray) -> Float64[np.ndarray, " K"]:
    divisor = np.where(below > 0, below, 1).astype(np.float64)
    return np.where(below > 0, above / divisor, np.nan)


def _at_output(kind: LossKind, answer: np.ndarray, target: np.ndarray) -> Float64[np.ndarray, " O"]:
    """∂L/∂y before softmax or sigmoid, from what the network answers after it."""
    given = answer.astype(np.float64)
    if kind == "squared_error":
        return 2 * (given - target) / len(given)
    if kind == "legal":
        return (given - target) / len(given)
    return given - (np.arange(len(given)) == int(target[0]))


def _apart(
    gradient: Float64[np.ndarray, " H"], slopes: Float64[np.ndarray, "T H"], W_h: Float64[np.ndarray, "H H"], last: int
) -> Arrays:
    found = np.zeros((2, len(slopes)))
    for t in range(last, -1, -1):
        delta = slopes[t] * gradient
        found[:, t] = np.linalg.norm(gradient), np.linalg.norm(delta)
        gradient = delta @ W_h.T
    return {"hidden": found[0].astype(np.float32), "delta": found[1].astype(np.float32)}
