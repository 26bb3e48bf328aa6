"""No array that is trained with has the rank at which XLA's products crash on the CPU.

jaxlib 0.10.2 dies on a float32 product that is summed over an axis when its operands have 7 axes or more, above all
when one of them has length 1 (jax-ml/jax#39257, #40412). Seeds, examples, layers and gates each are an axis here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core import RunConfig, advance, observe, start
from rnn_core.network import bptt
from rnn_core.training import step
from tests.playing.random_network import B, D, T, draw, draw_layer, draw_state, every_cell, generator
from tests.playing.small_run import small

HIGHEST_RANK = 6

ONES = {"sequence_length": 2, "hidden_size": 1, "batch_size": 1, "num_seeds": 1}


def ranks(jaxpr: Any) -> Iterator[int]:
    """The ranks of all floating-point arrays in `jaxpr` and in what it calls."""
    for equation in jaxpr.eqns:
        for variable in (*equation.invars, *equation.outvars):
            if jnp.issubdtype(variable.aval.dtype, jnp.floating):
                yield variable.aval.ndim
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=lambda part: hasattr(part, "eqns")):
            if hasattr(inner, "eqns"):
                yield from ranks(getattr(inner, "jaxpr", inner))


@pytest.mark.parametrize(
    "config",
    [
        small(num_layers=2, loss_at="every"),
        *(pytest.param(each, marks=pytest.mark.slow) for each in (small(task="recall"), small(**ONES))),
    ],
)
def test_training_and_its_picture_stay_below_the_rank_that_crashes(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is compiled: in the place of what would be computed, −1 says that no seed has diverged."""
    found: dict[str, int] = {}

    def watched(name: str, function: Any, *arguments: Any) -> Any:
        traced = function.trace(*arguments)
        found[name] = max(found.get(name, 0), *ranks(traced.jaxpr))
        return jax.tree.map(lambda result: np.full(result.shape, -1, result.dtype), traced.out_info)

    for name in ("train", "evaluate", "watch"):
        monkeypatch.setattr(step, name, partial(watched, name, getattr(step, name)))
    observe(advance(start(config), 2))
    assert found.keys() == {"train", "evaluate", "watch"}
    assert max(found.values()) <= HIGHEST_RANK, found


@pytest.mark.slow
def test_one_of_everything_does_not_crash() -> None:
    for lane in observe(advance(start(small(**ONES)), 2)).lanes:
        assert np.all(np.isfinite(lane.arrays["train_curve"]))


@every_cell
def test_jacobians_stay_below_the_rank_that_crashes(cell: Any) -> None:
    rng = generator()
    weights, state, xs = draw_layer(cell, rng), draw_state(cell, rng, 1), draw(rng, T, 1, D)
    found = jax.make_jaxpr(partial(bptt.jacobians, cell))(weights, state, xs)
    assert max(ranks(found.jaxpr)) <= HIGHEST_RANK


@pytest.mark.oracle
@pytest.mark.parametrize("rank", range(2, HIGHEST_RANK + 1))
def test_products_of_the_ranks_in_use_are_right_for_every_seed(rank: int) -> None:
    """A product summed over each axis in turn, one axis of length 1, under `vmap`."""
    shape = (1, *[2] * (rank - 2))
    a, b = (np.asarray(draw(generator(seed), B, *shape), np.float32) for seed in (0, 1))
    for axis in range(rank - 1):
        found = jax.jit(jax.vmap(lambda a, b, axis=axis: jnp.sum(a * b, axis)))(a, b)
        np.testing.assert_allclose(found, np.sum(a * b, axis + 1), rtol=1e-6)
