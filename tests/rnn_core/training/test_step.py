"""One compiled training step against the same step written out with plain automatic differentiation."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from rnn_core.network.cell import Cell, State
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.lstm import LSTM
from rnn_core.network.stack import NetworkWeights, zero_states
from rnn_core.tasks import Batch, Task, adding, parity
from rnn_core.tasks.task import LossKind
from rnn_core.tasks.windows import track_windows
from rnn_core.training import losses, step
from rnn_core.training.initial_state import initial_state, seed_keys
from rnn_core.training.records import LaneSpec, LaneState, StepSettings
from tests.playing.probes import Probes, no_probes, probed_outputs
from tests.playing.random_network import each_cell, one_cell_quickly
from tests.playing.reference import reference
from tests.playing.small_run import reading

T, B, H, LAYERS = 4, 3, 4, 2
SEEDS = (3, 4)
RATE = 0.1


def spec_of(cell: type[Cell], task: Task, optimizer: str = "sgd") -> LaneSpec:
    return LaneSpec(task, task.identity, cell, H, LAYERS, B, optimizer)


def of_seed(number: int, state: LaneState) -> NetworkWeights:
    return jax.tree.map(lambda of_seeds: np.asarray(of_seeds)[number], state.weights)


@partial(jax.jit, static_argnums=0)
def batches(task: Task, keys: jax.Array, number: int) -> Batch:
    """Of training step `number`, for every seed."""
    return jax.vmap(lambda key: task.sample(task.data, key, jnp.int32(number), B))(keys)


def first_of(tree: Any) -> Any:
    """The first seed's part of `tree`, as NumPy arrays."""
    return jax.tree.map(lambda of_seeds: np.asarray(of_seeds)[0], tree)


def zeros(cell: type[Cell], batch_size: int = B) -> tuple[State, ...]:
    return zero_states(cell, LAYERS, batch_size, H)


plain_outputs = jax.jit(probed_outputs, static_argnums=0)


def plain_loss(
    cell: type[Cell],
    kind: LossKind,
    where: jax.Array | int,
    batch: Batch,
    start: tuple[State, ...],
    weights: NetworkWeights,
    probes: Probes,
) -> jax.Array:
    """The batch's loss by a loop over timesteps."""
    outputs = probed_outputs(cell, weights, start, batch.inputs, probes)
    return losses.mean_loss(kind, outputs, batch, losses.timestep_weights(batch.mask, where, 2))


@pytest.mark.slow
@pytest.mark.oracle
@each_cell
def test_a_training_step_is_a_step_along_the_plain_gradient(cell: type[Cell]) -> None:
    task = adding.build(T)
    spec, keys = spec_of(cell, task), seed_keys(SEEDS)
    state = initial_state(spec, Initialisation(), SEEDS)

    @reference
    def plain(weights: NetworkWeights, batch: Batch, where: jax.Array) -> tuple[jax.Array, jax.Array, NetworkWeights]:
        loss = partial(plain_loss, cell, task.loss, where, batch, zeros(cell))
        value, gradient = jax.value_and_grad(loss)(weights, no_probes(cell, weights, batch.inputs))
        stepped = jax.tree.map(lambda part, slope: part - RATE * slope, weights, gradient)
        return value, optax.tree.norm(gradient), stepped

    batch_of = jax.tree.map(np.asarray, batches(task, keys, 7))
    for where in (losses.LAST, losses.EVERY, losses.STEP):
        trained = step.train(spec, state, task.data, keys, 7, 1, StepSettings(RATE, 0.0, where, 2))
        for number in range(len(SEEDS)):
            batch = jax.tree.map(lambda of_seeds, n=number: of_seeds[n], batch_of)
            loss, norm, expected = plain(of_seed(number, state), batch, where)
            np.testing.assert_allclose(np.asarray(trained.losses)[0, number], loss, rtol=1e-5)
            np.testing.assert_allclose(np.asarray(trained.gradient_norms)[0, number], norm, rtol=1e-4)
            for found, part in zip(*map(jax.tree.leaves, (of_seed(number, trained.state), expected)), strict=True):
                np.testing.assert_allclose(found, part, rtol=1e-4, atol=1e-6)


@one_cell_quickly
def test_norms_are_those_of_each_examples_own_loss(cell: type[Cell]) -> None:
    task = adding.build(T)
    spec, keys = spec_of(cell, task), seed_keys(SEEDS)
    state = initial_state(spec, Initialisation(), SEEDS)
    weights, batch = of_seed(0, state), first_of(batches(task, keys, 7))

    @jax.jit
    def own_gradient(alone: Batch, where: jax.Array) -> Probes:
        loss = partial(plain_loss, cell, task.loss, where, alone, zeros(cell, 1), weights)
        return jax.grad(loss)(no_probes(cell, weights, alone.inputs))

    for where in (losses.LAST, losses.EVERY):
        norms = step.train(spec, state, task.data, keys, 7, 1, StepSettings(RATE, 0.0, where, 2)).norms
        norms = jax.tree.map(np.asarray, norms)
        assert norms.hidden.shape == (LAYERS, T, B)
        assert norms.cell.shape == ((LAYERS, T, B) if cell is LSTM else (LAYERS, 0, B))
        for example in range(B):
            alone = jax.tree.map(lambda part, k=example: part[:, k : k + 1], batch)
            for layer, probe in enumerate(own_gradient(alone, where)):
                expected = np.linalg.norm(np.asarray(probe.hidden)[:, 0], axis=-1)
                np.testing.assert_allclose(norms.hidden[layer, :, example], expected, rtol=1e-4, atol=1e-8)
                if cell is LSTM:
                    expected = np.linalg.norm(np.asarray(probe.cell)[:, 0], axis=-1)
                    np.testing.assert_allclose(norms.cell[layer, :, example], expected, rtol=1e-4, atol=1e-8)


def carrying(task: Task) -> Task:
    """Numbers in place of letters: three tracks through a fixed series, read window by window."""
    series = jnp.asarray(np.random.default_rng(0).integers(0, 255, 100), jnp.uint8)

    def sample(data: jax.Array, key: jax.Array, step: jax.Array, batch_size: int) -> Batch:
        window = track_windows(data, key, step, T, batch_size) / 255
        return Batch(jnp.stack([window[:-1]] * 2, axis=-1), window[1:, :, None], jnp.ones((T, batch_size)))

    return dataclasses.replace(task, name="series", sample=sample, data=series, loss_at="every", carries_state=True)


@one_cell_quickly
def test_carried_state_is_a_constant_in_training(cell: type[Cell]) -> None:
    task = carrying(adding.build(T))
    spec, keys = spec_of(cell, task), seed_keys(SEEDS)
    state = initial_state(spec, Initialisation(), SEEDS)
    step_settings = StepSettings(RATE, 0.0, losses.EVERY, 1)
    first = step.train(spec, state, task.data, keys, 0, 1, step_settings)
    second = step.train(spec, first.state, task.data, keys, 1, 1, step_settings)
    assert all(np.any(np.asarray(part)) for part in jax.tree.leaves(first.state.carried) if part.size)
    start, batch, weights = first_of((first.state.carried, batches(task, keys, 1), first.state.weights))
    loss = jax.jit(jax.value_and_grad(partial(plain_loss, cell, task.loss, losses.EVERY), argnums=2))
    probes = no_probes(cell, weights, batch.inputs)
    begun = [loss(batch, begin, weights, probes) for begin in (start, zeros(cell))]
    (value, slope), (from_zero, _) = jax.tree.map(np.asarray, begun)
    np.testing.assert_allclose(np.asarray(second.losses)[0, 0], value, rtol=1e-5)
    assert abs(float(value) - float(from_zero)) > 1e-5, "the carried state makes a difference"
    for before, after, part in zip(*map(jax.tree.leaves, (weights, of_seed(0, second.state), slope)), strict=True):
        np.testing.assert_allclose(after, before - RATE * part, rtol=1e-4, atol=1e-6)


def test_leaving_out_the_norms_changes_nothing_else() -> None:
    task = adding.build(T)
    spec, keys = spec_of(LSTM, task), seed_keys(SEEDS)
    state, step_settings = initial_state(spec, Initialisation(), SEEDS), StepSettings(RATE, 0.0, losses.LAST, 2)
    profiled = step.train(spec, state, task.data, keys, 0, 5, step_settings)
    plain = step.train(dataclasses.replace(spec, profiled=False), state, task.data, keys, 0, 5, step_settings)
    assert plain.norms.hidden.size == 0
    np.testing.assert_allclose(plain.losses, profiled.losses, rtol=1e-6)


def test_evaluation_scores_the_whole_test_set() -> None:
    task = adding.build(T)
    spec = spec_of(LSTM, task)
    state = initial_state(spec, Initialisation(), SEEDS)
    settings = StepSettings(0.0, 0.0, losses.EVERY, 1)
    found = jax.tree.map(np.asarray, step.evaluate(spec, state, task.test, task.lead_in, settings))
    size = task.test.mask.shape[1]
    for number in range(len(SEEDS)):
        weights = of_seed(number, state)
        none = no_probes(LSTM, weights, task.test.inputs)
        outputs = plain_outputs(LSTM, weights, zeros(LSTM, size), task.test.inputs, none)
        squares = np.square(np.asarray(outputs) - np.asarray(task.test.targets))[..., 0]
        assert float(found.loss[number]) == pytest.approx(squares.mean(), rel=1e-4)
        assert float(found.task_loss[number]) == pytest.approx(squares[-1].mean(), rel=1e-4)
        assert np.isnan(found.task_accuracy[number])


def test_accuracy_stands_where_the_loss_is_trained_and_where_the_task_asks() -> None:
    """Prefix parity, trained at every step: the accuracy shown is over all of them, the task's own at the last one."""
    task = parity.build(T)
    spec = spec_of(LSTM, task)
    state = initial_state(spec, Initialisation(), SEEDS)
    settings = StepSettings(0.0, 0.0, losses.EVERY, 1)
    found = jax.tree.map(np.asarray, step.evaluate(spec, state, task.test, task.lead_in, settings))
    size = task.test.mask.shape[1]
    for number in range(len(SEEDS)):
        weights = of_seed(number, state)
        none = no_probes(LSTM, weights, task.test.inputs)
        outputs = plain_outputs(LSTM, weights, zeros(LSTM, size), task.test.inputs, none)
        right = np.argmax(np.asarray(outputs), axis=-1) == np.asarray(task.test.targets)[..., 0]
        assert float(found.accuracy[number]) == pytest.approx(right.mean(), abs=1e-6)
        assert float(found.task_accuracy[number]) == pytest.approx(right[-1].mean(), abs=1e-6)
        assert right.mean() != right[-1].mean()


def test_a_run_that_carries_its_state_is_tested_like_that() -> None:
    """Against a loop over lead-in and window in one piece, scored on the window alone; what is drawn agrees."""
    run = reading(3)
    each, task = run.lanes[0], run.task
    length, size = len(task.lead_in), task.test.mask.shape[1]
    assert length == 128
    weights = of_seed(0, each.state)
    inputs = np.concatenate([task.lead_in, task.test.inputs])
    none = no_probes(each.spec.cell, weights, inputs)
    start_state = zero_states(each.spec.cell, 1, size, each.spec.hidden_size)
    whole = np.asarray(plain_outputs(each.spec.cell, weights, start_state, inputs, none))[length:]
    answers = np.exp(whole) / np.exp(whole).sum(axis=-1, keepdims=True)
    expected = -np.log(np.take_along_axis(answers, np.asarray(task.test.targets, np.int32), axis=-1)).mean()
    found = step.evaluate(each.spec, each.state, task.test, task.lead_in, run.step_settings)
    assert float(found.loss[0]) == pytest.approx(expected, rel=1e-5)
    seen = step.watch(each.spec, each.state, task.test, task.lead_in, 2, run.step_settings, losses.LAST)
    np.testing.assert_allclose(seen.outputs, answers[:, 2], rtol=1e-4, atol=1e-6)


def test_only_a_run_that_carries_its_state_reads_before_its_test_windows() -> None:
    cold = reading(0, carry_state=False)
    assert len(cold.task.lead_in) == len(adding.build(T).lead_in) == 0
    assert "windows read from the zero state" in cold.task.definition
    assert "from the state after the 128 characters before each" in reading(0).task.definition
