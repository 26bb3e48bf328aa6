"""A bag of words beside the lanes: the same words in one heap, so that nothing of their order is left.

    h = tanh(W_x Σ_t x_t + b),    y = W_o h + b_o

That is a vanilla RNN that reads all words of a sentence in one timestep. It is trained on the same batches, with the
same optimiser, learning rate and clipping, for as many steps. Two sentences of the same words have the same Σ_t x_t,
so it gives them the same answer, whatever its weights are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
from jax import lax
from jaxtyping import Array, Float, Int, Key

from rnn_core.inside.question import Answer, GivenUp, QuestionError
from rnn_core.network import stack
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.stack import NetworkWeights
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.tasks.task import Batch, Task
from rnn_core.training import losses, optimizers, programs
from rnn_core.training.records import CHUNK
from rnn_core.training.run import Run

MOST_TESTS = 40


@dataclass(frozen=True)
class BagOfWords:
    """What a bag of words has learned by the present step of a run that answers once, after words.

    The answer's words are `steps`, how many it was trained, and `sentences`, how many it was tested on. Its arrays, one
    row a seed, are `accuracy` and `loss` `[S, Q]` on the run's own test set after each of `tested` `[Q]` steps.
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        task, config = run.task, run.config
        if task.input_kind != "words" or task.boundary or task.loss_at != "last":
            raise QuestionError("A bag of words answers after the last word. Ask it of the task “Word order”.")
        spec = _Spec(task.without_data(), task.identity, config.hidden_size, config.batch_size, config.optimizer)
        drawn = [_weights(spec, seed) for seed in config.seeds]
        weights = jax.tree.map(lambda *of_seeds: jnp.stack(of_seeds), *drawn)
        state = _State(weights, jax.vmap(partial(optimizers.initial, spec.optimizer))(weights))
        tests = [_tested(spec, state.weights, task.test)]
        tested, apart, step = [0], max(CHUNK, run.step // MOST_TESTS), 0
        while step < run.step:
            if not go_on():
                raise GivenUp
            stops = [change.step for change in config.changes if change.step > step]
            end = min([run.step, step + CHUNK, tested[-1] + apart, *stops])
            now = run.step_settings_at(step)
            state = _train(spec, state, task.data, run.keys, step, end - step, now.learning_rate, now.clip_norm)
            step = end
            if step in (run.step, tested[-1] + apart):
                tested.append(step)
                tests.append(_tested(spec, state.weights, task.test))
        loss, accuracy = np.moveaxis(np.array(tests, np.float32), 0, -1)
        words = {"steps": run.step, "sentences": int(task.test.mask.shape[1])}
        return Answer(words, {"accuracy": accuracy, "loss": loss, "tested": np.array(tested, np.float32)})


@dataclass(frozen=True)
class _Spec:
    """What compiled code depends on."""

    task: Task = field(compare=False)
    identity: tuple[object, ...]
    hidden_size: int
    batch_size: int
    optimizer: str


class _State(NamedTuple):
    weights: NetworkWeights
    optimizer: optax.OptState


def _weights(spec: _Spec, seed: int) -> NetworkWeights:
    return stack.RecurrentNetwork(
        VanillaRNN,
        spec.task.input_size,
        spec.hidden_size,
        spec.task.output_size,
        rngs=nnx.Rngs(seed),
        initialisation=Initialisation(),
    ).weights


def bag(batch: Batch, num_words: int) -> Batch:
    """All words of each sentence in one timestep: how often each of the task's `num_words` words comes."""
    counts: Float[Array, "1 B V"] = jnp.sum(batch.inputs[..., None] == jnp.arange(num_words), axis=0, keepdims=True)
    return Batch(counts.astype(jnp.float32), batch.targets[:1], batch.mask[:1])


@programs.compiled()
def _train(
    spec: _Spec,
    state: _State,
    data: Any,
    keys: Key[Array, " S"],
    first: Int[Array, ""] | int,
    steps: Int[Array, ""] | int,
    learning_rate: Float[Array, ""] | float,
    clip_norm: Float[Array, ""] | float,
) -> _State:
    def of_seed(before: _State, key: Key[Array, ""], step: Int[Array, ""]) -> _State:
        batch = bag(spec.task.sample(data, key, step, spec.batch_size), spec.task.input_size)
        weights = before.weights
        start = stack.zero_states(VanillaRNN, 1, spec.batch_size, spec.hidden_size)
        passed = stack.forward(VanillaRNN, weights, start, batch.inputs)

        def loss(outputs: Float[Array, "1 B O"]) -> Float[Array, ""]:
            return losses.mean_loss(spec.task.loss, outputs, batch, batch.mask)

        found = stack.gradients(VanillaRNN, weights, start, batch.inputs, passed, loss).weights
        after = optimizers.update(spec.optimizer, weights, before.optimizer, found, learning_rate, clip_norm)
        return _State(after.weights, after.state)

    def one(i: Int[Array, ""], before: _State) -> _State:
        return jax.vmap(of_seed, in_axes=(0, 0, None))(before, keys, first + i)

    return lax.fori_loop(0, steps, one, state)


@programs.compiled()
def _tested(spec: _Spec, weights: NetworkWeights, test: Batch) -> Float[Array, "2 S"]:
    """Loss and accuracy of every seed on the whole test set."""
    batch = bag(test, spec.task.input_size)
    start = stack.zero_states(VanillaRNN, 1, batch.mask.shape[1], spec.hidden_size)

    def of_seed(weights: NetworkWeights) -> Float[Array, " 2"]:
        outputs = stack.outputs(VanillaRNN, weights, start, batch.inputs)
        kind = spec.task.loss
        shares = batch.mask
        return jnp.stack(
            [losses.mean_loss(kind, outputs, batch, shares), losses.accuracy(kind, outputs, batch, shares)]
        )

    return lax.map(of_seed, weights).T
