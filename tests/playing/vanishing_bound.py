"""How long a gradient can be at most, by the weights and the states alone."""

from __future__ import annotations

import numpy as np


def vanishing_bound(W_h: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Upper bound on ‖∂h_T/∂h_t‖₂ of a tanh RNN for every t (Pascanu, Mikolov & Bengio 2013).

    ∏_{k=t+1..T} σ_max(W_h) · max_i (1 − h²_{k,i}); the last entry is 1.
    """
    slopes = np.max(1 - hidden * hidden, axis=-1)[1:] * np.linalg.norm(W_h, ord=2)
    return np.append(np.cumprod(slopes[::-1])[::-1], 1.0)
