"""Back-propagation through time, with every timestep's gradients kept.

The loop carries ∂L/∂h_t (and ∂L/∂c_t) from the last timestep to the first through the cell's own `backward`, and keeps
them with δ_t. Weight gradients are one matrix product over all timesteps, after the loop, from δ_t alone: compiled code
writes the gradients at the states only where somebody reads them. Sources: Werbos (1990); Hochreiter & Schmidhuber
(1997), appendix A.1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.network import embedding
from rnn_core.network.cell import Cell, CellWeights, State, Trace
from rnn_core.network.norms import l2_norm


class BackwardPass(NamedTuple):
    """What one backward pass yields, for every timestep and example.

    `hidden` is ∂L/∂h_t and `cell` ∂L/∂c_t, over all paths through later timesteps. `delta` is δ_t = ∂L/∂a_t, the
    gradient at the input products. `initial` is the gradient at the state before the first timestep.
    """

    hidden: Float[Array, "T B H"]
    cell: Float[Array, "T B C"]
    delta: Float[Array, "T B GH"]
    initial: State


def states_before(cell: type[Cell], state: State, trace: Trace) -> State:
    """The states before each timestep `[T, B, H]`: `state`, then all of the trace but the last."""
    after = cell.state_of(trace)
    return State(*(jnp.concatenate([first[None], rest[:-1]]) for first, rest in zip(state, after, strict=True)))


def backward(
    cell: type[Cell],
    weights: CellWeights,
    state: State,
    trace: Trace,
    external_hidden: Float[Array, "T B H"],
    external_cell: Float[Array, "T B C"] | None = None,
    *,
    end: State | None = None,
    inside: Bool[Array, "T B"] | None = None,
) -> BackwardPass:
    """Back-propagation through all timesteps of `trace`, which started from `state`.

    `external_hidden` is what the loss (or the layer above) sends into each h_t directly, `external_cell` likewise into
    c_t (LSTM; None means nothing). `end` is the gradient at the state after the last timestep, from what follows it
    (None: nothing). Where `inside` is False is padding (`rnn_core.network.unroll`): there the gradient passes unchanged
    and δ_t is 0.
    """

    def earlier(carried: State, arriving: tuple[State, Trace, Array, Array | None, Array | None]) -> tuple[State, Any]:
        before, here, into_hidden, into_cell, real = arriving
        into_cell = carried.cell if into_cell is None else carried.cell + into_cell
        gradient = State(carried.hidden + into_hidden, into_cell)
        delta, total, carried = cell.backward(weights, before, here, gradient)
        if real is not None:
            delta = jax.tree.map(lambda of_block: jnp.where(real[:, None], of_block, 0), delta)
            total, carried = (
                jax.tree.map(lambda found, passing: jnp.where(real[:, None], found, passing), each, gradient)
                for each in (total, carried)
            )
        return carried, (delta, total)

    if end is None:
        end = State(jnp.zeros_like(state.hidden), jnp.zeros_like(state.cell))
    arriving = (states_before(cell, state, trace), trace, external_hidden, external_cell, inside)
    initial, (delta, total) = lax.scan(earlier, end, arriving, reverse=True)
    delta = jnp.concatenate(delta, axis=-1) if isinstance(delta, tuple) else delta
    return BackwardPass(total.hidden, total.cell, delta, initial)


def weight_gradients(
    cell: type[Cell],
    weights: CellWeights,
    state: State,
    trace: Trace,
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
    passed: BackwardPass,
) -> CellWeights:
    """∂L/∂W for every weight, each as one product over all timesteps and examples."""
    before = states_before(cell, state, trace)
    products = cell.recurrent_products(before, trace, passed.delta)
    gradients: CellWeights = cell.weights_type(
        W_x=embedding.product_gradient(xs, passed.delta, len(weights.W_x)),
        W_h=_side_by_side([embedding.sum_of_outer_products(left, right) for left, right in products]),
        b=passed.delta.sum((0, 1)),
        **cell.further_gradients(before, trace, passed.delta),
    )
    return gradients


def _side_by_side(blocks: list[Array]) -> Array:
    return blocks[0] if len(blocks) == 1 else jnp.concatenate(blocks, axis=-1)


def contributions(cell: type[Cell], state: State, trace: Trace, passed: BackwardPass) -> Float[Array, "T H GH"]:
    """C_t, what timestep t adds to dL/dW_h, summed over the batch (RNNbow, Cashman et al. 2019): h_{t−1}ᵀ δ_t.

    A cell whose reset gate stands before or behind the product scales its part (`Cell.recurrent_products`).
    """
    products = cell.recurrent_products(states_before(cell, state, trace), trace, passed.delta)
    return _side_by_side([jnp.einsum("tbh,tbg->thg", left, right) for left, right in products])


def contribution_norms(cell: type[Cell], state: State, trace: Trace, passed: BackwardPass) -> Float[Array, "T B"]:
    """‖C_t‖_F of each example alone: its C_t is of rank one for each product, so the norm needs no matrix."""
    products = cell.recurrent_products(states_before(cell, state, trace), trace, passed.delta)
    norms = [l2_norm(left) * l2_norm(right) for left, right in products]
    return norms[0] if len(norms) == 1 else l2_norm(jnp.stack(norms, axis=-1))


def jacobians(
    cell: type[Cell], weights: CellWeights, state: State, xs: Float[Array, "T 1 D"] | Int[Array, "T 1"]
) -> Float[Array, "T S S"]:
    """The one-step Jacobians ∂s_t/∂s_{t−1} of one example, from JAX's own differentiation of the cell.

    The state s is h, or h and c side by side (LSTM): S = H or 2 H. Entry `[t, i, j]` is ∂s_{t,i}/∂s_{t−1,j}.
    """
    hidden_size = weights.W_h.shape[0]

    def step(flat: Float[Array, " S"], x: Float[Array, "1 D"] | Int[Array, " 1"]) -> Float[Array, " S"]:
        before = State(flat[None, :hidden_size], flat[None, hidden_size:])
        after, _ = cell.forward(weights, before, embedding.product(x, weights.W_x) + weights.b)
        return jnp.concatenate([after.hidden[0], after.cell[0]])

    def one(flat: Float[Array, " S"], x: Float[Array, "1 D"] | Int[Array, " 1"]) -> tuple[Array, Array]:
        return step(flat, x), jax.jacrev(step)(flat, x)

    return lax.scan(one, jnp.concatenate([state.hidden[0], state.cell[0]]), xs)[1]
