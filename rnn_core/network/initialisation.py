"""How recurrent weights and gate biases start.

Every gate's recurrent matrix is drawn on its own. (Frameworks that draw one wide orthogonal matrix for all gates leave
each gate's block with a root-mean-square singular value of only 1/√3 or 1/2.) Drawn with NumPy: compiling JAX's own
initialisers for three cells takes longer than compiling their training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Initialisation:
    """How a cell starts; `name` is one of `rnn_core.settings.config.INITIALISATIONS`.

    - `orthogonal`: each gate's W_h orthogonal (Saxe et al. 2014), W_x LeCun-normal;
    - `uniform`: W_h and W_x from U(−1/√H, 1/√H), PyTorch's range; biases start as in the others;
    - `glorot`: each gate's W_h Glorot-uniform (Glorot & Bengio 2010);
    - `scaled`: `gain`·Q with Q orthogonal;
    - `irnn`: vanilla RNN with W_h = I, ReLU and W_x ~ N(0, 0.001²) (Le, Jaitly & Hinton 2015); gated cells as
      `orthogonal`;
    - `chrono`: gate biases log U(1, `chrono_steps` − 1) (Tallec & Ollivier 2018), weights as `orthogonal`.

    `forget_bias` (LSTM) and `update_bias` (GRU, whose update gate z multiplies the old state) are the biases' start
    wherever `chrono` does not set them.
    """

    name: str = "orthogonal"
    gain: float = 1.0
    chrono_steps: int = 50
    forget_bias: float = 1.0
    update_bias: float = 0.0

    def recurrent(self, rng: np.random.Generator, hidden_size: int, num_gates: int) -> Float[np.ndarray, "H GH"]:
        """One H×H matrix a gate, side by side."""
        return np.concatenate([self._recurrent_gate(rng, hidden_size) for _ in range(num_gates)], axis=1)

    def _recurrent_gate(self, rng: np.random.Generator, hidden_size: int) -> Float[np.ndarray, "H H"]:
        if self.name == "uniform":
            return uniform(rng, (hidden_size, hidden_size), hidden_size**-0.5)
        if self.name == "glorot":
            return uniform(rng, (hidden_size, hidden_size), (6 / (hidden_size + hidden_size)) ** 0.5)
        return orthogonal(rng, hidden_size) * (self.gain if self.name == "scaled" else 1.0)

    def input(
        self, rng: np.random.Generator, input_size: int, hidden_size: int, num_gates: int
    ) -> Float[np.ndarray, "D GH"]:
        """The input weights of all gates: LeCun-normal unless `uniform`."""
        shape = (input_size, num_gates * hidden_size)
        return uniform(rng, shape, hidden_size**-0.5) if self.name == "uniform" else lecun_normal(rng, *shape)

    def memory_bias(self, rng: np.random.Generator, hidden_size: int, otherwise: float) -> Float[np.ndarray, " H"]:
        """Bias of the gate that keeps the old state: chrono's log U(1, T_max − 1), else the constant `otherwise`."""
        if self.name != "chrono":
            return np.full(hidden_size, otherwise)
        return np.log(rng.uniform(1.0, self.chrono_steps - 1.0, hidden_size))


def orthogonal(rng: np.random.Generator, size: int) -> Float[np.ndarray, "N N"]:
    """A uniformly distributed orthogonal matrix: Q of a normal matrix, signs fixed by R's diagonal (Mezzadri 2007)."""
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return q * np.sign(np.diag(r))


def lecun_normal(rng: np.random.Generator, rows: int, columns: int) -> Float[np.ndarray, "M N"]:
    """N(0, 1/rows), so that a product with a unit-variance row keeps its variance."""
    return rng.standard_normal((rows, columns)) / rows**0.5


def uniform(rng: np.random.Generator, shape: tuple[int, int], bound: float) -> Float[np.ndarray, "M N"]:
    """U(−bound, bound)."""
    return rng.uniform(-bound, bound, shape)
