"""Two unrolls of one signature: the same numbers, the same gradients, and the same as Flax's own loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network.cell import Cell, State, Weights
from rnn_core.network.lstm import LSTM
from rnn_core.network.unroll import scan_forward, unroll, unroll_by_hand
from tests.playing.central_differences import assert_equal_gradients
from tests.playing.random_network import B, D, T, draw, draw_layer, draw_state, each_cell, every_cell, generator

pytestmark = pytest.mark.usefixtures("x64")

Unroll = Callable[[type[Cell], Weights, State, jax.Array], Any]


def setting(cell: type[Cell], seed: int = 0) -> tuple[Weights, State, jax.Array]:
    rng = generator(seed)
    return draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D)


def states_of(loop: Unroll, cell: type[Cell], weights: Weights, state: State, xs: jax.Array) -> tuple[Any, ...]:
    """What carries gradients: the last state, every h_t, and every c_t of an LSTM."""
    last, trace = loop(cell, weights, state, xs)
    return last, trace.hidden, trace.cell if cell.has_cell_state else ()


@every_cell
def test_scan_equals_the_hand_written_loop(cell: type[Cell]) -> None:
    weights, state, xs = setting(cell)
    loops = (unroll_by_hand, unroll, scan_forward)
    by_hand, *others = jax.jit(lambda *point: [loop(cell, *point) for loop in loops])(weights, state, xs)
    for found in others:
        assert type(found[1]) is type(by_hand[1])
        assert_equal_gradients(found, by_hand, relative=1e-12, absolute=1e-14)
    last, trace = by_hand
    np.testing.assert_array_equal(last.hidden, np.asarray(trace.hidden)[-1])


@every_cell
def test_our_backward_pass_equals_automatic_differentiation_of_the_hand_written_loop(cell: type[Cell]) -> None:
    """Through every output that carries gradients, towards every argument."""
    point = setting(cell, seed=1)
    shapes = jax.eval_shape(partial(states_of, unroll, cell), *point)
    into = jax.tree.map(lambda part: draw(generator(2), *part.shape), shapes)

    @jax.jit
    def gradients(point: Any, into: Any) -> list[Any]:
        return [jax.vjp(partial(states_of, loop, cell), *point)[1](into) for loop in (unroll, unroll_by_hand)]

    assert_equal_gradients(*gradients(point, into), relative=1e-9, absolute=1e-13)


@each_cell
def test_our_backward_pass_is_dual_to_forward_differentiation(cell: type[Cell]) -> None:
    """⟨v, J u⟩ = ⟨Jᵀ v, u⟩, J u from JAX's forward mode through the hand-written loop and Jᵀ v from ours."""
    point = setting(cell, seed=3)
    rng = generator(4)
    u = jax.tree.map(lambda part: draw(rng, *part.shape), point)
    _, pushed = jax.jit(partial(jax.jvp, partial(states_of, unroll_by_hand, cell)))(point, u)
    v = jax.tree.map(lambda part: draw(rng, *part.shape), pushed)
    pulled = jax.jit(lambda at, v: jax.vjp(partial(states_of, unroll, cell), *at)[1](v))(point, v)

    def inner(left: Any, right: Any) -> float:
        return sum(np.vdot(a, b) for a, b in zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True))

    assert inner(v, pushed) == pytest.approx(inner(pulled, u), rel=1e-10)


@each_cell
def test_a_row_of_a_batch_is_the_batch_of_one(cell: type[Cell]) -> None:
    weights, state, xs = setting(cell, seed=5)
    compiled = jax.jit(unroll, static_argnums=0)
    _, together = compiled(cell, weights, state, xs)
    for row in range(B):
        alone_state = jax.tree.map(lambda part, row=row: np.asarray(part)[row : row + 1], state)
        _, alone = compiled(cell, weights, alone_state, np.asarray(xs)[:, row : row + 1])
        for whole, single in zip(together, alone, strict=True):
            np.testing.assert_allclose(np.asarray(whole)[:, row], np.asarray(single)[:, 0], rtol=1e-12, atol=1e-15)


def test_gates_count_as_constants_in_a_loss_of_the_scan() -> None:
    weights, state, xs = setting(LSTM, seed=6)

    def forget(loop: Unroll, at: Weights) -> jax.Array:
        return jnp.sum(loop(LSTM, at, state, xs)[1].forget_gate)

    ours, by_hand = (jax.jit(jax.grad(partial(forget, loop)))(weights) for loop in (unroll, unroll_by_hand))
    assert not any(np.any(np.asarray(part)) for part in ours)
    assert np.any(np.asarray(by_hand.W_h))
