"""Two sentences: their states against the equations, where they part, and the plane on which their paths lie."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from rnn_core import RunConfig, advance, ask, lanes_of, start
from rnn_core.inside.question import QuestionError
from rnn_core.language.two_sentences import TwoSentences, parting
from rnn_core.training.run import Run
from tests.playing.numpy_states import states
from tests.playing.small_run import small

DID = ("I", "had", "washed", "my", "house")
HAD = ("I", "had", "my", "house", "washed", "again")


@pytest.fixture(scope="module")
def run() -> Run:
    config = RunConfig(
        task="word_order", sequence_length=8, hidden_size=4, batch_size=8, num_seeds=2, lanes=lanes_of("rnn", "lstm")
    )
    return advance(start(config), 2)


def test_states_distances_and_answers_are_those_of_the_equations(run: Run) -> None:
    answer = ask(run, TwoSentences(DID, HAD))
    assert answer.words == {
        "step": 2,
        "lanes": ["rnn", "lstm"],
        "first": list(DID),
        "second": list(HAD),
        "parts": 2,
        "same_words": False,
    }
    for each in run.lanes:
        weights = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, np.float64)[0], each.state.weights)
        found = {}
        for name, sentence in (("first", DID), ("second", HAD)):
            xs = np.eye(run.task.input_size)[[run.task.input_labels.index(word) for word in sentence]]
            hidden = np.array(states(each.id, weights.layers, xs))[0, 1:, :4]
            np.testing.assert_allclose(answer.arrays[f"{each.id}.{name}"], hidden, atol=1e-5)
            scores = np.exp(hidden @ weights.W_o + weights.b_o)
            says = scores / scores.sum(axis=1, keepdims=True)
            np.testing.assert_allclose(answer.arrays[f"{each.id}.{name}_says"], says, atol=1e-5)
            found[name] = hidden
        apart = [np.sqrt(((found["first"][t] - found["second"][t]) ** 2).sum()) for t in range(5)]
        np.testing.assert_allclose(answer.arrays[f"{each.id}.distance"], apart, atol=1e-5)
        assert (answer.arrays[f"{each.id}.distance"][:2] == 0).all()
        assert (answer.arrays[f"{each.id}.distance"][2:] > 0).all()
        _assert_a_projection(answer.arrays, each.id, found)


def _assert_a_projection(arrays: dict[str, np.ndarray], lane: str, found: dict[str, np.ndarray]) -> None:
    """No two points lie further apart than their states, and the plane shows the share of variance that is said."""
    everything = np.concatenate([np.zeros((1, 4)), found["first"], np.zeros((1, 4)), found["second"]])
    points = np.concatenate([arrays[f"{lane}.first_path"], arrays[f"{lane}.second_path"]])
    apart = np.linalg.norm(everything[:, None] - everything, axis=-1)
    assert (np.linalg.norm(points[:, None] - points, axis=-1) <= apart + 1e-5).all()
    variances = np.sort(np.linalg.eigvalsh(np.cov(everything.T)))[::-1]
    np.testing.assert_allclose(points.var(axis=0, ddof=1), variances[:2], rtol=1e-3)
    np.testing.assert_allclose(arrays[f"{lane}.share"], variances[:2].sum() / variances.sum(), rtol=1e-3)


@pytest.mark.parametrize(
    ("first", "second", "place"),
    [(DID, HAD, 2), (DID, DID, None), (DID, DID[:3], 3), (("a",), ("b",), 0)],
)
def test_where_two_sentences_part(first: tuple[str, ...], second: tuple[str, ...], place: int | None) -> None:
    assert parting(first, second) == place
    assert parting(second, first) == place


def test_words_in_another_order_are_the_same_words(run: Run) -> None:
    assert ask(run, TwoSentences(DID, HAD[:-1])).words["same_words"]
    with pytest.raises(QuestionError, match="has dog, which this task does not know"):
        ask(run, TwoSentences(DID, ("dog",)))
    with pytest.raises(QuestionError, match="0 elements"):
        ask(run, TwoSentences(DID, ()))
    with pytest.raises(QuestionError, match="Word order"):
        ask(start(small(task="recall", lanes=lanes_of("rnn"))), TwoSentences(DID, HAD))
