"""The loop over timesteps, twice with one signature: by `lax.scan`, and by hand.

`unroll` is what training runs: input products of all timesteps as one matrix product before the loop, and a backward
pass of our own (`rnn_core.network.bptt`). `unroll_by_hand` is the for loop of the definition; JAX differentiates it.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

from rnn_core.network import bptt
from rnn_core.network.cells import Cell, LSTMTrace, State, Trace, Weights


def unroll(cell: type[Cell], weights: Weights, state: State, xs: Float[Array, "T B D"]) -> tuple[State, Trace]:
    """The last state and the trace of all timesteps, by scan; differentiable, through our backward pass.

    Of the trace only `hidden` and the LSTM's `cell` carry gradients; the gates are for looking at, and count as
    constants in a loss (use `unroll_by_hand` to differentiate through a gate's value).
    """
    return _scan(cell, weights.W_h, weights.b_hn, state, input_products(weights, xs))


def scan_forward(cell: type[Cell], weights: Weights, state: State, xs: Float[Array, "T B D"]) -> tuple[State, Trace]:
    """The same without a gradient rule, for those who call `bptt.backward` themselves."""
    return _forward(cell, weights.W_h, weights.b_hn, state, input_products(weights, xs))


def unroll_by_hand(cell: type[Cell], weights: Weights, state: State, xs: Float[Array, "T B D"]) -> tuple[State, Trace]:
    """The same by a Python for loop, one timestep after the other."""
    traces = []
    for x in xs:
        state, trace = cell.forward(weights, state, x @ weights.W_x + weights.b)
        traces.append(trace)
    return state, jax.tree.map(lambda *steps: jnp.stack(steps), *traces)


def input_products(weights: Weights, xs: Float[Array, "T B D"]) -> Float[Array, "T B GH"]:
    """x_t W_x + b of all timesteps, as one matrix product."""
    return xs @ weights.W_x + weights.b


def _forward(
    cell: type[Cell],
    W_h: Float[Array, "H GH"],
    b_hn: Float[Array, " N"],
    state: State,
    a: Float[Array, "T B GH"],
) -> tuple[State, Trace]:
    """The scan itself, from the input products a."""
    nothing = jnp.zeros((0, W_h.shape[1]), W_h.dtype)
    weights = Weights(nothing, W_h, nothing, b_hn)
    return lax.scan(lambda carried, a_t: cell.forward(weights, carried, a_t), state, a)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _scan(
    cell: type[Cell],
    W_h: Float[Array, "H GH"],
    b_hn: Float[Array, " N"],
    state: State,
    a: Float[Array, "T B GH"],
) -> tuple[State, Trace]:
    return _forward(cell, W_h, b_hn, state, a)


def _scan_forward(
    cell: type[Cell],
    W_h: Float[Array, "H GH"],
    b_hn: Float[Array, " N"],
    state: State,
    a: Float[Array, "T B GH"],
) -> tuple[tuple[State, Trace], tuple[Array, State, Trace]]:
    last, trace = _forward(cell, W_h, b_hn, state, a)
    return (last, trace), (W_h, state, trace)


def _scan_backward(
    cell: type[Cell], kept: tuple[Array, State, Trace], cotangents: tuple[State, Trace]
) -> tuple[Array, Array, State, Array]:
    W_h, state, trace = kept
    last, by_timestep = cotangents
    into_cell = by_timestep.cell.at[-1].add(last.cell) if isinstance(by_timestep, LSTMTrace) else None
    passed = bptt.backward(cell, W_h, state, trace, by_timestep.hidden.at[-1].add(last.hidden), into_cell)
    before = bptt.previous(state.hidden, trace.hidden)
    dW_h, db_hn = bptt.recurrent_gradient(before, passed), bptt.candidate_bias_gradient(cell, passed)
    return dW_h, db_hn, passed.initial, passed.delta


_scan.defvjp(_scan_forward, _scan_backward)
