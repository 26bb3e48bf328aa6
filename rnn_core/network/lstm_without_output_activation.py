"""An LSTM without output activation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import State, TimestepGradients, Weights
from rnn_core.network.lstm import CANDIDATE, CELL_STATE, FORGET, INPUT, LSTM, OUTPUT, LSTMTrace


class LSTMWithoutOutputActivation(LSTM):
    """The ablation NOAF of Greff et al. (2017), here of an LSTM without peepholes.

    i_t = σ(x_t W_xi + h_{t−1} W_hi + b_i)
    f_t = σ(x_t W_xf + h_{t−1} W_hf + b_f)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    o_t = σ(x_t W_xo + h_{t−1} W_ho + b_o)
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t
    h_t = o_t ⊙ c_t

    The matrices stand side by side in the order i f g o.
    """

    title = "LSTM without output activation"
    bounded = False
    legend = (FORGET, INPUT, CANDIDATE, CELL_STATE._replace(name="cell"), OUTPUT)

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        i, f, g, o = jnp.split(a + state.hidden @ weights.W_h, 4, axis=-1)
        i, f, g, o = jax.nn.sigmoid(i), jax.nn.sigmoid(f), jnp.tanh(g), jax.nn.sigmoid(o)
        c = f * state.cell + i * g
        h = o * c
        return State(h, c), LSTMTrace(h, c, i, f, g, o)

    @staticmethod
    def backward(weights: Weights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """The LSTM's, with c in the place of tanh(c).

        ∂L/∂c_t gains o ⊙ ∂L/∂h_t
        δ_i = g ⊙ i ⊙ (1 − i) ⊙ ∂L/∂c_t
        δ_f = c_{t−1} ⊙ f ⊙ (1 − f) ⊙ ∂L/∂c_t
        δ_g = i ⊙ (1 − g²) ⊙ ∂L/∂c_t
        δ_o = c ⊙ o ⊙ (1 − o) ⊙ ∂L/∂h_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets f ⊙ ∂L/∂c_t
        """
        _, c, i, f, g, o = trace
        dh = gradient.hidden
        dc = gradient.cell + o * dh
        delta_i = g * i * (1 - i) * dc
        delta_f = before.cell * f * (1 - f) * dc
        delta_g = i * (1 - g * g) * dc
        delta_o = c * o * (1 - o) * dh
        delta = jnp.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, f * dc))
