"""Symbols as inputs: a number for each, and the row of a matrix that it stands for.

Symbols travel as whole numbers. A product of a one-hot vector with a matrix is one of its rows, so `product` looks the
row up; its gradient adds each δ to the row of its symbol. A table of vectors in front of W_x (Bengio et al. 2003) is
the same look-up in another matrix. A number outside 0 … V − 1 is padding and stands for a row of zeros.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int


def are_symbols(inputs: Array) -> bool:
    """Whether `inputs` are numbers of symbols, not vectors."""
    return bool(jnp.issubdtype(inputs.dtype, jnp.integer))


def product(inputs: Float[Array, "*N D"] | Int[Array, "*N"], matrix: Float[Array, "D K"]) -> Float[Array, "*N K"]:
    """Inputs · matrix; of symbols, the rows of `matrix`."""
    if are_symbols(inputs):
        return jnp.take(matrix, jnp.where(inputs < 0, len(matrix), inputs), axis=0, mode="fill", fill_value=0)
    return inputs @ matrix


def product_gradient(
    inputs: Float[Array, "T B D"] | Int[Array, "T B"], delta: Float[Array, "T B K"], rows: int
) -> Float[Array, "D K"]:
    """The gradient of `product` at its matrix, which has `rows` rows: Σ_t Σ_b inputsᵀ δ."""
    if not are_symbols(inputs):
        return sum_of_outer_products(inputs, delta)
    flat = jnp.where(inputs < 0, rows, inputs).ravel()
    return jax.ops.segment_sum(delta.reshape(-1, delta.shape[-1]), flat, rows)


def sum_of_outer_products(left: Float[Array, "T B M"], right: Float[Array, "T B N"]) -> Float[Array, "M N"]:
    """Σ_t Σ_b leftᵀ right, as one matrix product."""
    # Flattened by hand: XLA's CPU backend runs the einsum over two summed axes up to 1.5 times slower.
    return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
