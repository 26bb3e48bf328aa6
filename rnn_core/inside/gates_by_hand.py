"""One LSTM unit whose gates somebody sets: the equations alone, without a network, weights or training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float64


class ByHand(NamedTuple):
    """The input, the cell state and the output at every timestep."""

    x: Float64[np.ndarray, " T"]
    c: Float64[np.ndarray, " T"]
    h: Float64[np.ndarray, " T"]


def cell_by_hand(i: float, f: float, o: float, x: Sequence[float]) -> ByHand:
    """c_t = f · c_{t−1} + i · x_t and h_t = o · tanh(c_t) from c_0 = 0.

    They are the LSTM's equations (`rnn_core.network.lstm`) with constant gates and x_t in the candidate's place.
    """
    c, found = 0.0, []
    for value in x:
        c = f * c + i * value
        found.append(c)
    cells = np.array(found, np.float64)
    return ByHand(np.array(x, np.float64), cells, o * np.tanh(cells))
