"""Which number told that a seed diverged, in compiled code."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array

from rnn_core.training import optimizers
from rnn_core.training.records import GRADIENT, LOSS, LOSS_LIMIT, SQUARES, WEIGHT_LIMIT, WEIGHTS


def told(loss: Array, after: optimizers.Updated) -> tuple[Array, Array]:
    """What passed its limit first (0: nothing), and its value; written so that NaN counts as passing."""
    found = (
        (LOSS, ~(loss <= LOSS_LIMIT), loss),
        (GRADIENT, ~jnp.isfinite(after.gradient_norm), after.gradient_norm),
        (SQUARES, ~after.squares_fit, after.gradient_norm),
        (WEIGHTS, ~(after.weight_rms <= WEIGHT_LIMIT), after.weight_rms),
    )
    by, value = jnp.zeros((), jnp.int32), after.weight_rms
    for what, passed, its_value in reversed(found):
        by, value = jnp.where(passed, what, by), jnp.where(passed, its_value, value)
    return by, value
