"""The long short-term memory."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from rnn_core.network.cell import Cell, State, TimestepGradients, Weights
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.legend import TraceRow

FORGET = TraceRow("forget_gate", "f", "forget", "gate", means="keeps")
INPUT = TraceRow("input_gate", "i", "input", "gate", means="lets in")
CANDIDATE = TraceRow("candidate", "g", "candidate", "signed")
CELL_STATE = TraceRow("cell", "c", "tanh", "tanh")
OUTPUT = TraceRow("output_gate", "o", "output", "gate", means="shows")


class LSTMTrace(NamedTuple):
    """Inside an LSTM: h, c, i, f, g, o at one timestep `[B, H]`, or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]
    cell: Float[Array, "*T B H"]
    input_gate: Float[Array, "*T B H"]
    forget_gate: Float[Array, "*T B H"]
    candidate: Float[Array, "*T B H"]
    output_gate: Float[Array, "*T B H"]


class LSTM(Cell):
    """Long short-term memory with forget gates, without peepholes (Hochreiter & Schmidhuber 1997; Gers et al. 2000).

    i_t = σ(x_t W_xi + h_{t−1} W_hi + b_i)
    f_t = σ(x_t W_xf + h_{t−1} W_hf + b_f)
    g_t = tanh(x_t W_xg + h_{t−1} W_hg + b_g)
    o_t = σ(x_t W_xo + h_{t−1} W_ho + b_o)
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t
    h_t = o_t ⊙ tanh(c_t)

    The matrices stand side by side in the order i f g o. The forget gate's bias starts at 1 unless told otherwise
    (Jozefowicz et al. 2015).
    """

    name = "lstm"
    title = "LSTM"
    gates: ClassVar[tuple[str | None, ...]] = ("input_gate", "forget_gate", None, "output_gate")
    legend: ClassVar[tuple[TraceRow, ...]] = (FORGET, INPUT, CANDIDATE, CELL_STATE, OUTPUT)
    has_cell_state = True

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        i, f, g, o = jnp.split(a + state.hidden @ weights.W_h, 4, axis=-1)
        i, f, g, o = jax.nn.sigmoid(i), jax.nn.sigmoid(f), jnp.tanh(g), jax.nn.sigmoid(o)
        c = f * state.cell + i * g
        h = o * jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, i, f, g, o)

    @staticmethod
    def backward(weights: Weights, before: State, trace: LSTMTrace, gradient: State) -> TimestepGradients:
        """Hochreiter & Schmidhuber (1997), appendix A.1, in full back-propagation through time.

        ∂L/∂c_t gains o ⊙ (1 − tanh²c) ⊙ ∂L/∂h_t
        δ_i = g ⊙ i ⊙ (1 − i) ⊙ ∂L/∂c_t
        δ_f = c_{t−1} ⊙ f ⊙ (1 − f) ⊙ ∂L/∂c_t
        δ_g = i ⊙ (1 − g²) ⊙ ∂L/∂c_t
        δ_o = tanh(c) ⊙ o ⊙ (1 − o) ⊙ ∂L/∂h_t
        h_{t−1} gets δ W_hᵀ, c_{t−1} gets f ⊙ ∂L/∂c_t
        """
        _, c, i, f, g, o = trace
        tanh_c = jnp.tanh(c)
        dh = gradient.hidden
        dc = gradient.cell + o * (1 - tanh_c * tanh_c) * dh
        delta_i = g * i * (1 - i) * dc
        delta_f = before.cell * f * (1 - f) * dc
        delta_g = i * (1 - g * g) * dc
        delta_o = tanh_c * o * (1 - o) * dh
        delta = jnp.concatenate([delta_i, delta_f, delta_g, delta_o], axis=-1)
        return TimestepGradients(delta, State(dh, dc), State(delta @ weights.W_h.T, f * dc))

    @staticmethod
    def state_of(trace: LSTMTrace) -> State:
        """H and c after each timestep."""
        return State(trace.hidden, trace.cell)

    @staticmethod
    def gate_biases(start: Initialisation, rng: np.random.Generator, hidden_size: int) -> dict[str, np.ndarray]:
        """The forget gate's, and with chrono the input gate's opposite one (Tallec & Ollivier 2018)."""
        forget = start.memory_bias(rng, hidden_size, start.forget_bias)
        return {"forget_gate": forget} | ({"input_gate": -forget} if start.name == "chrono" else {})
