"""A network's states in NumPy and float64, written from the equations: one example, one timestep at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

Vector = np.ndarray


def sigmoid(a: Vector) -> Vector:
    return 1 / (1 + np.exp(-a))


def next_state(cell: str, weights: Any, state: Vector, x: Vector) -> Vector:
    """The state after `x`: h, or h and c side by side (LSTM)."""
    W_x, W_h, b, *more = (np.asarray(part, np.float64) for part in weights)
    H = len(W_h)
    h, c = state[:H], state[H:]
    if cell == "rnn":
        return np.tanh(x @ W_x + h @ W_h + b)
    if cell == "lstm":
        i, f, g, o = (x @ W_x + h @ W_h + b).reshape(4, H)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return np.concatenate([sigmoid(o) * np.tanh(c), c])
    x_r, x_z, x_n = (x @ W_x + b).reshape(3, H)
    h_r, h_z, h_n = (h @ W_h).reshape(3, H)
    z = sigmoid(x_z + h_z)
    n = np.tanh(x_n + sigmoid(x_r + h_r) * (h_n + more[0]))
    return (1 - z) * n + z * h


def states(cell: str, layers: Any, xs: np.ndarray) -> list[list[Vector]]:
    """Every layer's states `[layer][t]` from the zero state; entry 0 stands before the first timestep."""
    found = []
    below = np.asarray(xs, np.float64)
    for weights in layers:
        H = weights[1].shape[0]
        here = [np.zeros(2 * H if cell == "lstm" else H)]
        for x in below:
            here.append(next_state(cell, weights, here[-1], x))
        found.append(here)
        below = np.array([state[:H] for state in here[1:]])
    return found
