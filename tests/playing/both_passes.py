"""A network's forward and backward pass as one compiled function, shared by all tests of the same shapes."""

from __future__ import annotations

from functools import partial

import jax

from rnn_core.network import stack
from rnn_core.network.cell import Cell, State
from rnn_core.network.stack import ForwardPass, Gradients, NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.training import losses

timestep_weights = jax.jit(losses.timestep_weights)


@partial(jax.jit, static_argnums=0)
def both_passes(
    cell: type[Cell], weights: NetworkWeights, states: tuple[State, ...], batch: Batch, shares: jax.Array
) -> tuple[ForwardPass, Gradients]:
    """Squared error, the share of every timestep given (`timestep_weights`)."""
    passed = stack.forward(cell, weights, states, batch.inputs)
    loss = partial(losses.mean_loss, "squared_error", batch=batch, weights=shares)
    return passed, stack.gradients(cell, weights, states, batch.inputs, passed, loss)
