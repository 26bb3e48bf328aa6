"""A decoder that reads its own words: against the forward pass that is told those words."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import decoding, encoder_decoder
from rnn_core.network.gru import GRU
from tests.playing.random_network import draw_states, generator
from tests.playing.random_translation import KINDS, B, S, network, sentences

pytestmark = pytest.mark.usefixtures("x64")
LONG = 5


def encoded(kind: str) -> tuple[Any, Any, Any]:
    weights, batch = network(GRU, kind), sentences()
    states = draw_states(GRU, generator(1))
    read = encoder_decoder.encode(GRU, weights, states, batch.inputs[:S], batch.mask[:S])
    return weights, states, read


def told(weights: Any, states: Any, target: Any) -> np.ndarray:
    """The scores of the forward pass that reads `target`."""
    batch = sentences()
    inputs = jnp.concatenate([batch.inputs[:S], target])
    mask = jnp.concatenate([batch.mask[:S], jnp.ones(target.shape)])
    return np.asarray(encoder_decoder.forward(GRU, weights, states, inputs, mask, S).outputs[S:])


@KINDS
def test_free_running_reads_what_it_said(kind: str) -> None:
    weights, states, read = encoded(kind)
    found = decoding.free_run(GRU, weights, read, 1, LONG)
    np.testing.assert_array_equal(found.read[0], [1] * B)
    np.testing.assert_array_equal(found.read[1:], np.argmax(found.scores, axis=-1)[:-1])
    np.testing.assert_allclose(found.scores, told(weights, states, found.read), rtol=1e-10)
    assert found.attention.shape == (LONG, B, 0 if kind == "none" else S)
    if kind != "none":
        np.testing.assert_allclose(np.sum(found.attention, axis=-1), 1, rtol=1e-12)


def test_teacher_forcing_of_all_none_and_some_words() -> None:
    weights, _, read = encoded("dot")
    target = jnp.asarray(np.random.default_rng(5).integers(0, 3, (40, B)), jnp.int32)
    key = jax.random.key(0)

    def inputs(forced: float) -> np.ndarray:
        return np.asarray(decoding.with_own_words(GRU, weights, read, target, forced, key))

    np.testing.assert_array_equal(inputs(1.0), target)
    free = decoding.free_run(GRU, weights, read, target[0], len(target)).read
    np.testing.assert_array_equal(inputs(0.0), free)
    some = inputs(0.5)
    np.testing.assert_array_equal(some[0], target[0])
    # Whatever was not told is what the network says after the words that it read so far.
    begun = draw_states(GRU, generator(1))
    said = np.argmax(told(weights, begun, jnp.asarray(some)), axis=-1)
    right = some[1:] == np.asarray(target)[1:]
    own = some[1:] == said[:-1]
    assert np.all(right | own)
    assert 0.2 < np.mean(~own) < 0.8
