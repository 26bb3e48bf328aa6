"""A GRU without reset gate."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, State, TimestepGradients, Weights
from rnn_core.network.gru import CANDIDATE, GRU, RESET, UPDATE, GRUTrace


class GRUWithoutReset(Cell):
    """The GRU with r = 1.

    z_t = σ(x_t W_xz + h_{t−1} W_hz + b_z)
    n_t = tanh(x_t W_xn + h_{t−1} W_hn + b_n)
    h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t−1}

    The matrices stand side by side in the order z n. Without a reset gate between them b_n and b_hn are one bias.
    """

    name = "gru"
    title = "GRU without reset gate"
    gates = ("update_gate", None)
    legend = (RESET._replace(removed=True), UPDATE, CANDIDATE)

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, GRUTrace]:
        """One timestep from a = x_t W_x + b."""
        h = state.hidden
        a_z, a_n = jnp.split(a, 2, axis=-1)
        u_z, q = jnp.split(h @ weights.W_h, 2, axis=-1)
        z, n = jax.nn.sigmoid(a_z + u_z), jnp.tanh(a_n + q)
        h = n + z * (h - n)
        return State(h, state.cell), GRUTrace(h, jnp.ones_like(h), z, n, q)

    @staticmethod
    def backward(weights: Weights, before: State, trace: GRUTrace, gradient: State) -> TimestepGradients:
        """The GRU's, with r = 1.

        δ_n = (1 − z) ⊙ (1 − n²) ⊙ ∂L/∂h_t
        δ_z = (h_{t−1} − n) ⊙ z ⊙ (1 − z) ⊙ ∂L/∂h_t
        h_{t−1} gets δ W_hᵀ + z ⊙ ∂L/∂h_t
        """
        _, _, z, n, _ = trace
        dh = gradient.hidden
        delta_n = (1 - z) * (1 - n * n) * dh
        delta_z = (before.hidden - n) * z * (1 - z) * dh
        delta = jnp.concatenate([delta_z, delta_n], axis=-1)
        return TimestepGradients(delta, gradient, State(delta @ weights.W_h.T + z * dh, gradient.cell))

    gate_biases = staticmethod(GRU.gate_biases)
