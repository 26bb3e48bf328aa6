"""How a gradient becomes a change of the weights: optax, with learning rate and clipping norm as traced numbers."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float

_DIRECTIONS: dict[str, optax.GradientTransformation] = {
    "sgd": optax.identity(),
    "momentum": optax.trace(decay=0.9),
    "rmsprop": optax.scale_by_rms(decay=0.9),
    "adam": optax.scale_by_adam(),
    "adamw": optax.chain(optax.scale_by_adam(), optax.add_decayed_weights(1e-2)),
}


class Updated(NamedTuple):
    """New weights and optimiser state, and the gradient's global L2 norm before clipping."""

    weights: optax.Params
    state: optax.OptState
    gradient_norm: Float[Array, ""]


def initial(name: str, weights: optax.Params) -> optax.OptState:
    """The optimiser's state before the first step."""
    return _DIRECTIONS[name].init(weights)


def update(
    name: str,
    weights: optax.Params,
    state: optax.OptState,
    gradients: optax.Updates,
    learning_rate: Float[Array, ""] | float,
    clip_norm: Float[Array, ""] | float,
) -> Updated:
    """One step: clip to the global norm `clip_norm` (0 never clips), then go along the optimiser's direction.

    Momentum decays by 0.9, RMSProp's mean square by 0.9; Adam's are 0.9 and 0.999; AdamW decays weights by 0.01 per
    unit of learning rate.
    """
    norm = optax.tree.norm(gradients)
    scale = jnp.where(clip_norm > 0, jnp.minimum(1.0, clip_norm / norm), 1.0)
    clipped = jax.tree.map(lambda g: g * scale, gradients)
    direction, state = _DIRECTIONS[name].update(clipped, state, weights)
    step = jax.tree.map(lambda d: -learning_rate * d, direction)
    return Updated(optax.apply_updates(weights, step), state, norm)
