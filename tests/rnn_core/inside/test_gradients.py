"""Gradients by timestep against central differences of the equations in NumPy and float64: by lag, itemised, cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rnn_core import advance, ask, lanes_of, start
from rnn_core.inside import gradients_by_lag, triangle
from rnn_core.inside.backward_factors import BackwardFactors, factors_back
from rnn_core.inside.gradients_by_lag import GradientsByLag, carried, carried_by_examples, from_the_end, needed, spread
from rnn_core.inside.length_sweep import LengthSweep
from rnn_core.inside.question import QuestionError
from rnn_core.inside.triangle import Triangle, near_diagonal
from rnn_core.inside.truncated import TruncatedGradients, nothing_beyond
from rnn_core.training import losses
from rnn_core.training.run import Run, fresh, norms_of
from tests.playing.small_run import T, assert_same_numbers, small
from tests.playing.untied_gradients import untied

CELLS = ("rnn", "lstm", "gru")


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(small()), 3)


@pytest.mark.parametrize("cell", CELLS)
def test_contributions_are_the_derivatives_by_recurrent_weights_of_each_timesteps_own(run: Run, cell: str) -> None:
    for where in ("last", "every"):
        found = ask(run, GradientsByLag(where)).arrays[f"{cell}.contribution"]
        items = untied(run, cell, 2).at_weights()
        expected = items[-1] if where == "last" else items.mean(axis=0)
        np.testing.assert_allclose(found[::-1, 2], np.linalg.norm(expected, axis=(1, 2)), rtol=2e-3, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_factors_are_those_of_the_gradient_at_the_states(run: Run, cell: str) -> None:
    answer = ask(run, BackwardFactors(cell, 2))
    expected = np.linalg.norm(untied(run, cell, 1).at_states()[-1], axis=1)
    np.testing.assert_allclose(answer.arrays["hidden"], expected, rtol=2e-3, atol=1e-7)
    back = factors_back(answer, T - 1)
    assert back.timesteps == tuple(range(T, 1, -1))
    np.testing.assert_allclose(back.so_far, (expected[:-1] / expected[-1])[::-1], rtol=5e-3)
    if cell == "rnn":
        product = np.cumprod(back.factors["slope"] * back.factors["W_h"])
        np.testing.assert_allclose(product, back.so_far, rtol=1e-5)
        assert np.all(back.factors["slope"] <= 1)


@pytest.mark.parametrize("cell", CELLS)
def test_the_triangle_is_the_gradient_item_by_item(run: Run, cell: str) -> None:
    """Its columns add up to C_t, all of it to dL/dW_h, and nothing flows from an error to a later timestep."""
    answer = ask(run, Triangle(cell, 3))
    items = untied(run, cell, 2).at_weights() / T
    norms = answer.arrays["norms"]
    np.testing.assert_allclose(norms, np.linalg.norm(items, axis=(2, 3)), rtol=2e-3, atol=1e-6)
    assert not norms[np.triu_indices(T, 1)].any()
    whole = items.sum(axis=(0, 1))
    total = np.linalg.norm(whole)
    assert answer.arrays["total"][0] == pytest.approx(total, rel=1e-3)
    along = answer.arrays["along"]
    np.testing.assert_allclose(along, np.einsum("sthg,hg->st", items, whole) / total, rtol=5e-3, atol=1e-5)
    assert along.sum() == pytest.approx(answer.arrays["total"][0], rel=1e-4)
    # A column is what that timestep learns from the mean of all errors.
    of_columns = np.linalg.norm(items.sum(axis=0), axis=(1, 2))[::-1]
    by_lag = ask(run, GradientsByLag("every")).arrays[f"{cell}.contribution"][:, 2]
    np.testing.assert_allclose(by_lag, of_columns, rtol=2e-3, atol=1e-6)
    assert near_diagonal(answer, T) == pytest.approx(1)
    assert near_diagonal(answer, 0) == pytest.approx(np.trace(norms) / norms.sum())


@pytest.mark.parametrize("window", [1, 2, 4])
def test_a_cut_leaves_exactly_nothing_beyond_it(run: Run, window: int) -> None:
    last = ask(run, TruncatedGradients(window))
    every = ask(run, TruncatedGradients(window, "every"))
    assert nothing_beyond(last)
    assert not nothing_beyond(every)
    for cell in CELLS:
        assert np.all(last.arrays[f"{cell}.cut"][window:] == 0)
        np.testing.assert_array_equal(last.arrays[f"{cell}.cut"][:window], last.arrays[f"{cell}.full"][:window])
        # Each timestep hears of the errors up to the end of its own window alone; windows are counted from the end.
        by_error = untied(run, cell, 0).at_states() / T
        ends = [T - 1 - (T - 1 - t) // window * window for t in range(T)]
        expected = [np.linalg.norm(by_error[t : ends[t] + 1, t].sum(axis=0)) for t in range(T)]
        np.testing.assert_allclose(every.arrays[f"{cell}.cut"][::-1, 0], expected, rtol=5e-3, atol=1e-6)


def test_a_window_as_long_as_the_sequence_cuts_nothing(run: Run) -> None:
    answer = ask(run, TruncatedGradients(T))
    for cell in CELLS:
        np.testing.assert_array_equal(answer.arrays[f"{cell}.cut"], answer.arrays[f"{cell}.full"])


def test_gradients_by_lag_are_those_of_the_training_step(run: Run) -> None:
    answer = ask(run, GradientsByLag())
    assert answer.words == {"step": 3, "lanes": list(CELLS), "where": "last", "batch": 3, "examples": 8}
    for each in run.lanes:
        norms = np.asarray(norms_of(run, each, losses.LAST).hidden)[-1]
        np.testing.assert_array_equal(answer.arrays[f"{each.id}.hidden"], norms[::-1])
    assert "lstm.cell" in answer.arrays
    assert "gru.cell" not in answer.arrays


def test_looking_changes_no_number(run: Run) -> None:
    other = advance(start(run.config), run.step)
    for question in (GradientsByLag("every"), Triangle("lstm"), TruncatedGradients(2), BackwardFactors("gru")):
        ask(run, question)
    assert_same_numbers(advance(run, 2), advance(other, 2))


def test_longer_sequences_are_read_by_the_weights_of_step_0(run: Run) -> None:
    answer = ask(run, LengthSweep())
    lengths = list(answer.arrays["lengths"].astype(int))
    assert lengths == [2, 5, 10, 20, 30, 50, 70, 100, 150, 200]
    longest = fresh(run.config.replace(sequence_length=200, num_seeds=1))
    for cell in CELLS:
        for length in (2, 5, 20):
            network = untied(longest, cell, 1)
            network.xs, network.targets = network.xs[:length], network.targets[:length]
            expected = np.linalg.norm(at_first_state(network))
            found = answer.arrays[f"{cell}.first"][lengths.index(length), 1]
            assert found == pytest.approx(expected, rel=1e-2, abs=1e-7), (cell, length)


def at_first_state(network: Any) -> np.ndarray:
    """∂L_T/∂h_1."""
    found = []
    for unit in range(network.H):
        nudge = np.zeros_like(network.start)
        nudge[unit] = 1e-5
        found.append((network.errors(nudge, 0)[-1] - network.errors(-nudge, 0)[-1]) / 2e-5)
    return np.array(found)


def test_lags_are_counted_from_each_examples_own_end() -> None:
    nan = np.nan
    values = np.array([[1.0, 4.0], [2.0, 5.0], [3.0, nan]], np.float32)
    np.testing.assert_array_equal(from_the_end(values), [[3, 5], [2, 4], [1, nan]])
    np.testing.assert_array_equal(spread(from_the_end(values))[1], [3, 2, 1])


def test_how_many_timesteps_carry_how_much() -> None:
    norms = np.array([[90.0, 0.0], [9.5, 0.0], [0.5, 0.0]], np.float32)
    np.testing.assert_array_equal(needed(norms), [2, 0])
    np.testing.assert_allclose(carried(norms)[:, 0], [0.9, 0.995, 1])
    assert carried_by_examples(norms).timesteps == 2
    assert carried_by_examples(0 * norms).timesteps == 0
    assert np.isnan(carried_by_examples(0 * norms).shares).all()


@pytest.mark.parametrize(
    "settings",
    [
        {"hidden_size": 1, "sequence_length": 2, "batch_size": 1},
        {"learning_rate": 0.0},
        {"initialisation": "scaled", "gain": 0.0},
    ],
)
def test_degenerate_networks_are_answered(settings: dict[str, Any]) -> None:
    run = advance(start(small(lanes=lanes_of("rnn"), **settings)), 1)
    found = ask(run, GradientsByLag()).arrays["rnn.hidden"]
    assert np.isfinite(found).all()
    answer = ask(run, BackwardFactors("rnn"))
    factors_back(answer, int(answer.words["last"]) - 1)
    assert ask(run, Triangle("rnn")).arrays["total"][0] >= 0


def test_a_network_whose_state_goes_nowhere_sends_nothing_back() -> None:
    run = fresh(small(lanes=lanes_of("rnn"), initialisation="scaled", gain=0.0))
    answer = ask(run, BackwardFactors("rnn"))
    np.testing.assert_array_equal(answer.arrays["hidden"][:-1], 0)
    back = factors_back(answer, T - 1)
    assert back.so_far[0] == 0
    assert np.isnan(back.factors["W_h"][1:]).all()


def test_what_cannot_be_asked_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(QuestionError, match=r"not a place of the error\. Use one of last, every"):
        ask(run, GradientsByLag("first"))
    with pytest.raises(QuestionError, match=r"^0 is not a test example"):
        ask(run, Triangle("rnn", 0))
    monkeypatch.setattr(triangle, "LONGEST", T - 1)
    with pytest.raises(QuestionError, match=r"This run has T = 6\. Use a run with T of at most 5"):
        ask(run, Triangle("rnn"))
    assert gradients_by_lag.EXAMPLES == 8
