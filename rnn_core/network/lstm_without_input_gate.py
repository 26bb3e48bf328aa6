"""An LSTM without input gate."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import State, TimestepGradients, Weights
from rnn_core.network.lstm import CANDIDATE, CELL_STATE, FORGET, INPUT, LSTM, OUTPUT, LSTMTrace


class LSTMWithoutInputGate(LSTM):
    """The ablation NIG of Greff et al. (2017), here of an LSTM without peepholes.

    f_t = σ(x_t W_xf + h_{t−1} W_hf + b_f)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    o_t = σ(x_t W_xo + h_{t−1} W_ho + b_o)
    c_t = f_t ⊙ c_{t−1} + g_t
    h_t = o_t ⊙ tanh(c_t)

    The matrices stand side by side in the order f g o.
    """

    title = "LSTM without input gate"
    gates = ("forget_gate", None, "output_gate")
    legend = (FORGET, INPUT._replace(removed=True), CANDIDATE, CELL_STATE, OUTPUT)

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        f, g, o = jnp.split(a + state.hidden @ weights.W_h, 3, axis=-1)
        f, g, o = jax.nn.sigmoid(f), jnp.tanh(g), jax.nn.sigmoid(o)
        c = f * state.cell + g
        h = o * jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, jnp.ones_like(c), f, g, o)

    @staticmethod
    def backward(weights: Weights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """The LSTM's, with i = 1.

        ∂L/∂c_t gains o ⊙ (1 − tanh²c) ⊙ ∂L/∂h_t
        δ_f = c_{t−1} ⊙ f ⊙ (1 − f) ⊙ ∂L/∂c_t
        δ_g = (1 − g²) ⊙ ∂L/∂c_t
        δ_o = tanh(c) ⊙ o ⊙ (1 − o) ⊙ ∂L/∂h_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets f ⊙ ∂L/∂c_t
        """
        _, c, _, f, g, o = trace
        tanh_c = jnp.tanh(c)
        dh = gradient.hidden
        dc = gradient.cell + o * (1 - tanh_c * tanh_c) * dh
        delta_f = before.cell * f * (1 - f) * dc
        delta_g = (1 - g * g) * dc
        delta_o = tanh_c * o * (1 - o) * dh
        delta = jnp.concatenate([delta_f, delta_g, delta_o], axis=-1)
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, f * dc))
