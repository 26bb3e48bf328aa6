"""L2 norms that come out right wherever float32 can hold them, and clipping by them.

The square of 1e-20 or of 1e20 does not fit into float32, whose normal numbers run from 1.2e-38 to 3.4e38. So entries
are scaled before they are squared, as in Blue (1978), by a power of two chosen from the largest of them: scaling rounds
nothing, and where squares fit it is 1. Entries below 1.2e-38 count as 0, because XLA flushes such numbers on a CPU; a
norm is +inf only where the true one, or an entry, exceeds float32, and NaN only where an entry is.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

LARGE, SMALL = 1e15, 1e-15
"""Between these a sum of up to 1e8 squares fits into float32, and what is lost of an entry's square is nothing."""
_DOWN, _UP = 2.0**-80, 2.0**80


class Measured(NamedTuple):
    """A vector's L2 norm, and the largest absolute value among its entries."""

    norm: Float[Array, "*N"]
    largest: Float[Array, "*N"]


def l2_norm(vectors: Float[Array, "*N H"]) -> Float[Array, "*N"]:
    """L2 norm along the last axis; exactly 0 for zeros, with a gradient of 0 there."""
    return measure(vectors).norm


def measure(vectors: Float[Array, "*N H"]) -> Measured:
    """Norm and largest entry along the last axis (no entries: 0)."""
    largest = jnp.max(jnp.abs(lax.stop_gradient(vectors)), axis=-1, initial=0.0)
    scale = jnp.where(largest > LARGE, _DOWN, jnp.where(largest < SMALL, _UP, 1.0)).astype(vectors.dtype)
    squares = jnp.sum(jnp.square(vectors * scale[..., None]), axis=-1)
    # The root of 0 has no derivative: there it is taken of 1.
    is_zero = squares == 0
    return Measured(jnp.where(is_zero, 0, jnp.sqrt(jnp.where(is_zero, 1, squares))) / scale, largest)


class Clipped(NamedTuple):
    """A gradient after clipping, and what it was multiplied by (0 where that is below float32; it is right even so)."""

    gradient: Float[Array, " N"]
    factor: Float[Array, ""]


def clip(gradient: Float[Array, " N"], norm: Float[Array, ""], most: Float[Array, ""] | float) -> Clipped:
    """`gradient`, whose norm is `norm`, scaled down to the norm `most` where it is longer (0 never clips)."""
    # most / norm may be too small for float32 where the gradient is huge: then it is brought down in two steps.
    down = jnp.where((most > 0) & (norm > LARGE), _DOWN, 1.0).astype(gradient.dtype)
    rest = jnp.where(most > 0, jnp.minimum(1 / down, most / (norm * down)), 1.0)
    return Clipped(gradient * down * rest, down * rest)
