"""The one-step Jacobians of a trained network against central differences of the equations, in NumPy and float64."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import GivenUp, OneStepJacobians, advance, ask, lanes_of, start
from rnn_core.inside import jacobians
from rnn_core.inside.jacobians import PART
from rnn_core.inside.question import QuestionError
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import next_state, states
from tests.playing.small_run import assert_same_numbers, small

CELLS = ("rnn", "lstm", "gru")
NUDGE = 1e-6


@pytest.fixture(scope="module")
def run() -> Run:
    """Three lanes, two layers each, longer than one part of the computation."""
    return advance(start(small(num_layers=2, sequence_length=PART + 4)), 3)


def first_seed(run: Run, cell: str) -> Any:
    state = next(each.state for each in run.lanes if each.id == cell)
    return jax.tree.map(lambda of_seeds: np.asarray(of_seeds)[0], state.weights)


def differences(run: Run, cell: str, example: int, layer: int) -> np.ndarray:
    layers = first_seed(run, cell).layers
    xs = np.asarray(run.task.test.inputs)[:, example - 1]
    by_layer = states(cell, layers, xs)
    H = layers[0][1].shape[0]
    below = xs if layer == 1 else np.array([state[:H] for state in by_layer[layer - 2][1:]])
    weights = layers[layer - 1]
    found = []
    for before, x in zip(by_layer[layer - 1], below, strict=False):
        columns = []
        for unit in np.eye(len(before)) * NUDGE:
            above = next_state(cell, weights, before + unit, x)
            columns.append((above - next_state(cell, weights, before - unit, x)) / (2 * NUDGE))
        found.append(np.array(columns).T)
    return np.array(found)


@pytest.mark.parametrize(("layer", "example"), [pytest.param(1, 1, marks=pytest.mark.slow), (2, 3)])
@pytest.mark.parametrize("cell", CELLS)
def test_they_are_the_slopes_of_the_equations(run: Run, cell: str, layer: int, example: int) -> None:
    answer = ask(run, OneStepJacobians(cell, example, layer))
    expected = differences(run, cell, example, layer)
    assert answer.words == {"lane": cell, "layer": layer, "example": example, "timesteps": PART + 4}
    np.testing.assert_allclose(answer.arrays["jacobians"], expected, rtol=1e-4, atol=1e-6)


def test_the_top_layer_is_meant_unless_another_is_named(run: Run) -> None:
    top, second = ask(run, OneStepJacobians("gru")), ask(run, OneStepJacobians("gru", layer=2))
    np.testing.assert_array_equal(top.arrays["jacobians"], second.arrays["jacobians"])


@pytest.mark.parametrize("cell", CELLS)
def test_the_singular_values_are_those_of_the_products(run: Run, cell: str) -> None:
    found = ask(run, OneStepJacobians(cell, products=True)).arrays["log10_singular_values"]
    steps = differences(run, cell, 1, 2)
    for t in (0, 10, PART + 2):
        product = np.linalg.multi_dot([np.eye(steps.shape[1]), *steps[:t:-1], np.eye(steps.shape[1])])
        expected = np.log10(np.linalg.svd(product, compute_uv=False))
        # The smallest ones are rounding of the float32 Jacobians, relative to the largest.
        np.testing.assert_allclose(found[t][:2], expected[:2], atol=1e-3)
    np.testing.assert_allclose(found[-1], 0, atol=1e-6)


def test_padding_is_left_out() -> None:
    run = fresh(small(task="counting", sequence_length=12, lanes=lanes_of("rnn")))
    lengths = np.asarray(run.task.test.mask).sum(0).astype(int)
    example = int(np.argmin(lengths)) + 1
    assert lengths[example - 1] < 12
    answer = ask(run, OneStepJacobians("rnn", example))
    assert answer.words["timesteps"] == len(answer.arrays["jacobians"]) == lengths[example - 1]


def test_asking_changes_no_number_of_the_run(run: Run) -> None:
    other = advance(start(run.config), run.step)
    for cell in CELLS:
        ask(run, OneStepJacobians(cell, products=True))
    assert_same_numbers(run, other)
    assert_same_numbers(advance(run, 2), advance(other, 2))


@pytest.mark.parametrize("products", [False, True])
def test_it_is_given_up_between_two_parts(run: Run, products: bool) -> None:
    asked: list[bool] = []

    def go_on() -> bool:
        asked.append(len(asked) < (4 if products else 1))
        return asked[-1]

    with pytest.raises(GivenUp):
        ask(run, OneStepJacobians("rnn", products=products), go_on)
    assert len(asked) == (5 if products else 2)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (OneStepJacobians("transformer"), r"'transformer' is not a lane of this run\. Use one of rnn, lstm, gru"),
        (OneStepJacobians("rnn", 0), r"^0 is not a test example"),
        (OneStepJacobians("rnn", 10**9), r"not a test example\. Use a whole number from 1 to \d+"),
        (OneStepJacobians("rnn", 1, 3), r"^3 is not a layer\. Use a whole number from 1 to 2"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(run: Run, question: OneStepJacobians, sentence: str) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(run, question)


def test_an_answer_too_large_to_keep_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jacobians, "LARGEST_BYTES", 5000)
    ask(run, OneStepJacobians("gru"))
    with pytest.raises(QuestionError, match=r"would take 0 MB; at most 0 MB"):
        ask(run, OneStepJacobians("lstm"))
