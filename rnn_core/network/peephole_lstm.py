"""An LSTM whose gates see the cell state."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, State, TimestepGradients
from rnn_core.network.lstm import LSTM, LSTMTrace


class PeepholeWeights(NamedTuple):
    """An LSTM's weights and its peepholes: `p` is p_i, p_f and p_o side by side."""

    W_x: Float[Array, "D GH"]
    W_h: Float[Array, "H GH"]
    b: Float[Array, " GH"]
    p: Float[Array, " PH"]


class PeepholeLSTM(Cell):
    """The LSTM with peephole connections of Gers & Schmidhuber (2000), trained in full as by Graves (2005).

    i_t = σ(x_t W_xi + h_{t−1} W_hi + p_i ⊙ c_{t−1} + b_i)
    f_t = σ(x_t W_xf + h_{t−1} W_hf + p_f ⊙ c_{t−1} + b_f)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t
    o_t = σ(x_t W_xo + h_{t−1} W_ho + p_o ⊙ c_t + b_o)
    h_t = o_t ⊙ tanh(c_t)

    The matrices stand side by side in the order i f g o. Peepholes start at 0, so that the network starts as the LSTM
    of the same seed.
    """

    name = "lstm"
    title = "LSTM with peepholes"
    gates = LSTM.gates
    legend = LSTM.legend
    has_cell_state = True
    weights_type = PeepholeWeights
    further_weights: ClassVar[dict[str, tuple[int, ...]]] = {"p": (0, 1, 3)}

    @staticmethod
    def forward(weights: PeepholeWeights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        p_i, p_f, p_o = jnp.split(weights.p, 3)
        i, f, g, o = jnp.split(a + state.hidden @ weights.W_h, 4, axis=-1)
        i, f, g = jax.nn.sigmoid(i + p_i * state.cell), jax.nn.sigmoid(f + p_f * state.cell), jnp.tanh(g)
        c = f * state.cell + i * g
        o = jax.nn.sigmoid(o + p_o * c)
        h = o * jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, i, f, g, o)

    @staticmethod
    def backward(weights: PeepholeWeights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """The LSTM's, with the ways through the peepholes.

        δ_o = tanh(c) ⊙ o ⊙ (1 − o) ⊙ ∂L/∂h_t
        ∂L/∂c_t gains o ⊙ (1 − tanh²c) ⊙ ∂L/∂h_t + p_o ⊙ δ_o
        δ_i = g ⊙ i ⊙ (1 − i) ⊙ ∂L/∂c_t
        δ_f = c_{t−1} ⊙ f ⊙ (1 − f) ⊙ ∂L/∂c_t
        δ_g = i ⊙ (1 − g²) ⊙ ∂L/∂c_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets f ⊙ ∂L/∂c_t + p_i ⊙ δ_i + p_f ⊙ δ_f
        """
        _, c, i, f, g, o = trace
        p_i, p_f, p_o = jnp.split(weights.p, 3)
        tanh_c = jnp.tanh(c)
        dh = gradient.hidden
        delta_o = tanh_c * o * (1 - o) * dh
        dc = gradient.cell + o * (1 - tanh_c * tanh_c) * dh + p_o * delta_o
        delta_i = g * i * (1 - i) * dc
        delta_f = before.cell * f * (1 - f) * dc
        delta_g = i * (1 - g * g) * dc
        delta = jnp.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
        into_cell = f * dc + p_i * delta_i + p_f * delta_f
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, into_cell))

    @staticmethod
    def further_gradients(before: State, trace: LSTMTrace, delta: Float[Array, "T B GH"]) -> dict[str, Array]:
        """dL/dp: Σ c_{t−1} ⊙ δ_i, Σ c_{t−1} ⊙ δ_f, Σ c_t ⊙ δ_o."""
        delta_i, delta_f, _, delta_o = jnp.split(delta, 4, axis=-1)
        seen = jnp.concatenate([before.cell * delta_i, before.cell * delta_f, trace.cell * delta_o], axis=-1)
        return {"p": seen.sum((0, 1))}

    state_of = staticmethod(LSTM.state_of)
    gate_biases = staticmethod(LSTM.gate_biases)
