"""An LSTM without output gate."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import State, TimestepGradients, Weights
from rnn_core.network.lstm import CANDIDATE, CELL_STATE, FORGET, INPUT, LSTM, OUTPUT, LSTMTrace


class LSTMWithoutOutputGate(LSTM):
    """The ablation NOG of Greff et al. (2017), here of an LSTM without peepholes.

    i_t = σ(x_t W_xi + h_{t−1} W_hi + b_i)
    f_t = σ(x_t W_xf + h_{t−1} W_hf + b_f)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t
    h_t = tanh(c_t)

    The matrices stand side by side in the order i f g.
    """

    title = "LSTM without output gate"
    gates = ("input_gate", "forget_gate", None)
    legend = (FORGET, INPUT, CANDIDATE, CELL_STATE, OUTPUT._replace(removed=True))

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        i, f, g = jnp.split(a + state.hidden @ weights.W_h, 3, axis=-1)
        i, f, g = jax.nn.sigmoid(i), jax.nn.sigmoid(f), jnp.tanh(g)
        c = f * state.cell + i * g
        h = jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, i, f, g, jnp.ones_like(c))

    @staticmethod
    def backward(weights: Weights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """The LSTM's, with o = 1.

        ∂L/∂c_t gains (1 − tanh²c) ⊙ ∂L/∂h_t, and tanh(c) is h
        δ_i = g ⊙ i ⊙ (1 − i) ⊙ ∂L/∂c_t
        δ_f = c_{t−1} ⊙ f ⊙ (1 − f) ⊙ ∂L/∂c_t
        δ_g = i ⊙ (1 − g²) ⊙ ∂L/∂c_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets f ⊙ ∂L/∂c_t
        """
        h, _, i, f, g, _ = trace
        dh = gradient.hidden
        dc = gradient.cell + (1 - h * h) * dh
        delta_i = g * i * (1 - i) * dc
        delta_f = before.cell * f * (1 - f) * dc
        delta_g = i * (1 - g * g) * dc
        delta = jnp.concatenate([delta_i, delta_f, delta_g], axis=-1)
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, f * dc))
