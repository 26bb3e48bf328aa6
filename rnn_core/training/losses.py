"""Where the loss is taken, and what it is.

L of one example is a weighted mean of the errors of its timesteps; the weights say where the loss is taken. The
training loss is the mean of L over the batch.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.tasks.task import Batch, LossKind

LAST, EVERY, STEP = 0, 1, 2
_NUMBER = {"last": LAST, "every": EVERY, "step": STEP}


def position(loss_at: str, task_loss_at: str) -> int:
    """The number of a loss position by name, for compiled code; `task` means the task's own."""
    return _NUMBER[task_loss_at if loss_at == "task" else loss_at]


def timestep_weights(
    scored: Float[Array, "T B"], where: Int[Array, ""] | int, step: Int[Array, ""] | int
) -> Float[Array, "T B"]:
    """Share of every timestep in each example's loss; columns sum to 1.

    `scored` is 1 at the timesteps that may count, which follow one another. `where` is `LAST` (the last of them),
    `EVERY` (the mean over them) or `STEP` (number `step` of them, counted from 1, or the last one if there are fewer).
    """
    length = scored.sum(0).astype(jnp.int32)
    first = jnp.argmax(scored > 0, axis=0).astype(jnp.int32)
    chosen = first + jnp.where(where == STEP, jnp.minimum(step, length), length) - 1
    single = (jnp.arange(len(scored))[:, None] == chosen).astype(scored.dtype)
    return jnp.where(where == EVERY, scored / length, single)


def errors(kind: LossKind, outputs: Float[Array, "T B O"], targets: Float[Array, "T B K"]) -> Float[Array, "T B"]:
    """The error of every timestep and example.

    `squared_error`: mean over outputs of the squared difference; `cross_entropy`: natural-log cross-entropy in nats of
    softmax(outputs); `legal`: natural-log binary cross-entropy in nats of σ(outputs), mean over symbols.
    """
    if kind == "squared_error":
        return jnp.mean(jnp.square(outputs - targets), axis=-1)
    if kind == "legal":
        return jnp.mean(optax.losses.sigmoid_binary_cross_entropy(outputs, targets), axis=-1)
    # One-hot instead of integer labels: the gradient of the look-up would be a scatter, slow on a CPU.
    one_hot = targets == jnp.arange(outputs.shape[-1], dtype=targets.dtype)
    return optax.losses.softmax_cross_entropy(outputs, one_hot.astype(outputs.dtype))


def mean_loss(
    kind: LossKind, outputs: Float[Array, "T B O"], batch: Batch, weights: Float[Array, "T B"]
) -> Float[Array, ""]:
    """The mean over the batch of each example's loss."""
    return jnp.sum(weights * errors(kind, outputs, batch.targets)) / weights.shape[1]


def accuracy(
    kind: LossKind, outputs: Float[Array, "T B O"], batch: Batch, weights: Float[Array, "T B"]
) -> Float[Array, ""]:
    """Fraction right; NaN for `squared_error`.

    `cross_entropy`: of the answers at the timesteps that `weights` scores. `legal`: of the sequences whose every
    timestep has exactly the legal symbols above 1/2.
    """
    if kind == "squared_error":
        return jnp.array(jnp.nan, outputs.dtype)
    if kind == "legal":
        return jnp.mean(jnp.all(_legal(outputs, batch), axis=0))
    right = jnp.argmax(outputs, axis=-1) == batch.targets[..., 0]
    return jnp.sum(weights * right) / weights.shape[1]


def _legal(outputs: Float[Array, "T B O"], batch: Batch) -> Bool[Array, "T B"]:
    return jnp.all((outputs > 0) == (batch.targets > 0.5), axis=-1) | (batch.mask == 0)


def answers(kind: LossKind, outputs: Float[Array, "T B O"]) -> Float[Array, "T B O"]:
    """What the network says: values, or probabilities."""
    if kind == "squared_error":
        return outputs
    return jax.nn.softmax(outputs) if kind == "cross_entropy" else jax.nn.sigmoid(outputs)
