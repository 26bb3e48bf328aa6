"""Accuracy by distance, and the gradient at the subject, against loops in NumPy written from the equations."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import RunConfig, advance, ask, lanes_of, start
from rnn_core.inside.question import QuestionError
from rnn_core.language.agreement_accuracy import AgreementAccuracy
from rnn_core.language.gradient_at_subject import PER_DISTANCE, GradientAtSubject
from rnn_core.tasks.words import noun_phrases as grammar
from rnn_core.tasks.words.agreement import exam_by_distance
from rnn_core.training.run import Run
from tests.playing.small_run import small


@pytest.fixture(scope="module")
def run() -> Run:
    config = RunConfig(
        task="agreement", sequence_length=8, hidden_size=4, batch_size=8, num_seeds=2, lanes=lanes_of("rnn")
    )
    return advance(start(config), 60)


def hidden_states(run: Run, seed: int, symbols: np.ndarray) -> tuple[list[np.ndarray], np.ndarray, Any]:
    """h_t of the RNN for every sentence (rows), the scores after each one's last word, and W_h, in float64."""
    weights = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, np.float64)[seed], run.lanes[0].state.weights)
    W_x, W_h, b = weights.layers[0]
    states = [np.zeros((symbols.shape[1], 4))]
    for words in symbols:
        read = np.where((words >= 0)[:, None], W_x[np.maximum(words, 0)], 0)
        states.append(np.tanh(read + states[-1] @ W_h + b))
    last = (symbols >= 0).sum(axis=0)
    ends = np.array(states)[last, np.arange(symbols.shape[1])]
    return states, ends @ weights.W_o + weights.b_o, weights


@pytest.mark.slow
def test_right_answers_are_counted_by_distance_and_by_attractors(run: Run) -> None:
    answer = ask(run, AgreementAccuracy())
    assert answer.words["trained"] == 5
    arrays = answer.arrays
    batch, found = exam_by_distance()
    symbols, plural = np.asarray(batch.inputs), np.asarray(batch.targets)[0, :, 0] == 1
    np.testing.assert_array_equal(arrays["by_distance"], np.full(40, 200))
    assert arrays["by_attractors"].sum() == 8000
    last_noun = []
    for words, is_plural in zip(symbols.T, plural, strict=True):
        nouns = [grammar.VOCABULARY[word] for word in words if word >= 0 and grammar.is_noun(word)]
        last_noun.append(any(nouns[-1] == forms[1] for forms in grammar.NOUNS) == is_plural)
    expected = {"last_noun": [np.array(last_noun)]}
    expected["rnn"] = [np.diff(hidden_states(run, seed, symbols)[1])[:, 0] > 0 for seed in (0, 1)]
    expected["rnn"] = [says == plural for says in expected["rnn"]]
    for name, rows in expected.items():
        for seed, right in enumerate(rows):
            by_distance = [right[found.distance == d].sum() for d in range(1, 41)]
            by_attractors = [right[found.attractors == a].sum() for a in range(7)]
            # Scores so near to each other that float32 cannot tell them apart may fall either way.
            np.testing.assert_allclose(arrays[f"{name}.right_by_distance"][seed], by_distance, atol=1)
            np.testing.assert_allclose(arrays[f"{name}.right_by_attractors"][seed], by_attractors, atol=2)
    ngram = arrays["ngram.right_by_distance"][0] / 200
    assert abs(ngram[10:].mean() - 0.5) < 0.03, "an n-gram cannot see a subject so far away"


def test_the_exam_has_held_out_subjects_at_every_distance() -> None:
    batch, found = exam_by_distance()
    for words, subject in zip(np.asarray(batch.inputs).T, found.subject, strict=True):
        noun = (int(words[subject]) - 1) // 2
        word = grammar.VOCABULARY[words[1]]
        assert grammar.is_held_out(noun, grammar.ADJECTIVES.index(word) if subject == 2 else 0)


@pytest.mark.slow
def test_the_gradient_at_the_subject_is_that_of_back_propagation_by_hand(run: Run) -> None:
    answer = ask(run, GradientAtSubject())
    batch, found = exam_by_distance()
    chosen = np.concatenate([np.flatnonzero(found.distance == d)[:PER_DISTANCE] for d in (1, 7, 40)])
    symbols = np.asarray(batch.inputs)[:, chosen]
    states, scores, weights = hidden_states(run, 0, symbols)
    probability = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    right = np.eye(2)[np.asarray(batch.targets)[0, chosen, 0].astype(int)]
    arriving = (probability - right) @ weights.W_o.T
    ratios = []
    for k, sentence in enumerate(chosen):
        subject, distance = found.subject[sentence], found.distance[sentence]
        gradient = arriving[k]
        for t in range(subject + distance, subject, -1):
            gradient = (gradient * (1 - states[t + 1][k] ** 2)) @ weights.layers[0].W_h.T
        ratios.append(np.linalg.norm(gradient) / np.linalg.norm(arriving[k]))
    for place, column in ((0, 0), (1, 6), (2, 39)):
        expected = np.quantile(ratios[place * PER_DISTANCE : (place + 1) * PER_DISTANCE], (0.1, 0.5, 0.9))
        np.testing.assert_allclose(answer.arrays["rnn.hidden"][:, column], expected, rtol=2e-3)
    assert answer.words == {"step": 60, "lanes": ["rnn"], "sentences": PER_DISTANCE}


def test_they_are_asked_of_agreement_alone() -> None:
    other = start(small(task="recall", lanes=lanes_of("rnn")))
    for question in (AgreementAccuracy(), GradientAtSubject()):
        with pytest.raises(QuestionError, match="Agreement"):
            ask(other, question)
