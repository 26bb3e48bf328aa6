"""The vanilla RNN."""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, State, TimestepGradients, Weights


class RNNTrace(NamedTuple):
    """Inside a vanilla RNN at one timestep `[B, H]`, or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]


class VanillaRNN(Cell):
    """The simple recurrent network of Elman (1990).

    h_t = tanh(x_t W_x + h_{t−1} W_h + b)
    """

    name = "rnn"
    title = "Vanilla RNN"
    gates = (None,)
    squash = "tanh"

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B H"]) -> tuple[State, RNNTrace]:
        """One timestep from a = x_t W_x + b."""
        h = jnp.tanh(a + state.hidden @ weights.W_h)
        return State(h, state.cell), RNNTrace(h)

    @staticmethod
    def backward(weights: Weights, before: State, trace: RNNTrace, gradient: State) -> TimestepGradients:
        """δ_t = (1 − h_t²) ⊙ ∂L/∂h_t; h_{t−1} gets δ_t W_hᵀ (Werbos 1990)."""
        h = trace.hidden
        delta = (1 - h * h) * gradient.hidden
        return TimestepGradients(delta, gradient, State(delta @ weights.W_h.T, gradient.cell))
