"""The three cells: one timestep in, the new state and a trace of everything inside out.

Letters are those of the equations: rows are examples, so `x W` is a row vector times a matrix, and the matrices of all
gates stand side by side in one. `forward` is the pure timestep after the input product a = x W_x + b, which needs no
state and is therefore computed for all timesteps at once (`rnn_core.network.unroll`).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Float

from rnn_core.network.initialisation import Initialisation


class Weights(NamedTuple):
    """A cell's weights, its G gates side by side in GH = G·H columns.

    `b_hn` is the GRU's recurrent candidate bias, empty in other cells.
    """

    W_x: Float[Array, "D GH"]
    W_h: Float[Array, "H GH"]
    b: Float[Array, " GH"]
    b_hn: Float[Array, " N"]


class DrawnWeights(NamedTuple):
    """`Weights` as they are drawn: NumPy, float64."""

    W_x: Float[np.ndarray, "D GH"]
    W_h: Float[np.ndarray, "H GH"]
    b: Float[np.ndarray, " GH"]
    b_hn: Float[np.ndarray, " N"]


class State(NamedTuple):
    """What a cell hands to the next timestep. `cell` is the LSTM's c, empty (0 units) in other cells."""

    hidden: Float[Array, "B H"]
    cell: Float[Array, "B C"]


class RNNTrace(NamedTuple):
    """Inside a vanilla RNN at one timestep `[B, H]`, or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]


class LSTMTrace(NamedTuple):
    """Inside an LSTM: h, c, i, f, g, o at one timestep `[B, H]`, or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]
    cell: Float[Array, "*T B H"]
    input_gate: Float[Array, "*T B H"]
    forget_gate: Float[Array, "*T B H"]
    candidate: Float[Array, "*T B H"]
    output_gate: Float[Array, "*T B H"]


class GRUTrace(NamedTuple):
    """Inside a GRU: h, r, z, n, and q = h W_hn + b_hn, at one timestep `[B, H]` or at all of them `[T, B, H]`."""

    hidden: Float[Array, "*T B H"]
    reset_gate: Float[Array, "*T B H"]
    update_gate: Float[Array, "*T B H"]
    candidate: Float[Array, "*T B H"]
    recurrent_candidate: Float[Array, "*T B H"]


Trace = RNNTrace | LSTMTrace | GRUTrace


class Cell(nnx.Module):
    """A cell: its weights, and one timestep as a pure function of them, `forward`."""

    name: ClassVar[str]
    num_gates: ClassVar[int]
    has_cell_state: ClassVar[bool] = False

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        rngs: nnx.Rngs,
        initialisation: Initialisation | None = None,
    ) -> None:
        """Draw the weights: `rngs.params()` gives the seed, `initialisation` the distributions (default orthogonal)."""
        self.input_size = input_size
        self.hidden_size = hidden_size
        drawn = self.draw(initialisation or Initialisation(), generator(rngs))
        self.W_x, self.W_h, self.b, self.b_hn = (nnx.Param(jnp.asarray(value.astype(np.float32))) for value in drawn)

    @property
    def weights(self) -> Weights:
        """The present weights as plain arrays."""
        return Weights(self.W_x[...], self.W_h[...], self.b[...], self.b_hn[...])

    @classmethod
    def initial_state(cls, batch_size: int, hidden_size: int, dtype: DTypeLike = jnp.float32) -> State:
        """The zero state of `batch_size` sequences."""
        cell_size = hidden_size if cls.has_cell_state else 0
        return State(jnp.zeros((batch_size, hidden_size), dtype), jnp.zeros((batch_size, cell_size), dtype))

    def __call__(self, state: State, x: Float[Array, "B D"]) -> tuple[State, Trace]:
        """One timestep from x_t `[B, D]` and the state before it."""
        weights = self.weights
        return self.forward(weights, state, x @ weights.W_x + weights.b)

    @staticmethod
    @abstractmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, Trace]:
        """One timestep from a = x_t W_x + b."""

    def draw(self, start: Initialisation, rng: np.random.Generator) -> DrawnWeights:
        """Fresh weights."""
        W_h = start.recurrent(rng, self.hidden_size, self.num_gates)
        W_x = start.input(rng, self.input_size, self.hidden_size, self.num_gates)
        return DrawnWeights(W_x, W_h, np.zeros(self.num_gates * self.hidden_size), np.zeros(0))


def generator(rngs: nnx.Rngs) -> np.random.Generator:
    """NumPy's generator seeded by the next parameter key."""
    return np.random.default_rng(np.asarray(jax.random.key_data(rngs.params())))


class VanillaRNN(Cell):
    """h_t = tanh(x_t W_x + h_{t−1} W_h + b): the simple recurrent network of Elman (1990)."""

    name = "rnn"
    num_gates = 1

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B H"]) -> tuple[State, RNNTrace]:
        """One timestep from a = x_t W_x + b."""
        h = jnp.tanh(a + state.hidden @ weights.W_h)
        return State(h, state.cell), RNNTrace(h)


class ReLURNN(VanillaRNN):
    """h_t = max(0, x_t W_x + h_{t−1} W_h + b), W_h starting as I: the IRNN of Le, Jaitly & Hinton (2015), section 3."""

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B H"]) -> tuple[State, RNNTrace]:
        """One timestep from a = x_t W_x + b."""
        h = jax.nn.relu(a + state.hidden @ weights.W_h)
        return State(h, state.cell), RNNTrace(h)

    def draw(self, start: Initialisation, rng: np.random.Generator) -> DrawnWeights:
        """W_h = I and W_x ~ N(0, 0.001²), whatever `start` says."""
        drawn = super().draw(start, rng)
        small = 0.001 * rng.standard_normal(drawn.W_x.shape)
        return drawn._replace(W_h=np.eye(self.hidden_size), W_x=small)


class LSTM(Cell):
    """Long short-term memory with forget gates, without peepholes (Hochreiter & Schmidhuber 1997; Gers et al. 2000).

    i, f, o = σ(x W_x + h_{t−1} W_h + b), each its own block, in the order i f g o; g = tanh(its block);
    c_t = f ⊙ c_{t−1} + i ⊙ g; h_t = o ⊙ tanh(c_t). The forget gate's bias starts at 1 unless told otherwise
    (Jozefowicz et al. 2015).
    """

    name = "lstm"
    num_gates = 4
    has_cell_state = True

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, LSTMTrace]:
        """One timestep from a = x_t W_x + b."""
        i, f, g, o = jnp.split(a + state.hidden @ weights.W_h, 4, axis=-1)
        i, f, g, o = jax.nn.sigmoid(i), jax.nn.sigmoid(f), jnp.tanh(g), jax.nn.sigmoid(o)
        c = f * state.cell + i * g
        h = o * jnp.tanh(c)
        return State(h, c), LSTMTrace(h, c, i, f, g, o)

    def draw(self, start: Initialisation, rng: np.random.Generator) -> DrawnWeights:
        """Fresh weights, biases included."""
        drawn = super().draw(start, rng)
        forget = start.memory_bias(rng, self.hidden_size, start.forget_bias)
        input_gate = -forget if start.name == "chrono" else np.zeros(self.hidden_size)
        b = np.concatenate([input_gate, forget, np.zeros(2 * self.hidden_size)])
        return drawn._replace(b=b)


class GRU(Cell):
    """Gated recurrent unit that resets after the matrix product (Cho et al. 2014, version 1; as cuDNN and PyTorch do).

    r, z = σ(x W_x + h_{t−1} W_h + b), each its own block, in the order r z n; q = h_{t−1} W_hn + b_hn;
    n = tanh(x W_xn + b_n + r ⊙ q); h_t = (1 − z) ⊙ n + z ⊙ h_{t−1}, so z keeps the old state.
    """

    name = "gru"
    num_gates = 3

    @staticmethod
    def forward(weights: Weights, state: State, a: Float[Array, "B GH"]) -> tuple[State, GRUTrace]:
        """One timestep from a = x_t W_x + b."""
        h = state.hidden
        a_r, a_z, a_n = jnp.split(a, 3, axis=-1)
        u_r, u_z, u_n = jnp.split(h @ weights.W_h, 3, axis=-1)
        r, z = jax.nn.sigmoid(a_r + u_r), jax.nn.sigmoid(a_z + u_z)
        q = u_n + weights.b_hn
        n = jnp.tanh(a_n + r * q)
        h = n + z * (h - n)
        return State(h, state.cell), GRUTrace(h, r, z, n, q)

    def draw(self, start: Initialisation, rng: np.random.Generator) -> DrawnWeights:
        """Fresh weights, biases included."""
        drawn = super().draw(start, rng)
        update = start.memory_bias(rng, self.hidden_size, start.update_bias)
        zeros = np.zeros(self.hidden_size)
        return drawn._replace(b=np.concatenate([zeros, update, zeros]), b_hn=zeros)


CELL_CLASSES: dict[str, type[Cell]] = {cell.name: cell for cell in (VanillaRNN, LSTM, GRU)}


def cell_class(name: str, initialisation: str = "orthogonal") -> type[Cell]:
    """The class of cell `name`; a vanilla RNN started as `irnn` is a `ReLURNN`."""
    return ReLURNN if (name, initialisation) == ("rnn", "irnn") else CELL_CLASSES[name]
