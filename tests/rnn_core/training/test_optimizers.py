"""Our step against optax's own optimisers."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from rnn_core.network.gru import GRU
from rnn_core.network.stack import NetworkWeights
from rnn_core.settings.table import OPTIMIZERS
from rnn_core.training import optimizers
from tests.playing.random_network import draw, draw_network, generator

pytestmark = pytest.mark.usefixtures("x64")

RATE = 3e-2
OURS_IN_OPTAX = {
    "sgd": optax.sgd(RATE),
    "momentum": optax.sgd(RATE, momentum=0.9),
    "rmsprop": optax.rmsprop(RATE, decay=0.9),
    "adam": optax.adam(RATE),
    "adamw": optax.adamw(RATE, weight_decay=1e-2),
}


@jax.jit
def gradient(weights: NetworkWeights) -> NetworkWeights:
    """Of a bowl that is steeper in some directions than in others."""

    def bowl(at: NetworkWeights) -> jax.Array:
        return sum((k + 1) * jnp.sum((part - 0.5) ** 2) for k, part in enumerate(jax.tree.leaves(at)))  # type: ignore[return-value]

    return jax.grad(bowl)(weights)


def flat(weights: NetworkWeights) -> np.ndarray:
    return np.concatenate([np.ravel(part) for part in jax.tree.leaves(weights)])


@jax.jit
def first_plain_step(
    weights: NetworkWeights, gradients: NetworkWeights, rate: float, clip: float
) -> optimizers.Updated:
    return optimizers.update("sgd", weights, optimizers.initial("sgd", weights), gradients, rate, clip)


def test_every_optimiser_is_compared() -> None:
    assert set(OURS_IN_OPTAX) == set(OPTIMIZERS)


@pytest.mark.parametrize("clip", [0.0, 0.7], ids=["unclipped", "clipped"])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps_equal_optaxs(name: str, clip: float) -> None:
    ours = theirs = draw_network(GRU, generator(40))
    chain = optax.chain(optax.clip_by_global_norm(clip), OURS_IN_OPTAX[name]) if clip else OURS_IN_OPTAX[name]
    state, their_state = jax.jit(lambda at: (optimizers.initial(name, at), chain.init(at)))(ours)
    step = jax.jit(lambda at, state: optimizers.update(name, at, state, gradient(at), RATE, clip))

    @jax.jit
    def their_step(at: NetworkWeights, state: optax.OptState) -> tuple[NetworkWeights, optax.OptState]:
        change, after = chain.update(gradient(at), state, at)
        return optax.apply_updates(at, change), after

    for _ in range(10):
        updated = step(ours, state)
        expected_norm = np.linalg.norm(flat(gradient(ours)))
        assert float(updated.gradient_norm) == pytest.approx(expected_norm, rel=1e-10)
        ours, state = updated.weights, updated.state
        assert float(updated.weight_rms) == pytest.approx(np.sqrt(np.mean(flat(ours) ** 2)), rel=1e-10)
        theirs, their_state = their_step(theirs, their_state)
    for a, b in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9)


def test_clipping_shortens_the_whole_gradient_and_keeps_its_direction() -> None:
    weights = draw_network(GRU, generator(41))
    rng = generator(42)
    gradients = jax.tree.map(lambda part: draw(rng, *part.shape), weights)
    norm = float(np.linalg.norm(flat(gradients)))
    for clip, length in [(norm / 4, norm / 4), (norm * 4, norm), (0.0, norm)]:
        updated = first_plain_step(weights, gradients, 1.0, clip)
        moved = flat(weights) - flat(updated.weights)
        assert float(updated.gradient_norm) == pytest.approx(norm, rel=1e-12), (
            "the norm shown is the one before clipping"
        )
        np.testing.assert_allclose(moved, flat(gradients) * length / norm, rtol=1e-9, atol=1e-14)


def test_a_gradient_of_zero_is_not_divided_by_its_length() -> None:
    weights = draw_network(GRU, generator(43))
    nothing = jax.tree.map(np.zeros_like, weights)
    updated = first_plain_step(weights, nothing, 1.0, 1.0)
    assert all(np.array_equal(*parts) for parts in zip(*map(jax.tree.leaves, (updated.weights, weights)), strict=True))
