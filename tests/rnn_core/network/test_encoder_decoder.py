"""An encoder–decoder against a loop written by hand, and what padding, order and attention must leave alone."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import attention, bptt, encoder_decoder, stack
from rnn_core.network.cell import Cell
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.stack import NetworkWeights
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks.task import Batch
from rnn_core.training import losses
from tests.playing.central_differences import assert_equal_gradients, central_differences
from tests.playing.plain_translation import plain_outputs
from tests.playing.random_network import draw, draw_states, generator
from tests.playing.random_translation import KINDS, LENGTHS, B, H, S, U, network, sentences
from tests.playing.reference import reference

pytestmark = pytest.mark.usefixtures("x64")


def loss_of(batch: Batch, outputs: jax.Array) -> jax.Array:
    shares = losses.timestep_weights(batch.scored, losses.EVERY, 1)
    return losses.mean_loss("cross_entropy", outputs, batch, shares)


@partial(jax.jit, static_argnums=(0, 4))
def ours(cell: type[Cell], weights: NetworkWeights, states: Any, batch: Batch, boundary: int = S) -> tuple[Any, Any]:
    passed = encoder_decoder.forward(cell, weights, states, batch.inputs, batch.mask, boundary)
    loss = partial(loss_of, batch)
    return passed, encoder_decoder.gradients(cell, weights, states, batch.inputs, batch.mask, boundary, passed, loss)


def plain_loss(cell: type[Cell], batch: Batch, states: Any, weights: NetworkWeights) -> tuple[jax.Array, jax.Array]:
    """The loss and the outputs that it is of."""
    said = plain_outputs(cell, weights, states, np.asarray(batch.inputs), LENGTHS, S)
    return loss_of(batch, jnp.concatenate([jnp.zeros((S, *said.shape[1:])), said])), said


# Every cell with every kind of attention, each of both with one layer and with two. As for users two of them: there the
# central differences below have every kind.
@pytest.mark.parametrize(
    ("cell", "kind", "layers"),
    [
        pytest.param(VanillaRNN, "none", 1, marks=pytest.mark.slow),
        pytest.param(VanillaRNN, "dot", 2, marks=[pytest.mark.oracle, pytest.mark.slow]),
        pytest.param(VanillaRNN, "additive", 1, marks=pytest.mark.slow),
        (LSTM, "none", 2),
        pytest.param(LSTM, "dot", 1, marks=pytest.mark.slow),
        pytest.param(LSTM, "additive", 2, marks=[pytest.mark.oracle, pytest.mark.slow]),
        pytest.param(GRU, "none", 1, marks=pytest.mark.slow),
        (GRU, "dot", 2),
        (GRU, "additive", 1),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_outputs_loss_and_gradients_are_those_of_a_loop_by_hand(cell: type[Cell], kind: str, layers: int) -> None:
    weights, batch = network(cell, kind, layers=layers, vectors=layers == 2), sentences()
    states = draw_states(cell, generator(1), layers)
    passed, found = ours(cell, weights, states, batch)
    by_hand = jax.value_and_grad(partial(plain_loss, cell, batch, states), has_aux=True)
    (value, expected), slope = reference(by_hand)(weights)
    outputs = np.asarray(passed.outputs)
    np.testing.assert_allclose(outputs[S:], expected, rtol=1e-12, atol=1e-12)
    assert not np.any(outputs[:S])
    np.testing.assert_allclose(found.loss, value, rtol=1e-12)
    for one, other in zip(*map(jax.tree.leaves, (found.weights, slope)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.oracle
@KINDS
def test_gradients_are_central_differences(kind: str) -> None:
    weights, batch = network(GRU, kind, vectors=True), sentences()
    states = draw_states(GRU, generator(1))
    slope = central_differences(lambda at: plain_loss(GRU, batch, states, at)[0], weights)
    _, found = ours(GRU, weights, states, batch)
    for one, other in zip(*map(jax.tree.leaves, (found.weights, slope)), strict=True):
        assert_equal_gradients(one, other)


@pytest.mark.parametrize("cell", [VanillaRNN, GRU], ids=lambda cell: cell.__name__)
def test_the_gradient_at_the_boundary_is_that_of_something_added_there(cell: type[Cell]) -> None:
    """∂L/∂h_t at the source's last word, over all paths: into the decoder's start, and through attention."""
    weights, batch = network(cell, "dot"), sentences()
    states = draw_states(cell, generator(1))
    passed, found = ours(cell, weights, states, batch)
    assert found.layers[0].hidden.shape == (S + U, B, H)
    # The last state of the longer source has no padding behind it: the whole gradient of the decoder goes through it.
    start = jax.tree.map(lambda part: part[S - 1], cell.state_of(passed.traces[0]))

    def from_boundary(hidden: jax.Array) -> jax.Array:
        begun = start._replace(hidden=hidden)
        top = jnp.concatenate([passed.traces[0].hidden[: S - 1], hidden[None]])
        traces, _ = stack.layers_forward(cell, weights.layers, (begun,), batch.inputs[S:])
        encoded = encoder_decoder.Encoded(top, batch.mask[:S] > 0, (), (begun,))
        said = encoder_decoder.answer(encoder_decoder.head_of(weights), traces[-1].hidden, encoded)
        return loss_of(batch, jnp.concatenate([passed.outputs[:S], said]))

    slope = reference(jax.grad(from_boundary))(start.hidden)
    np.testing.assert_allclose(np.asarray(found.layers[0].hidden)[S - 1, 0], np.asarray(slope)[0], rtol=1e-9)


# Padding is nobody's but the loop's and the attention's: every cell with one kind, every kind with one cell.
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (LSTM, "additive"),
        (GRU, "dot"),
        *(
            pytest.param(*each, marks=pytest.mark.slow)
            for each in [(VanillaRNN, "additive"), (GRU, "none"), (GRU, "additive")]
        ),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_more_padding_and_other_examples_change_nothing(cell: type[Cell], kind: str) -> None:
    weights, batch = network(cell, kind), sentences()
    states = draw_states(cell, generator(1))
    passed, found = ours(cell, weights, states, batch)
    passed, found = jax.tree.map(np.asarray, (passed, found))
    short = jax.tree.map(lambda part: np.delete(np.asarray(part)[:, 1:], 2, axis=0), batch)
    own = jax.tree.map(lambda part: np.asarray(part)[1:], states)
    again, _ = ours(cell, weights, own, short, S - 1)
    np.testing.assert_allclose(np.asarray(again.outputs)[S - 1 :, 0], passed.outputs[S:, 1], rtol=1e-12)
    # At padding the state and its gradient pass unchanged, and nothing is learned there.
    hidden, gradient = passed.traces[0].hidden, found.layers[0]
    np.testing.assert_array_equal(hidden[2, 1], hidden[1, 1])
    assert not np.any(gradient.delta[2, 1])


def test_attention_ignores_padding_and_has_no_gaps() -> None:
    rng = generator()
    decoded, encoded = draw(rng, U, B, H), draw(rng, S, B, H)
    inside = jnp.asarray(np.array([[True, False], [True, False], [False, False]]))
    for weights in (network(GRU, "dot").attention, network(GRU, "additive").attention):
        assert weights is not None
        found = np.asarray(attention.shares(weights, decoded, encoded, inside))
        np.testing.assert_allclose(found[:, 0].sum(axis=-1), 1, rtol=1e-12)
        assert not np.any(found[:, 0, 2])
        assert not np.any(found[:, 1]), "an empty source is attended to nowhere"
        slope = jax.jit(jax.grad(lambda here, w=weights: attention.attended(w, decoded, here, inside).sum()))(encoded)
        assert np.all(np.isfinite(slope))


def test_a_source_read_backwards_keeps_its_end_mark_and_its_padding() -> None:
    inputs = jnp.asarray(np.array([[5, 7], [6, 9], [8, -1], [9, -1], [0, 0]], np.int32))
    mask = jnp.asarray((np.asarray(inputs) >= 0).astype(float))
    found = encoder_decoder.read_backwards(inputs, mask, 4)
    np.testing.assert_array_equal(found, [[8, 7], [6, 9], [5, -1], [9, -1], [0, 0]])
    np.testing.assert_array_equal(encoder_decoder.read_backwards(found, mask, 4), inputs)


def test_the_encoders_gradient_is_what_its_decoder_sends_back() -> None:
    """Without attention the encoder learns through its last state alone: a wall there leaves it nothing."""
    weights, batch = network(GRU, "none"), sentences()
    states = draw_states(GRU, generator(1))
    passed, found = ours(GRU, weights, states, batch)
    late = jax.tree.map(lambda part: part[S:], passed.traces[0])
    between = jax.tree.map(lambda part: part[S - 1], GRU.state_of(passed.traces[0]))
    external = jax.grad(partial(loss_of, batch))(passed.outputs)[S:] @ weights.W_o.T
    back = bptt.backward(GRU, weights.layers[0], between, late, external)
    np.testing.assert_allclose(found.layers[0].hidden[S - 1], back.initial.hidden, rtol=1e-9)
