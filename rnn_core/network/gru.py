"""The gated recurrent unit."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, Products, State, TimestepGradients
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.legend import TraceRow

RESET = TraceRow("reset_gate", "r", "reset", "gate", means="uses the state")
UPDATE = TraceRow("update_gate", "z", "update", "gate", means="keeps")
CANDIDATE = TraceRow("candidate", "n", "candidate", "signed")


class GRUWeights(NamedTuple):
    """A GRU's weights: `b_hn` is the bias of the candidate's recurrent product, inside the reset gate."""

    W_x: Float[Array, "D GH"]
    W_h: Float[Array, "H GH"]
    b: Float[Array, " GH"]
    b_hn: Float[Array, " H"]


class GRUTrace(NamedTuple):
    """Inside a GRU: h, r, z, n, and q = h W_hn + b_hn, at one timestep `[B, H]` or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]
    reset_gate: Float[Array, "*T B H"]
    update_gate: Float[Array, "*T B H"]
    candidate: Float[Array, "*T B H"]
    recurrent_candidate: Float[Array, "*T B H"]


class GRU(Cell):
    """Gated recurrent unit that resets after the matrix product (Cho et al. 2014, version 1; as cuDNN and PyTorch do).

    r_t = σ(x_t W_xr + h_{t−1} W_hr + b_r)
    z_t = σ(x_t W_xz + h_{t−1} W_hz + b_z)
    q_t = h_{t−1} W_hn + b_hn
    n_t = tanh(x_t W_xn + b_n + r_t ⊙ q_t)
    h_t = (1 − z_t) ⊙ n_t + z_t ⊙ h_{t−1}, so z keeps the old state

    The matrices stand side by side in the order r z n.
    """

    name = "gru"
    title = "GRU"
    gates: ClassVar[tuple[str | None, ...]] = ("reset_gate", "update_gate", None)
    legend: ClassVar[tuple[TraceRow, ...]] = (RESET, UPDATE, CANDIDATE)
    weights_type = GRUWeights
    further_weights: ClassVar[dict[str, tuple[int, ...]]] = {"b_hn": (2,)}

    @staticmethod
    def forward(weights: GRUWeights, state: State, a: Float[Array, "B GH"]) -> tuple[State, GRUTrace]:
        """One timestep from a = x_t W_x + b."""
        h = state.hidden
        a_r, a_z, a_n = jnp.split(a, 3, axis=-1)
        u_r, u_z, u_n = jnp.split(h @ weights.W_h, 3, axis=-1)
        r, z = jax.nn.sigmoid(a_r + u_r), jax.nn.sigmoid(a_z + u_z)
        q = u_n + weights.b_hn
        n = jnp.tanh(a_n + r * q)
        h = n + z * (h - n)
        return State(h, state.cell), GRUTrace(h, r, z, n, q)

    @staticmethod
    def backward(weights: GRUWeights, before: State, trace: GRUTrace, gradient: State) -> TimestepGradients:
        """The chain rule through the equations, from the last one to the first.

        δ_n = (1 − z) ⊙ (1 − n²) ⊙ ∂L/∂h_t
        δ_z = (h_{t−1} − n) ⊙ z ⊙ (1 − z) ⊙ ∂L/∂h_t
        δ_r = q ⊙ r ⊙ (1 − r) ⊙ δ_n
        h_{t−1} gets [δ_r, δ_z, r ⊙ δ_n] W_hᵀ + z ⊙ ∂L/∂h_t
        """
        _, r, z, n, q = trace
        dh = gradient.hidden
        delta_n = (1 - z) * (1 - n * n) * dh
        delta_z = (before.hidden - n) * z * (1 - z) * dh
        delta_r = q * r * (1 - r) * delta_n
        recurrent = jnp.concatenate([delta_r, delta_z, r * delta_n], axis=-1)
        # In blocks: joining them in the loop too makes a training step of 32 units a tenth slower.
        return TimestepGradients(
            (delta_r, delta_z, delta_n), gradient, State(recurrent @ weights.W_h.T + z * dh, gradient.cell)
        )

    @staticmethod
    def recurrent_products(before: State, trace: GRUTrace, delta: Float[Array, "T B GH"]) -> Products:
        """Behind the candidate's matrix stands the reset gate: its δ there is r ⊙ δ_n."""
        delta_r, delta_z, delta_n = jnp.split(delta, 3, axis=-1)
        recurrent = jnp.concatenate([delta_r, delta_z, trace.reset_gate * delta_n], axis=-1)
        return ((before.hidden, recurrent),)

    @staticmethod
    def further_gradients(before: State, trace: GRUTrace, delta: Float[Array, "T B GH"]) -> dict[str, Array]:
        """dL/db_hn = Σ r ⊙ δ_n."""
        delta_n = delta[..., -trace.hidden.shape[-1] :]
        return {"b_hn": (trace.reset_gate * delta_n).sum((0, 1))}

    @staticmethod
    def gate_biases(start: Initialisation, rng: np.random.Generator, hidden_size: int) -> dict[str, np.ndarray]:
        """The update gate's, which keeps the old state."""
        return {"update_gate": start.memory_bias(rng, hidden_size, start.update_bias)}
