"""What every cell is: weights, one timestep forward, and the same timestep backward.

Letters are those of the equations: rows are examples, so `x W` is a row vector times a matrix, and the matrices of all
G blocks (gates and candidate) stand side by side in one. `forward` starts from the input products a = x W_x + b, which
need no state and are therefore computed for all timesteps at once (`rnn_core.network.unroll`). `backward` is its
derivative for one timestep; `rnn_core.network.bptt` runs it from the last timestep to the first.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax.typing import DTypeLike
from jaxtyping import Array, Float

from rnn_core.network.initialisation import Initialisation
from rnn_core.network.legend import TraceRow


class Weights(NamedTuple):
    """The weights that every cell has, its G blocks side by side in GH = G·H columns."""

    W_x: Float[Array, "D GH"]
    W_h: Float[Array, "H GH"]
    b: Float[Array, " GH"]


@runtime_checkable
class CellWeights(Protocol):
    """The weights of any cell: a NamedTuple like `Weights`, with further weights after these in some cells."""

    @property
    def W_x(self) -> Float[Array, "D GH"]: ...  # noqa: D102
    @property
    def W_h(self) -> Float[Array, "H GH"]: ...  # noqa: D102
    @property
    def b(self) -> Float[Array, " GH"]: ...  # noqa: D102


class State(NamedTuple):
    """What a cell hands to the next timestep. `cell` is the LSTM's c, empty (0 units) in other cells."""

    hidden: Float[Array, "*T B H"]
    cell: Float[Array, "*T B C"]


@runtime_checkable
class Trace(Protocol):
    """Everything inside a cell at one timestep `[B, H]`, or at all of them `[T, B, H]`: a NamedTuple."""

    _fields: ClassVar[tuple[str, ...]]

    @property
    def hidden(self) -> Float[Array, "*T B H"]: ...  # noqa: D102


class TimestepGradients(NamedTuple):
    """What back-propagation through one timestep yields.

    `delta` is δ_t = ∂L/∂a_t, the gradient at the input products, whole or as a tuple of its blocks of columns. `total`
    is ∂L/∂h_t and ∂L/∂c_t over all paths. `before` is what reaches h_{t−1} and c_{t−1} through this timestep.
    """

    delta: Float[Array, "B GH"] | tuple[Float[Array, "B H"], ...]
    total: State
    before: State


Products = tuple[tuple[Float[Array, "T B H"], Float[Array, "T B K"]], ...]
"""Pairs (left, right), one for each group of columns of W_h in their order: dL/dW_h is Σ leftᵀ right side by side."""


class Cell(nnx.Module):
    """A cell: its weights, and one timestep forward and backward as pure functions of them."""

    name: ClassVar[str]
    """`rnn`, `lstm` or `gru`; variants share their cell's."""
    title: ClassVar[str]
    gates: ClassVar[tuple[str | None, ...]]
    """The trace that each block of columns gives, for sigmoid gates; None for a candidate."""
    legend: ClassVar[tuple[TraceRow, ...]] = ()
    """The rows of the gate panel, top to bottom."""
    squash: ClassVar[str] = ""
    """What a cell without gates applies to its one sum, `tanh` or `relu`; empty for cells with gates."""
    has_cell_state: ClassVar[bool] = False
    bounded: ClassVar[bool] = True
    """Whether h lies between −1 and 1."""
    weights_type: ClassVar[Any] = Weights
    further_weights: ClassVar[dict[str, tuple[int, ...]]] = {}
    """Weights besides W_x, W_h and b, and the blocks that their columns belong to."""
    num_gates: ClassVar[int]
    """Blocks of columns, the candidate's included."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        """Count the blocks."""
        super().__init_subclass__(**arguments)
        cls.num_gates = len(cls.gates)

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
        for name, value in self.draw(initialisation or Initialisation(), generator(rngs)).items():
            setattr(self, name, nnx.Param(jax.device_put(value.astype(np.float32))))

    @property
    def weights(self) -> Any:
        """The present weights as plain arrays, of the cell's `weights_type`."""
        return self.weights_type(*(getattr(self, name)[...] for name in self.weights_type._fields))

    @classmethod
    def initial_state(cls, batch_size: int, hidden_size: int, dtype: DTypeLike = jnp.float32) -> State:
        """The zero state of `batch_size` sequences."""
        cell_size = hidden_size if cls.has_cell_state else 0
        return State(jnp.zeros((batch_size, hidden_size), dtype), jnp.zeros((batch_size, cell_size), dtype))

    def __call__(self, state: State, x: Float[Array, "B D"]) -> tuple[State, Any]:
        """One timestep from x_t `[B, D]` and the state before it."""
        weights = self.weights
        return self.forward(weights, state, x @ weights.W_x + weights.b)

    def draw(self, start: Initialisation, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """Fresh weights by name, float64; biases are 0 but for `gate_biases`, and so are further weights."""
        hidden_size, zeros = self.hidden_size, np.zeros(self.hidden_size)
        W_h = start.recurrent(rng, hidden_size, self.num_gates)
        W_x = start.input(rng, self.input_size, hidden_size, self.num_gates)
        biases = self.gate_biases(start, rng, hidden_size)
        b = np.concatenate([zeros if gate is None else biases.get(gate, zeros) for gate in self.gates])
        further = {name: np.zeros(hidden_size * len(blocks)) for name, blocks in self.further_weights.items()}
        return {"W_x": W_x, "W_h": W_h, "b": b, **further}

    @staticmethod
    def gate_biases(start: Initialisation, rng: np.random.Generator, hidden_size: int) -> dict[str, np.ndarray]:
        """The biases that do not start at 0, by gate; a gate that a variant does not have is ignored."""
        return {}

    @classmethod
    def further_units(cls) -> int:
        """The units that the cell has beside those of the hidden size that is chosen."""
        return 0

    @classmethod
    def trained(cls, hidden_size: int) -> Any:  # noqa: ARG003
        """Which weights are trained, as booleans in the order of the cell's `weights_type`; None means all of them."""
        return None

    @staticmethod
    @abstractmethod
    def forward(weights: Any, state: State, a: Float[Array, "B GH"]) -> tuple[State, Any]:
        """One timestep from a = x_t W_x + b: the state after it and the trace."""

    @staticmethod
    @abstractmethod
    def backward(weights: Any, before: State, trace: Any, gradient: State) -> TimestepGradients:
        """The same timestep backward.

        `before` is the state before it. `gradient` holds the total ∂L/∂h_t, and of ∂L/∂c_t what comes from the next
        timestep and from outside, not yet through h_t.
        """

    @staticmethod
    def state_of(trace: Any) -> State:
        """The states after each timestep of a trace."""
        return State(trace.hidden, trace.hidden[..., :0])

    @classmethod
    def with_state(cls, trace: Any, state: State) -> Any:
        """A trace with another state after its timestep."""
        return trace._replace(hidden=state.hidden, **({"cell": state.cell} if cls.has_cell_state else {}))

    @staticmethod
    def recurrent_products(before: State, trace: Any, delta: Float[Array, "T B GH"]) -> Products:
        """What dL/dW_h is the sum of: h_{t−1} and the gradient at h_{t−1} W_h, here δ_t itself."""
        return ((before.hidden, delta),)

    @staticmethod
    def further_gradients(before: State, trace: Any, delta: Float[Array, "T B GH"]) -> dict[str, Array]:
        """The gradients of `further_weights`, from all timesteps."""
        return {}


def generator(rngs: nnx.Rngs) -> np.random.Generator:
    """NumPy's generator seeded by the next parameter key."""
    return np.random.default_rng(np.asarray(jax.random.key_data(rngs.params())))
