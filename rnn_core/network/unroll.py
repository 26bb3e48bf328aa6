"""The loop over timesteps: by `lax.scan`, and by hand.

Both compute the input products and the cell's timesteps. `scan_forward` is what training runs: the input products of
all timesteps are one matrix product before the loop, and who trains calls `rnn_core.network.bptt` for the backward
pass. `unroll` is `scan_forward` with that backward pass as its derivative, for anybody who differentiates with JAX.
`unroll_by_hand` is the for loop of the definition; JAX differentiates it.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.network import bptt, embedding
from rnn_core.network.cell import Cell, CellWeights, State, Trace


def scan_forward(
    cell: type[Cell],
    weights: CellWeights,
    state: State,
    xs: Float[Array, "T B D"] | Int[Array, "T B"],
    inside: Bool[Array, "T B"] | None = None,
) -> tuple[State, Any]:
    """The last state and the trace of all timesteps, by scan.

    Where `inside` is False is padding: the state passes unchanged.
    """
    a = embedding.product(xs, weights.W_x) + weights.b
    if inside is None:
        return lax.scan(lambda carried, a_t: cell.forward(weights, carried, a_t), state, a)

    def step(carried: State, arriving: tuple[Array, Array]) -> tuple[State, Any]:
        a_t, real = arriving
        after, trace = cell.forward(weights, carried, a_t)
        after = jax.tree.map(lambda new, old: jnp.where(real[:, None], new, old), after, carried)
        return after, cell.with_state(trace, after)

    return lax.scan(step, state, (a, inside))


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def unroll(cell: type[Cell], weights: CellWeights, state: State, xs: Float[Array, "T B D"]) -> tuple[State, Any]:
    """The same, differentiated by our backward pass.

    Of the trace only `hidden` and the LSTM's `cell` carry gradients; the gates are for looking at, and count as
    constants in a loss (use `unroll_by_hand` to differentiate through a gate's value).
    """
    return scan_forward(cell, weights, state, xs)


def unroll_by_hand(
    cell: type[Cell], weights: CellWeights, state: State, xs: Float[Array, "T B D"] | Int[Array, "T B"]
) -> tuple[State, Any]:
    """The same by a Python for loop, one timestep after the other."""
    traces = []
    for x in xs:
        state, trace = cell.forward(weights, state, embedding.product(x, weights.W_x) + weights.b)
        traces.append(trace)
    return state, jax.tree.map(lambda *steps: jnp.stack(steps), *traces)


_Kept = tuple[CellWeights, State, Trace, Array]


def _unroll_forward(
    cell: type[Cell], weights: CellWeights, state: State, xs: Float[Array, "T B D"]
) -> tuple[tuple[State, Trace], _Kept]:
    last, trace = scan_forward(cell, weights, state, xs)
    return (last, trace), (weights, state, trace, xs)


def _unroll_backward(cell: type[Cell], kept: _Kept, into: tuple[State, Trace]) -> tuple[CellWeights, State, Array]:
    weights, state, trace, xs = kept
    last, by_timestep = into
    hidden, cell_state = (every.at[-1].add(end) for every, end in zip(cell.state_of(by_timestep), last, strict=True))
    passed = bptt.backward(cell, weights, state, trace, hidden, cell_state)
    return bptt.weight_gradients(cell, weights, state, trace, xs, passed), passed.initial, passed.delta @ weights.W_x.T


unroll.defvjp(_unroll_forward, _unroll_backward)
