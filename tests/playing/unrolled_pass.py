"""A whole pass worked out in NumPy and float64, as the answer that a page brings to its picture."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from rnn_core.frames.frame import Frame
from rnn_core.inside.question import Answer, to_bytes
from tests.playing.numpy_states import next_state, sigmoid, states
from tests.playing.spelled_moment import BLOCKS

NUDGE = 1e-6


def unrolled_pass(frame: Frame, cell: str) -> dict[str, Any]:
    """Of the lane `cell` of a spelled moment: states, Jacobians by central differences, and the gradient they carry."""
    lane = next(lane for lane in frame.lanes if lane.cell == cell)
    layer = [lane.arrays[f"{name}.1"].astype(np.float64) for name in ("W_x", "W_h", "b")]
    if cell == "gru":
        layer.append(lane.arrays["b_hn.1"].astype(np.float64))
    W_o, b_o = lane.arrays["W_o"].astype(np.float64), lane.arrays["b_o"].astype(np.float64)
    xs, units = frame.inputs.astype(np.float64), len(W_o)
    found = np.array(states(cell, [layer], xs)[0])
    jacobians = []
    for before, x in zip(found, xs, strict=False):
        columns = [
            (next_state(cell, layer, before + nudge, x) - next_state(cell, layer, before - nudge, x)) / (2 * NUDGE)
            for nudge in np.eye(len(before)) * NUDGE
        ]
        jacobians.append(np.array(columns).T)
    scores = found[1:, :units] @ W_o + b_o
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = odds / odds.sum(axis=1, keepdims=True)
    right = frame.targets[:, 0].astype(int)
    errors = -np.log(chances[np.arange(len(xs)), right])
    direct = frame.loss_weights[:, None] * (chances - np.eye(len(b_o))[right]) @ W_o.T
    gradient, arrives = np.zeros((len(xs), found.shape[1])), np.zeros((len(xs), found.shape[1]))
    carried = np.zeros(found.shape[1])
    for t in reversed(range(len(xs))):
        gradient[t] = carried
        gradient[t, :units] += direct[t]
        carried = arrives[t] = jacobians[t].T @ gradient[t]
    reach, product = [0.0], np.eye(found.shape[1])
    for jacobian in reversed(jacobians):
        product = product @ jacobian
        reach.insert(0, float(np.log10(np.linalg.norm(product, 2))))
    return {
        "states": found,
        "jacobians": np.array(jacobians),
        "gradient": gradient,
        "arrives": arrives,
        "sigma": np.linalg.svd(np.array(jacobians), compute_uv=False)[:, 0],
        "reach": np.array(reach),
        "loss": float(np.sum(frame.loss_weights * errors)),
        "scores": scores,
        "errors": errors[:, None],
        "direct": direct,
        "weights": {"W_y": W_o, "b_y": b_o, **dict(zip(("W_x", "W_h", "b", "b_hn"), layer, strict=False))},
    }


def _inside(cell: str, weights: dict[str, np.ndarray], xs: np.ndarray, before: np.ndarray) -> dict[str, np.ndarray]:
    """The gates and the candidate at every timestep."""
    if cell == "rnn":
        return {}
    from_input, from_state = xs @ weights["W_x"] + weights["b"], before @ weights["W_h"]
    if cell == "lstm":
        i, f, g, o = np.split(from_input + from_state, 4, axis=1)
        opened = {"input_gate": sigmoid(i), "forget_gate": sigmoid(f), "output_gate": sigmoid(o)}
        return {"candidate": np.tanh(g)} | opened
    r, z, n = np.split(from_input, 3, axis=1)
    h_r, h_z, h_n = np.split(from_state, 3, axis=1)
    reset, q = sigmoid(r + h_r), h_n + weights["b_hn"]
    gates = {"reset_gate": reset, "update_gate": sigmoid(z + h_z)}
    return gates | {"candidate": np.tanh(n + reset * q), "recurrent_candidate": q}


def brought(frame: Frame, cell: str, step: int) -> str:
    """The answer as base64, said to be of `step`; what no test reads of the way back is left at zero.

    A picture of another step works everything out again from the frame's weights.
    """
    seen = unrolled_pass(frame, cell)
    lane = next(lane for lane in frame.lanes if lane.cell == cell)
    T, units, blocks = len(frame.inputs), len(seen["weights"]["W_y"]), BLOCKS[cell]
    hidden, memory = seen["states"][:, :units], seen["states"][:, units:]
    arrays = {name: seen[name] for name in ("gradient", "arrives", "sigma", "reach", "scores", "errors", "direct")}
    arrays |= {"jacobians": seen["jacobians"], "inputs": frame.inputs, "start": seen["states"][0]}
    arrays |= {"targets": frame.targets, "shares": frame.loss_weights, "trace.hidden": hidden[1:]}
    arrays |= {"trace.cell": memory[1:]} if cell == "lstm" else {}
    arrays |= {"total_cell": memory[1:], "kept": np.zeros((T, units)), "by_block": np.zeros((T, len(blocks)))}
    arrays |= {"delta": np.zeros((T, len(blocks) * units)), **seen["weights"]}
    inside = _inside(cell, seen["weights"], np.asarray(frame.inputs, np.float64), hidden[:-1])
    arrays |= {f"trace.{name}": values for name, values in inside.items()}
    words = {
        "lane": lane.id,
        "step": step,
        "example": 1,
        "timesteps": T,
        "layer": 1,
        "layers": 1,
        "variant": "standard",
        "loss": seen["loss"],
        "parameters": lane.num_parameters,
        "blocks": list(blocks),
    }
    answer = Answer(words, {name: np.asarray(array, np.float32) for name, array in arrays.items()})
    return base64.b64encode(to_bytes(answer)).decode()
