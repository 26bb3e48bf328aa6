"""How a gradient becomes a change of the weights: optax, with learning rate and clipping norm as traced numbers.

All weights of a network are laid out in one vector for the update: a handful of long operations instead of dozens of
short ones compiles and runs faster.
"""

from __future__ import annotations

from typing import NamedTuple

import jax.numpy as jnp
import optax
from jax.flatten_util import ravel_pytree
from jaxtyping import Array, Bool, Float

from rnn_core.network import norms
from rnn_core.network.stack import NetworkWeights

_DIRECTIONS: dict[str, optax.GradientTransformation] = {
    "sgd": optax.identity(),
    "momentum": optax.trace(decay=0.9),
    "rmsprop": optax.scale_by_rms(decay=0.9),
    "adam": optax.scale_by_adam(),
    "adamw": optax.chain(optax.scale_by_adam(), optax.add_decayed_weights(1e-2)),
}

_KEEPS_SQUARES = ("rmsprop", "adam", "adamw")


class Updated(NamedTuple):
    """New weights and optimiser state, gradient's L2 norm before clipping, root mean square of the new weights.

    `squares_fit` is False where the square of an entry of the clipped gradient, of which the optimiser keeps the mean,
    exceeds float32: that mean would stay infinite, and the weight would never move again.
    """

    weights: NetworkWeights
    state: optax.OptState
    gradient_norm: Float[Array, ""]
    weight_rms: Float[Array, ""]
    squares_fit: Bool[Array, ""]


def initial(name: str, weights: NetworkWeights) -> optax.OptState:
    """The optimiser's state before the first step."""
    return _DIRECTIONS[name].init(ravel_pytree(weights)[0])


def update(
    name: str,
    weights: NetworkWeights,
    state: optax.OptState,
    gradients: NetworkWeights,
    learning_rate: Float[Array, ""] | float,
    clip_norm: Float[Array, ""] | float,
) -> Updated:
    """One step: clip to the global norm `clip_norm` (0 never clips), then go along the optimiser's direction.

    Momentum decays by 0.9, RMSProp's mean square by 0.9; Adam's are 0.9 and 0.999; AdamW decays weights by 0.01 per
    unit of learning rate.
    """
    flat, unravel = ravel_pytree(weights)
    gradient = ravel_pytree(gradients)[0]
    norm, largest = norms.measure(gradient)
    clipped, factor = norms.clip(gradient, norm, clip_norm)
    direction, state = _DIRECTIONS[name].update(clipped, state, flat)
    new = flat - learning_rate * direction
    kept = jnp.square(largest * factor) if name in _KEEPS_SQUARES else jnp.zeros_like(norm)
    return Updated(unravel(new), state, norm, norms.l2_norm(new) / new.size**0.5, jnp.isfinite(kept))
