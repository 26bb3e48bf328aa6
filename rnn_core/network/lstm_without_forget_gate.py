"""An LSTM without forget gate."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import State, TimestepGradients, Weights
from rnn_core.network.lstm import CANDIDATE, CELL_STATE, FORGET, INPUT, LSTM, OUTPUT, LSTMTrace


class LSTMWithoutForgetGate(LSTM):
    """The ablation NFG of Greff et al. (2017), here of an LSTM without peepholes.

    i_t = σ(x_t W_xi + h_{t−1} W_hi + b_i)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    o_t = σ(x_t W_xo + h_{t−1} W_ho + b_o)
    c_t = c_{t−1} + i_t ⊙ g_t
    h_t = o_t ⊙ tanh(c_t)

    It is the cell of Hochreiter & Schmidhuber (1997) but for the squashing functions, here tanh. The matrices stand
    side by side in the order i g o. With the start `chrono` the input gate's bias is still −log U(1, T_max − 1).
    """

    title = "LSTM without forget gate"
    gates = ("input_gate", None, "output_gate")
    legend = (FORGET._replace(removed=True), INPUT, CANDIDATE, CELL_STATE, OUTPUT)

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        i, g, o = jnp.split(a + state.hidden @ weights.W_h, 3, axis=-1)
        i, g, o = jax.nn.sigmoid(i), jnp.tanh(g), jax.nn.sigmoid(o)
        c = state.cell + i * g
        h = o * jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, i, jnp.ones_like(c), g, o)

    @staticmethod
    def backward(weights: Weights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """The LSTM's, with f = 1.

        ∂L/∂c_t gains o ⊙ (1 − tanh²c) ⊙ ∂L/∂h_t
        δ_i = g ⊙ i ⊙ (1 − i) ⊙ ∂L/∂c_t
        δ_g = i ⊙ (1 − g²) ⊙ ∂L/∂c_t
        δ_o = tanh(c) ⊙ o ⊙ (1 − o) ⊙ ∂L/∂h_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets ∂L/∂c_t whole
        """
        _, c, i, _, g, o = trace
        tanh_c = jnp.tanh(c)
        dh = gradient.hidden
        dc = gradient.cell + o * (1 - tanh_c * tanh_c) * dh
        delta_i = g * i * (1 - i) * dc
        delta_g = i * (1 - g * g) * dc
        delta_o = tanh_c * o * (1 - o) * dh
        delta = jnp.concatenate([delta_i, delta_g, delta_o], axis=-1)
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, dc))
