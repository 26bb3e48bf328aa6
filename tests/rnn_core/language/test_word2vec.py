"""Word2Vec against central differences and a step in NumPy; its noise; determinism; what it learns, over seeds."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core.language import word2vec
from rnn_core.language.context_rank import CANDIDATES, CHANCE, held_out, mean_rank
from rnn_core.language.word2vec import Tables, Word2VecSettings, advance, loss, noise_words, start, word2vec_rows
from rnn_core.language.word_pairs import corpus

V, D, B, K = 7, 4, 5, 3
DRAWS = np.random.default_rng(0)
CENTRE, CONTEXT = DRAWS.normal(size=(2, V, D))
CENTRES, CONTEXTS = DRAWS.integers(0, V, (2, B))
NEGATIVES = DRAWS.integers(0, V, (B, K))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def loss_by_loops(centre, context):
    total = 0.0
    for c, o, noise in zip(CENTRES, CONTEXTS, NEGATIVES, strict=True):
        total -= np.log(sigmoid(context[o] @ centre[c]))
        for n in noise:
            total -= np.log(sigmoid(-(context[n] @ centre[c])))
    return total


@pytest.mark.oracle
def test_the_loss_is_the_papers_and_its_gradient_that_of_central_differences(x64):
    tables = Tables(jnp.asarray(CENTRE), jnp.asarray(CONTEXT))
    batch = tuple(map(jnp.asarray, (CENTRES, CONTEXTS, NEGATIVES)))
    value, gradient = jax.value_and_grad(loss)(tables, *batch)
    assert float(value) == pytest.approx(loss_by_loops(CENTRE, CONTEXT), rel=1e-12)
    step = 1e-5
    for number, table in enumerate((CENTRE, CONTEXT)):
        expected = np.zeros_like(table)
        for place in np.ndindex(*table.shape):
            both = []
            for sign in (1, -1):
                moved = [CENTRE.copy(), CONTEXT.copy()]
                moved[number][place] += sign * step
                both.append(loss_by_loops(*moved))
            expected[place] = (both[0] - both[1]) / (2 * step)
        np.testing.assert_allclose(gradient[number], expected, atol=1e-8)


@pytest.fixture(scope="module")
def text():
    """Two kinds of sentences whose words never meet, and a test part of both."""
    draws = np.random.default_rng(0)
    kinds = [[f"{kind}{n}" for n in range(12)] for kind in "xy"]
    sentences = [list(draws.choice(kinds[n % 2], 8)) for n in range(400)]
    return corpus(sentences[:360], sentences[360:])


SMALL = Word2VecSettings(size=8, window=3, negatives=3, epochs=4, threshold=0.0)


@pytest.mark.oracle
def test_a_chunk_of_steps_is_stochastic_gradient_descent_as_numpy_does_it(text):
    model = start(text, SMALL)
    after = advance(model)
    centre, context = (np.array(table, np.float64) for table in model.tables)
    cumulated = jnp.asarray(np.cumsum(text.noise), jnp.float32)
    keys = jax.random.split(jax.random.fold_in(jax.random.key(SMALL.seed), 0), word2vec.CHUNK)
    for n, key in enumerate(keys):
        here = slice(n * model.batch, (n + 1) * model.batch)
        centres, contexts = model.waiting.centres[here], model.waiting.contexts[here]
        noise = np.asarray(noise_words(key, cumulated, (model.batch, SMALL.negatives)))
        rate = word2vec.RATE + (word2vec.LAST_RATE - word2vec.RATE) * n / model.total_steps
        to_centre, to_context = np.zeros_like(centre), np.zeros_like(context)
        for c, o, drawn in zip(centres, contexts, noise, strict=True):
            for word, label in ((o, 1.0), *((n, 0.0) for n in drawn)):
                error = sigmoid(context[word] @ centre[c]) - label
                to_centre[c] += error * context[word]
                to_context[word] += error * centre[c]
        centre -= rate * to_centre
        context -= rate * to_context
    np.testing.assert_allclose(after.tables.centre, centre, atol=1e-5)
    np.testing.assert_allclose(after.tables.context, context, atol=1e-5)


def test_noise_has_the_distribution_it_is_drawn_from(text):
    """χ² of 60,000 draws; 23 degrees of freedom exceed 49.7 once in a thousand times."""
    cumulated = jnp.asarray(np.cumsum(text.noise), jnp.float32)
    drawn = np.asarray(noise_words(jax.random.key(1), cumulated, (20_000, 3)))
    expected = text.noise * drawn.size
    found = np.bincount(drawn.ravel(), minlength=len(text.words))
    assert ((found - expected) ** 2 / expected).sum() < 49.7


def trained(model, chunks=10_000):
    for _ in range(chunks):
        if model.done:
            break
        model = advance(model)
    return model


def test_the_same_seed_gives_the_same_vectors_to_the_last_bit_and_another_one_others(text):
    one, other = (trained(start(text, SMALL), 5) for _ in range(2))
    np.testing.assert_array_equal(one.tables.centre, other.tables.centre)
    third = trained(start(text, replace(SMALL, seed=1)), 5)
    assert not np.array_equal(one.tables.centre, third.tables.centre)


@pytest.mark.parametrize("seed", range(3))
def test_words_that_stand_together_become_neighbours_and_the_rank_falls_far_below_chance(text, seed):
    model = trained(start(text, replace(SMALL, seed=seed)))
    assert model.done
    assert advance(model) is model
    ranks = [each.rank for each in model.measured]
    losses = [each.loss for each in model.measured if each.loss is not None]
    assert ranks[0] == pytest.approx(CHANCE)
    # Half of the 49 others are of the other kind: among the rest nothing can be known.
    assert (ranks[-1] or CHANCE) < 15
    for word in text.words[:6]:
        assert {near.word[0] for near in model.vectors.neighbours(word, 8)} == {word[0]}
    steps = [each.step for each in model.measured]
    assert len(steps) == word2vec.MEASUREMENTS + 1
    assert steps[-1] == model.step == model.total_steps
    assert len(losses) == word2vec.MEASUREMENTS
    assert np.mean(losses[-5:]) < losses[0]
    assert [step for step, _ in model.kept] == [steps[n] for n in word2vec.KEPT]
    np.testing.assert_array_equal(model.kept[-1][1], np.asarray(model.tables.centre).astype(np.float16))


def test_it_goes_through_the_text_as_often_as_asked(text):
    model = trained(start(text, SMALL))
    assert SMALL.epochs <= model.epochs_done < 2 * SMALL.epochs


def test_the_rank_is_that_of_sorting_and_equal_scores_share_theirs():
    scores = np.random.default_rng(0).normal(size=(50, 20)).astype(np.float32)
    ranks = [1 + sorted(row, reverse=True).index(row[0]) for row in scores]
    assert mean_rank(scores) == pytest.approx(np.mean(ranks))
    assert mean_rank(np.zeros((3, CANDIDATES), np.float32)) == CHANCE
    assert mean_rank(np.array([[1.0, 1.0, 0.0, 2.0]], np.float32)) == 2.5


def test_the_held_out_pairs_are_those_of_the_test_part_against_noise(text):
    held = held_out(text, 3, np.ones(len(text.words)), 0)
    assert held is not None
    assert held.candidates.shape == (len(held.centres), CANDIDATES)
    near = {
        (text.test.rows[i], text.test.rows[j])
        for i in range(len(text.test.rows))
        for j in range(max(0, i - 3), i + 4)
        if j < len(text.test.rows) and i != j and text.test.passage[i] == text.test.passage[j]
    }
    assert set(zip(held.centres, held.candidates[:, 0], strict=True)) <= near
    assert held.mean_rank_by_frequency(text.counts) == pytest.approx(CHANCE, abs=3)
    assert held_out(corpus([["a", "b"] * 100], []), 3, np.ones(2), 0) is None


@pytest.mark.parametrize("words", [["a", "b", "c"], ["ha", "ho"]], ids=len)
def test_a_short_text_without_a_test_part_is_gone_through_often_and_without_a_rank(words):
    # Thinned out, an epoch of two words alone has a few pairs or none at all.
    model = advance(start(corpus([words * (120 // len(words))], []), replace(SMALL, threshold=1e-3)))
    assert model.held is None
    assert model.measured[0].rank is None
    assert np.isfinite(model.tables.centre).all()
    assert 2 * SMALL.epochs < model.epochs_in_all < np.inf


def test_rows_for_a_vocabulary_are_the_learned_vectors_and_like_them_for_unknown_words(text):
    words = [*text.words[:3], "unknown"]
    rows = word2vec_rows(words, text, seed=0, size=8, most_steps=50)
    assert rows.shape == (4, 8)
    assert rows.dtype == np.float32
    model = trained(start(text, Word2VecSettings(size=8)), 2)
    np.testing.assert_array_equal(rows[:3], np.asarray(model.tables.centre)[:3])
    np.testing.assert_array_equal(rows, word2vec_rows(words, text, seed=0, size=8, most_steps=50))
