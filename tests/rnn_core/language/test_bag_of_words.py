"""A bag of words: trained against a loop written from the equations, and right in exactly half of the cases."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from rnn_core import GivenUp, RunConfig, advance, ask, lanes_of, start
from rnn_core.inside.question import QuestionError
from rnn_core.language.bag_of_words import BagOfWords, _Spec, _weights, bag
from rnn_core.training.run import Run, change
from tests.playing.drawn import drawn as drawn_batch
from tests.playing.small_run import small

SETTINGS = RunConfig(
    task="word_order", sequence_length=8, hidden_size=4, batch_size=8, num_seeds=2, lanes=lanes_of("rnn"), clip_norm=0.1
)


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(SETTINGS), 60)


@pytest.mark.slow
def test_it_is_right_in_exactly_half_of_the_pairs_however_long_it_is_trained(run: Run) -> None:
    answer = ask(run, BagOfWords())
    assert answer.words == {"steps": 60, "sentences": 512}
    np.testing.assert_array_equal(answer.arrays["tested"], [0, 50, 60])
    np.testing.assert_array_equal(answer.arrays["accuracy"], np.full((2, 3), 0.5, np.float32))
    assert (answer.arrays["loss"] >= np.log(2) - 1e-6).all()


@pytest.mark.slow
def test_it_is_trained_on_the_same_batches_with_the_same_optimiser(run: Run) -> None:
    """Two seeds, a change of the learning rate on the way, optax and autodiff on plain arrays."""
    changed = advance(change(advance(start(SETTINGS), 3), "learning_rate", 0.05), 4)
    task = changed.task
    spec = _Spec(task.without_data(), task.identity, 4, 8, "adam")
    counted = np.array(bag(task.test, task.input_size).inputs[0])
    rule = optax.inject_hyperparams(
        lambda rate: optax.chain(optax.clip_by_global_norm(0.1), optax.adam(rate, eps=1e-8))
    )(rate=SETTINGS.learning_rate)

    @jax.jit
    def loss(weights, counts, answer):
        W_x, b, W_o, b_o = weights
        scores = jnp.tanh(counts @ W_x + b) @ W_o + b_o
        return -jnp.mean(jax.nn.log_softmax(scores)[jnp.arange(len(counts)), answer])

    @jax.jit
    def stepped(weights, state, counts, answer):
        updates, after = rule.update(jax.grad(loss)(weights, counts, answer), state)
        return optax.apply_updates(weights, updates), after

    for seed in (0, 1):
        drawn = _weights(spec, seed)
        weights = (drawn.layers[0].W_x, drawn.layers[0].b, drawn.W_o, drawn.b_o)
        state = rule.init(weights)
        for step in range(7):
            batch = drawn_batch(task, seed, step)
            sentences = np.asarray(batch.inputs)
            counts = np.array([np.bincount(words[words >= 0], minlength=task.input_size) for words in sentences.T])
            answer = np.asarray(batch.targets)[0, :, 0].astype(int)
            state.hyperparams["rate"] = jnp.float32(SETTINGS.learning_rate if step < 3 else 0.05)
            weights, state = stepped(weights, state, counts.astype(np.float32), answer)
        answer = np.asarray(task.test.targets)[0, :, 0].astype(int)
        expected = loss(weights, counted, answer)
        np.testing.assert_allclose(ask(changed, BagOfWords()).arrays["loss"][seed, -1], expected, rtol=1e-4)


def test_it_can_be_given_up_and_is_asked_of_sentences_alone(run: Run) -> None:
    with pytest.raises(GivenUp):
        ask(run, BagOfWords(), lambda: False)
    with pytest.raises(QuestionError, match="Word order"):
        ask(start(small(task="recall", lanes=lanes_of("rnn"))), BagOfWords())
