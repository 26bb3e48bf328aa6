"""Held gates: constant whatever the input, differentiated like any network, and nothing where nothing is held."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.network import clamps, stack
from rnn_core.network.cell import Cell, State
from rnn_core.network.gru import GRU
from rnn_core.network.gru_reset_before import GRUResetBefore
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.lstm import LSTM
from rnn_core.network.peephole_lstm import PeepholeLSTM
from rnn_core.network.stack import NetworkWeights
from rnn_core.settings.clamp import Clamp
from rnn_core.tasks import adding
from rnn_core.training import losses, step
from rnn_core.training.initial_state import initial_state, seed_keys
from rnn_core.training.records import LaneSpec, StepSettings
from tests.playing.both_passes import both_passes, timestep_weights
from tests.playing.central_differences import assert_equal_gradients, central_differences
from tests.playing.random_network import (
    EVERY_CELL,
    B,
    D,
    H,
    T,
    draw,
    draw_batch,
    draw_network,
    draw_states,
    every_cell,
    generator,
)

EVERY_GATE = [(cell, gate) for cell in EVERY_CELL for gate in cell.gates if gate]


@partial(jax.jit, static_argnums=0)
def held_pass(
    cell: type[Cell], weights: NetworkWeights, held: clamps.Held, states: tuple[State, ...], xs: jax.Array
) -> stack.ForwardPass:
    return stack.forward(cell, clamps.hold(cell, weights, held), states, xs)


def assert_same_bits(ours: object, theirs: object) -> None:
    for one, other in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        np.testing.assert_array_equal(one, other)


@every_cell
def test_nothing_held_changes_no_bit(cell: type[Cell]) -> None:
    weights = jax.tree.map(lambda part: part.astype(jnp.float32), draw_network(cell, generator(70), 2))
    nothing = clamps.free(cell, H)
    assert_same_bits(clamps.held(cell, H, ()), nothing)
    for change in (clamps.hold, clamps.release):
        assert_same_bits(change(cell, weights, nothing), weights)
        assert change(cell, weights, None) is weights


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize("value", [0.0, 1.0, 0.3])
@pytest.mark.parametrize(("cell", "gate"), EVERY_GATE, ids=lambda each: getattr(each, "__name__", each))
def test_a_held_gate_is_constant_for_the_chosen_units(cell: type[Cell], gate: str, value: float) -> None:
    rng = generator(71)
    weights, states, xs = draw_network(cell, rng, 2), draw_states(cell, rng, 2), draw(rng, T, B, D)
    held = clamps.held(cell, H, [Clamp(gate, value, (1, 3))])
    passed = held_pass(cell, weights, held, states, xs)
    for trace in passed.traces:
        values = np.asarray(getattr(trace, gate))
        if value in (0, 1):
            np.testing.assert_array_equal(values[..., [0, 2]], value)
        else:
            np.testing.assert_allclose(values[..., [0, 2]], value, rtol=1e-6)
        assert np.ptp(values[..., 1]) > 0.01


def test_a_later_clamp_counts_and_a_clamp_without_units_holds_all() -> None:
    held = clamps.held(GRU, H, [Clamp("update_gate", 0.25), Clamp("update_gate", 1.0, (2,))])
    keep, bias = (part.reshape(3, H) for part in held)
    np.testing.assert_array_equal(keep, np.repeat([[True], [False], [True]], H, axis=1))
    np.testing.assert_allclose(1 / (1 + np.exp(-np.float64(bias[1]))), [0.25, 1, 0.25], rtol=1e-6)
    with pytest.raises(ValueError, match="not in tuple"):
        clamps.held(GRU, H, [Clamp("forget_gate", 1.0)])


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize(
    ("cell", "gate"),
    [(LSTM, "forget_gate"), (PeepholeLSTM, "output_gate"), (GRU, "reset_gate"), (GRUResetBefore, "update_gate")],
)
def test_gradients_equal_central_differences_of_the_held_network(cell: type[Cell], gate: str) -> None:
    rng = generator(72)
    weights, states = draw_network(cell, rng, 2), draw_states(cell, rng, 2)
    batch = draw_batch(rng)
    shares = timestep_weights(batch.mask, losses.EVERY, 0)
    held = clamps.held(cell, H, [Clamp(gate, 0.7), Clamp(gate, 0.0, (2,))])

    def held_loss(at: NetworkWeights) -> jax.Array:
        return losses.mean_loss("squared_error", held_pass(cell, at, held, states, batch.inputs).outputs, batch, shares)

    _, passed_back = both_passes(cell, clamps.hold(cell, weights, held), states, batch, shares)
    found = passed_back.weights
    block = cell.gates.index(gate)
    columns = slice(block * H, (block + 1) * H)
    assert np.any(np.asarray(found.layers[0].b)[columns]), "there is something to release"
    released = clamps.release(cell, found, held)
    assert not np.any(np.asarray(released.layers[0].W_h)[:, columns])
    assert_equal_gradients(released, central_differences(held_loss, weights))


def test_another_clamp_compiles_nothing_and_holds_in_training_test_and_picture() -> None:
    task, seeds = adding.build(5), (0, 1)
    spec = LaneSpec(task, task.identity, PeepholeLSTM, H, 1, 3, "adam")
    state, keys = initial_state(spec, Initialisation(), seeds), seed_keys(seeds)
    counts, trained, evaluated = list[list[int]](), [], []
    watched: list[Any] = []
    for clamp in ((), [Clamp("forget_gate", 0.0)], [Clamp("input_gate", 0.5, (1,)), Clamp("output_gate", 1.0)]):
        settings = StepSettings(0.1, 1.0, losses.LAST, 1, clamps.held(PeepholeLSTM, H, clamp))
        trained.append(step.train(spec, state, task.data, keys, 0, 3, settings).state.weights)
        evaluated.append(step.evaluate(spec, state, task.test, task.lead_in, settings))
        watched.append(step.watch(spec, state, task.test, task.lead_in, 0, settings, losses.LAST))
        counts.append([function.num_compiled() for function in (step.train, step.evaluate, step.watch)])
    assert counts[0] == counts[1] == counts[2]
    assert not np.any(np.asarray(watched[1].traces[0].forget_gate))
    np.testing.assert_array_equal(watched[2].traces[0].output_gate, 1)
    assert len({float(each.loss[0]) for each in evaluated}) == 3
    before, after = (np.asarray(weights.layers[0].W_h) for weights in (state.weights, trained[1]))
    np.testing.assert_array_equal(after[..., H : 2 * H], before[..., H : 2 * H])
    assert not np.any(after[..., :H] == before[..., :H])
    free = step.train(spec, state, task.data, keys, 0, 3, StepSettings(0.1, 1.0, losses.LAST, 1)).state.weights
    # Another program, which XLA may round otherwise: to the bit are the weights that it works with.
    for one, other in zip(*map(jax.tree.leaves, (trained[0], free)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
