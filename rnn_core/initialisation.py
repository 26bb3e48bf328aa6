"""How recurrent weights and gate biases start.

Every gate's recurrent matrix is drawn on its own. (Frameworks that draw one wide orthogonal matrix for all gates leave
each gate's block with a root-mean-square singular value of only 1/√3 or 1/2.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

Initializer = Callable[[Key[Array, ""], tuple[int, ...]], Float[Array, "..."]]


@dataclass(frozen=True)
class Initialisation:
    """How a cell starts; `name` is one of `rnn_core.config.INITIALISATIONS`.

    - `orthogonal`: each gate's W_h orthogonal (Saxe et al. 2014), W_x LeCun-normal;
    - `uniform`: W_h and W_x from U(−1/√H, 1/√H), PyTorch's range; biases start as in the others;
    - `glorot`: each gate's W_h Glorot-uniform (Glorot & Bengio 2010);
    - `scaled`: `gain`·Q with Q orthogonal;
    - `irnn`: vanilla RNN with W_h = I, ReLU and W_x ~ N(0, 0.001²) (Le, Jaitly & Hinton 2015); gated cells as `orthogonal`;
    - `chrono`: gate biases log U(1, `chrono_steps` − 1) (Tallec & Ollivier 2018), weights as `orthogonal`.

    `forget_bias` (LSTM) and `update_bias` (GRU, whose update gate z multiplies the old state) are the biases' start
    wherever `chrono` does not set them.
    """

    name: str = "orthogonal"
    gain: float = 1.0
    chrono_steps: int = 50
    forget_bias: float = 1.0
    update_bias: float = 0.0

    def recurrent(self, key: Key[Array, ""], hidden_size: int, num_gates: int) -> Float[Array, "H G*H"]:
        """One H×H matrix a gate, side by side."""
        shape = (hidden_size, hidden_size)
        draw = {
            "uniform": uniform(hidden_size),
            "glorot": jax.nn.initializers.glorot_uniform(),
            "scaled": jax.nn.initializers.orthogonal(self.gain),
        }.get(self.name, jax.nn.initializers.orthogonal())
        return jnp.concatenate([draw(gate_key, shape) for gate_key in jax.random.split(key, num_gates)], axis=1)

    def input(self, key: Key[Array, ""], input_size: int, hidden_size: int, num_gates: int) -> Float[Array, "D G*H"]:
        """The input weights of all gates: LeCun-normal unless `uniform`."""
        lecun = jax.nn.initializers.lecun_normal()
        draw = uniform(hidden_size) if self.name == "uniform" else lecun
        return draw(key, (input_size, num_gates * hidden_size))

    def memory_bias(self, key: Key[Array, ""], hidden_size: int, otherwise: float) -> Float[Array, " H"]:
        """Bias of the gate that keeps the old state: chrono's log U(1, T_max − 1), else the constant `otherwise`."""
        if self.name != "chrono":
            return jnp.full((hidden_size,), otherwise)
        return jnp.log(jax.random.uniform(key, (hidden_size,), minval=1.0, maxval=self.chrono_steps - 1.0))


def uniform(hidden_size: int) -> Initializer:
    """U(−1/√H, 1/√H)."""
    bound = hidden_size**-0.5
    return lambda key, shape: jax.random.uniform(key, shape, minval=-bound, maxval=bound)
