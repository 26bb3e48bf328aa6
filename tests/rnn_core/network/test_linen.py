"""Flax's cells with our weights: the same states, and the same gradients in our layout."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import linen, nnx

from rnn_core.network.cell import Cell, State
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.unroll import unroll
from tests.playing.central_differences import assert_equal_gradients
from tests.playing.random_network import B, D, H, T, draw, draw_layer, draw_state, each_cell, generator
from tests.playing.reference import reference

pytestmark = [pytest.mark.oracle, pytest.mark.usefixtures("x64")]


def linen_cell(cell: type[Cell]) -> Any:
    if cell is LSTM:
        return linen.OptimizedLSTMCell(H, param_dtype=jnp.float64)
    if cell is GRU:
        return linen.GRUCell(H, param_dtype=jnp.float64)
    return linen.SimpleCell(H, param_dtype=jnp.float64, activation_fn=jax.nn.relu if cell is ReLURNN else jnp.tanh)


def linen_parameters(cell: type[Cell], weights: Any) -> dict[str, Any]:
    """Our weights under linen's names; linen keeps the LSTM's biases beside W_h, the others' beside W_x."""
    gates = {LSTM: "ifgo", GRU: "rzn"}.get(cell, " ")
    parameters: dict[str, dict[str, jax.Array]] = {}
    blocks = zip(*(jnp.split(part, len(gates), axis=-1) for part in weights[:3]), strict=True)
    for letter, (W_x, W_h, b) in zip(gates, blocks, strict=True):
        parameters[f"i{letter}".strip()] = {"kernel": W_x}
        parameters[f"h{letter}".strip()] = {"kernel": W_h}
        parameters[f"{'h' if cell is LSTM else 'i'}{letter}".strip()]["bias"] = b
    if cell is GRU:
        parameters["hn"]["bias"] = weights.b_hn
    return {"params": parameters}


def nnx_cell(cell: type[Cell], weights: Any) -> Any:
    """An nnx cell holding our weights."""
    kinds = {LSTM: nnx.OptimizedLSTMCell, GRU: nnx.GRUCell}
    extra = {"activation_fn": jax.nn.relu} if cell is ReLURNN else {}
    extra |= {} if cell is GRU else {"dtype": jnp.float64}
    made: Any = kinds.get(cell, nnx.SimpleCell)(D, H, rngs=nnx.Rngs(0), param_dtype=jnp.float64, **extra)
    made.dense_i.kernel = nnx.Param(weights.W_x)
    made.dense_h.kernel = nnx.Param(weights.W_h)
    (made.dense_h if cell is LSTM else made.dense_i).bias = nnx.Param(weights.b)
    return made


def carry(cell: type[Cell], state: State) -> Any:
    return (state.cell, state.hidden) if cell is LSTM else state.hidden


def flax_outputs(step: Callable[[Any, jax.Array], tuple[Any, jax.Array]], before: Any, xs: jax.Array) -> jax.Array:
    """h_t of a Flax cell, one timestep after the other."""
    outputs = []
    for x in xs:
        before, h = step(before, x)
        outputs.append(h)
    return jnp.stack(outputs)


def setting(cell: type[Cell]) -> tuple[Any, State, jax.Array]:
    rng = generator(11)
    return draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D)


@partial(jax.jit, static_argnums=0)
def our_states(cell: type[Cell], weights: Any, state: State, xs: jax.Array) -> jax.Array:
    return unroll(cell, weights, state, xs)[1].hidden


@each_cell
def test_states_and_gradients_equal_linens(cell: type[Cell]) -> None:
    weights, state, xs = setting(cell)
    into = draw(generator(12), T, B, H)
    theirs = linen_cell(cell)

    def linen_loss(weights: Any, state: State, xs: jax.Array) -> tuple[jax.Array, jax.Array]:
        parameters = linen_parameters(cell, weights)
        outputs = flax_outputs(lambda before, x: theirs.apply(parameters, before, x), carry(cell, state), xs)
        return jnp.sum(into * outputs), outputs

    def our_loss(weights: Any, state: State, xs: jax.Array) -> tuple[jax.Array, jax.Array]:
        outputs = our_states(cell, weights, state, xs)
        return jnp.sum(into * outputs), outputs

    (ours, expected) = (
        compiled(jax.grad(loss, argnums=(0, 1, 2), has_aux=True))(weights, state, xs)
        for compiled, loss in ((jax.jit, our_loss), (reference, linen_loss))
    )
    np.testing.assert_allclose(ours[1], expected[1], rtol=1e-10)
    assert_equal_gradients(ours[0], expected[0], relative=1e-9, absolute=1e-13)


@each_cell
def test_scan_equals_linens_own_loop(cell: type[Cell]) -> None:
    weights, state, xs = setting(cell)
    loop = linen.RNN(linen_cell(cell), time_major=True)
    parameters = {"params": {"cell": linen_parameters(cell, weights)["params"]}}
    expected: Any = reference(loop.apply)(parameters, xs, initial_carry=carry(cell, state))
    np.testing.assert_allclose(our_states(cell, weights, state, xs), expected, rtol=1e-10)


@each_cell
def test_scan_equals_nnxs_own_loop(cell: type[Cell]) -> None:
    """nnx.GRUCell has no b_hn (google/flax#5594), so it agrees with b_hn = 0 alone."""
    weights, state, xs = setting(cell)

    @reference
    def nnx_states(weights: Any, state: State, xs: jax.Array) -> Any:
        return nnx.RNN(nnx_cell(cell, weights), time_major=True)(xs, initial_carry=carry(cell, state))

    expected = nnx_states(weights, state, xs)
    if cell is GRU:
        assert not np.allclose(our_states(cell, weights, state, xs), expected)
        weights = weights._replace(b_hn=np.zeros(H))
    np.testing.assert_allclose(our_states(cell, weights, state, xs), expected, rtol=1e-10)
