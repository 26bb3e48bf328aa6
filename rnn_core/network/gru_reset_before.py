"""A GRU that resets the old state before the matrix product."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, Products, State, TimestepGradients, Weights
from rnn_core.network.gru import GRU, GRUTrace


class GRUResetBefore(Cell):
    """The GRU of Cho et al. (2014, version 3) and Chung et al. (2014): it resets before the product.

    r_t = σ(x_t W_xr + h_{t−1} W_hr + b_r)
    z_t = σ(x_t W_xz + h_{t−1} W_hz + b_z)
    n_t = tanh(x_t W_xn + (r_t ⊙ h_{t−1}) W_hn + b_n)
    h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t−1}, so z keeps the old state (in Chung et al. 1 − z does)

    The matrices stand side by side in the order r z n. Each timestep needs two products, one after the other.
    """

    name = "gru"
    title = "GRU that resets before the product"
    gates = GRU.gates
    legend = GRU.legend

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, GRUTrace]:
        """One timestep from a = x_t W_x + b."""
        h = state.hidden
        W_rz, W_n = jnp.split(weights.W_h, [2 * h.shape[-1]], axis=-1)
        a_r, a_z, a_n = jnp.split(a, 3, axis=-1)
        u_r, u_z = jnp.split(h @ W_rz, 2, axis=-1)
        r, z = jax.nn.sigmoid(a_r + u_r), jax.nn.sigmoid(a_z + u_z)
        q = (r * h) @ W_n
        n = jnp.tanh(a_n + q)
        h = n + z * (h - n)
        return State(h, state.cell), GRUTrace(h, r, z, n, q)

    @staticmethod
    def backward(weights: Weights, before: State, trace: GRUTrace, gradient: State) -> TimestepGradients:
        """The chain rule through the equations, from the last one to the first.

        δ_n = (1 − z) ⊙ (1 − n²) ⊙ ∂L/∂h_t
        δ_z = (h_{t−1} − n) ⊙ z ⊙ (1 − z) ⊙ ∂L/∂h_t
        m = δ_n W_hnᵀ, the gradient at r ⊙ h_{t−1}
        δ_r = h_{t−1} ⊙ r ⊙ (1 − r) ⊙ m
        h_{t−1} gets [δ_r, δ_z] [W_hr, W_hz]ᵀ + r ⊙ m + z ⊙ ∂L/∂h_t
        """
        _, r, z, n, _ = trace
        h, dh = before.hidden, gradient.hidden
        W_rz, W_n = jnp.split(weights.W_h, [2 * h.shape[-1]], axis=-1)
        delta_n = (1 - z) * (1 - n * n) * dh
        delta_z = (h - n) * z * (1 - z) * dh
        m = delta_n @ W_n.T
        delta_r = h * r * (1 - r) * m
        delta_rz = jnp.concatenate([delta_r, delta_z], axis=-1)
        into_hidden = delta_rz @ W_rz.T + r * m + z * dh
        delta = jnp.concatenate([delta_rz, delta_n], axis=-1)
        return TimestepGradients(delta, gradient, State(into_hidden, gradient.cell))

    @staticmethod
    def recurrent_products(before: State, trace: GRUTrace, delta: Float[Array, "T B GH"]) -> Products:
        """Before the candidate's matrix stands the reset gate: its left side is r ⊙ h_{t−1}."""
        delta_rz, delta_n = jnp.split(delta, [2 * trace.hidden.shape[-1]], axis=-1)
        return (before.hidden, delta_rz), (trace.reset_gate * before.hidden, delta_n)

    gate_biases = staticmethod(GRU.gate_biases)
