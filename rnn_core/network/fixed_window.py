"""A fixed window: no memory but the last k inputs."""

from __future__ import annotations

from functools import cache
from typing import ClassVar, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from rnn_core.network.cell import Cell, Products, State, TimestepGradients, Weights
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.legend import TraceRow


class WindowTrace(NamedTuple):
    """Inside a fixed window: `slope` is φ′, 1 in the register and 1 − h² elsewhere."""

    hidden: Float[Array, "*T B H"]
    slope: Float[Array, "*T B H"]


class Trained(NamedTuple):
    """Which of `Weights` are trained."""

    W_x: Bool[np.ndarray, "D H"]
    W_h: Bool[np.ndarray, "H H"]
    b: Bool[np.ndarray, " H"]


class FixedWindow(Cell):
    """A network that sees the last k inputs and nothing before: a time-delay network (Waibel et al. 1989).

    The first R = (k − 1)·D units are a shift register, r_t = (x_t, x_{t−1}, …, x_{t−k+2}); the others see it and x_t:

    r_t = x_t E + r_{t−1} S
    n_t = tanh(x_t W_x + r_{t−1} W_h + b)
    h_t = (r_t, n_t)

    E and S are not trained: E writes x_t into the first D units, S moves every entry D units on, and the oldest D drop
    out. They stand in W_x and W_h like the rest. No n reaches the next timestep, so W_hᵏ = 0, and ∂L/∂h_t of a loss at
    T is exactly 0 where T − t ≥ k. The readout is that of every cell: it sees all of h_t.
    """

    name = "rnn"
    title = "Fixed window of inputs"
    gates = (None,)
    legend = (TraceRow("slope", "φ′", "derivative", "signed"),)
    bounded = False
    inputs: ClassVar[int] = 2
    """k."""
    width: ClassVar[int] = 2
    """D."""

    @classmethod
    def further_units(cls) -> int:
        """R = (k − 1)·D."""
        return (cls.inputs - 1) * cls.width

    @classmethod
    def trained(cls, hidden_size: int) -> Trained:
        """What goes into n, from x and from the register."""
        register = cls._register(hidden_size)
        return Trained(np.tile(~register, (cls.width, 1)), np.outer(register, ~register), ~register)

    @classmethod
    def _register(cls, hidden_size: int) -> Bool[np.ndarray, " H"]:
        """Which units are the register's."""
        return np.arange(hidden_size) < cls.further_units()

    @classmethod
    def _shift(cls, hidden_size: int) -> Float[np.ndarray, "H H"]:
        """S, at its place in W_h: 1 from each unit of the register to the one D units on."""
        register = cls._register(hidden_size)
        return np.eye(hidden_size, k=cls.width) * np.outer(register, register)

    def draw(self, start: Initialisation, rng: np.random.Generator) -> dict[str, np.ndarray]:
        """E and S, and for n what `start` says of input weights: the same for all k inputs."""
        D, H, R = self.width, self.hidden_size, self.further_units()
        W_x, W_h = np.eye(D, H) if R else np.zeros((D, H)), self._shift(H)
        drawn = start.input(rng, D + R, H - R, 1)
        W_x[:, R:], W_h[:R, R:] = drawn[:D], drawn[D:]
        return {"W_x": W_x, "W_h": W_h, "b": np.zeros(H)}

    @classmethod
    def _recurrent(cls, W_h: Float[Array, "H H"]) -> Float[Array, "H H"]:
        """W_h with S and zeros in its entries that are not trained, whatever stands there."""
        return jnp.where(cls.trained(len(W_h)).W_h, W_h, cls._shift(len(W_h)).astype(W_h.dtype))

    @classmethod
    def forward(cls, weights: Weights, state: State, a: Float[Array, "B H"]) -> tuple[State, WindowTrace]:
        """One timestep from a = x_t W_x + b, in which the first D columns of W_x are E."""
        a = a + state.hidden @ cls._recurrent(weights.W_h)
        n, register = jnp.tanh(a), cls._register(a.shape[-1])
        h = jnp.where(register, a, n)
        return State(h, state.cell), WindowTrace(h, jnp.where(register, 1.0, 1 - n * n).astype(h.dtype))

    @classmethod
    def backward(
        cls,
        weights: Weights,
        before: State,  # noqa: ARG003
        trace: WindowTrace,
        gradient: State,
    ) -> TimestepGradients:
        """δ_t = φ′_t ⊙ ∂L/∂h_t; h_{t−1} gets δ_t W_hᵀ."""
        delta = trace.slope * gradient.hidden
        return TimestepGradients(delta, gradient, State(delta @ cls._recurrent(weights.W_h).T, gradient.cell))

    @classmethod
    def recurrent_products(
        cls,
        before: State,
        trace: WindowTrace,  # noqa: ARG003
        delta: Float[Array, "T B H"],
    ) -> Products:
        """r_{t−1} and the gradient at n_t's sum: the rest of W_h is not trained."""
        register = cls._register(delta.shape[-1])
        return ((jnp.where(register, before.hidden, 0), jnp.where(register, 0, delta)),)


@cache
def fixed_window(inputs: int, width: int) -> type[FixedWindow]:
    """The cell that sees the last `inputs` inputs of `width` numbers each."""
    own = {"inputs": inputs, "width": width, "__doc__": FixedWindow.__doc__, "__module__": __name__}
    made: type[FixedWindow] = type("FixedWindow", (FixedWindow,), own)
    return made
