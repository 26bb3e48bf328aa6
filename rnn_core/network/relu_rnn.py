"""The vanilla RNN of rectified units."""

from __future__ import annotations

import jax
import numpy as np
from jaxtyping import Array, Float

from rnn_core.network.cell import State, TimestepGradients, Weights
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.vanilla_rnn import RNNTrace, VanillaRNN


class ReLURNN(VanillaRNN):
    """The IRNN of Le, Jaitly & Hinton (2015), section 3: W_h starts as I.

    h_t = max(0, x_t W_x + h_{t−1} W_h + b)
    """

    title = "Vanilla RNN with ReLU"
    squash = "relu"
    bounded = False

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B H"]) -> tuple[State, RNNTrace]:
        """One timestep from a = x_t W_x + b."""
        h = jax.nn.relu(a + state.hidden @ weights.W_h)
        return State(h, state.cell), RNNTrace(h)

    @staticmethod
    def backward(weights: Weights, before: State, trace: RNNTrace, gradient: State) -> TimestepGradients:
        """δ_t = ∂L/∂h_t where h_t > 0, else 0; h_{t−1} gets δ_t W_hᵀ."""
        h = trace.hidden
        delta = (h > 0).astype(h.dtype) * gradient.hidden
        return TimestepGradients(delta, gradient, State(delta @ weights.W_h.T, gradient.cell))

    def draw(self, start: Initialisation, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """W_h = I and W_x ~ N(0, 0.001²), whatever `start` says."""
        drawn = super().draw(start, rng)
        small = 0.001 * rng.standard_normal(drawn["W_x"].shape)
        return drawn | {"W_h": np.eye(self.hidden_size), "W_x": small}
