"""The whole pass against NumPy's back-propagation, against the frame, and against itself: products and sums."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import WholePass, advance, ask, lanes_of, observe, start
from rnn_core.inside.largest_singular_value import largest_singular_values
from rnn_core.inside.question import QuestionError
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import next_state, sigmoid, states
from tests.playing.small_run import H, T, small

CELLS = ("rnn", "lstm", "gru")
NUDGE = 1e-6


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(small()), 3)


def first_seed(run: Run, cell: str) -> Any:
    state = next(each.state for each in run.lanes if each.id == cell)
    return jax.tree.map(lambda of_seeds: np.asarray(of_seeds)[0], state.weights)


def loss(cell: str, weights: tuple, W_o: np.ndarray, b_o: np.ndarray, begin: np.ndarray, xs, target: float) -> float:
    """The squared error at the last timestep of the equations that go on from the state `begin`, in float64."""
    state = begin
    for x in xs:
        state = next_state(cell, weights, state, x)
    return float((state[:H] @ W_o.astype(np.float64) + b_o - target)[0] ** 2)


@pytest.mark.parametrize("cell", CELLS)
def test_the_gradient_is_the_slope_of_the_loss_at_every_state(run: Run, cell: str) -> None:
    answer = ask(run, WholePass(cell, 2))
    network = first_seed(run, cell)
    xs = np.asarray(run.task.test.inputs)[:, 1]
    target = float(np.asarray(run.task.test.targets)[-1, 1, 0])
    found = states(cell, network.layers, xs)[0]
    slope = []
    for t in range(1, T + 1):
        at = []
        for nudge in np.eye(len(found[0])) * NUDGE:
            ends = [
                loss(cell, network.layers[0], network.W_o, network.b_o, found[t] + sign * nudge, xs[t:], target)
                for sign in (1, -1)
            ]
            at.append((ends[0] - ends[1]) / (2 * NUDGE))
        slope.append(at)
    np.testing.assert_allclose(answer.arrays["gradient"], slope, rtol=2e-4, atol=1e-6)
    assert answer.words["loss"] == pytest.approx(
        loss(cell, network.layers[0], network.W_o, network.b_o, found[0], xs, target), rel=1e-4
    )
    np.testing.assert_allclose(answer.arrays["trace.hidden"], np.array(found[1:])[:, :H], atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_each_step_back_is_the_product_with_its_jacobian(run: Run, cell: str) -> None:
    arrays = ask(run, WholePass(cell)).arrays
    J, gradient, arrives = (arrays[name].astype(np.float64) for name in ("jacobians", "gradient", "arrives"))
    np.testing.assert_allclose(arrives, np.einsum("tij,ti->tj", J, gradient), rtol=1e-4, atol=1e-7)
    direct = np.zeros_like(gradient)
    direct[:, :H] = arrays["direct"]
    np.testing.assert_allclose(gradient[:-1], arrives[1:] + direct[:-1], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(arrays["sigma"], np.linalg.svd(J, compute_uv=False)[:, 0], rtol=1e-5)
    product = np.eye(J.shape[1])
    for t in range(T, -1, -1):
        assert arrays["reach"][t] == pytest.approx(np.log10(np.linalg.norm(product, 2)), abs=1e-4)
        # The loss is at the last timestep, so that the product of all steps is what reaches the state s_t.
        at_state = gradient[t - 1] if t else arrives[0]
        np.testing.assert_allclose(at_state, product.T @ gradient[-1], rtol=1e-3, atol=1e-7)
        product = product @ J[t - 1]


def test_the_paths_are_those_of_the_equations(run: Run) -> None:
    lstm, gru, rnn = (ask(run, WholePass(cell)).arrays for cell in ("lstm", "gru", "rnn"))
    total = lstm["total_cell"]
    np.testing.assert_allclose(lstm["kept"], lstm["trace.forget_gate"] * total, rtol=1e-6)
    np.testing.assert_allclose(lstm["arrives"][:, H:], lstm["kept"], rtol=1e-6)
    np.testing.assert_allclose(gru["kept"], gru["trace.update_gate"] * gru["gradient"], rtol=1e-6)
    assert not rnn["kept"].any()
    W_h = rnn["W_h"].astype(np.float64)
    expected = np.linalg.norm((rnn["delta"] @ W_h.T), axis=1)
    np.testing.assert_allclose(rnn["by_block"][:, 0], expected, rtol=1e-5)
    # r ⊙ δ_n goes through the candidate's block.
    delta_n = gru["delta"][:, 2 * H :] * gru["trace.reset_gate"]
    np.testing.assert_allclose(
        gru["by_block"][:, 2], np.linalg.norm(delta_n @ gru["W_h"][:, 2 * H :].T, axis=1), rtol=1e-5
    )
    a = lstm["inputs"][0] @ lstm["W_x"] + lstm["b"]
    np.testing.assert_allclose(lstm["trace.forget_gate"][0], sigmoid(a[H : 2 * H]), rtol=1e-5)


def test_it_says_what_the_frame_says(run: Run) -> None:
    frame = observe(run)
    for lane in frame.lanes:
        answer = ask(run, WholePass(lane.id))
        norm = np.linalg.norm(answer.arrays["gradient"][:, :H], axis=1)
        np.testing.assert_allclose(norm, lane.arrays["watched_gradient"][-1], rtol=1e-5)
        np.testing.assert_allclose(answer.arrays["inputs"], frame.inputs)


def test_the_sequences_that_are_symbols_and_shorter_than_the_longest() -> None:
    run = fresh(small(task="counting", sequence_length=12, lanes=lanes_of("rnn"), gradient_of="trained"))
    lengths = np.asarray(run.task.test.mask).sum(0).astype(int)
    example = int(np.argmin(lengths)) + 1
    answer = ask(run, WholePass("rnn", example))
    timesteps = lengths[example - 1]
    assert answer.words["timesteps"] == timesteps == len(answer.arrays["gradient"])
    assert (answer.arrays["inputs"].sum(axis=1) == 1).all()
    # Every timestep has an error of its own: each sends something.
    assert (np.abs(answer.arrays["direct"]).max(axis=1) > 0).all()


def test_one_unit_and_a_gradient_of_zero_have_numbers_too() -> None:
    run = fresh(small(hidden_size=1, sequence_length=2, lanes=lanes_of("rnn"), initialisation="scaled", gain=0.0))
    arrays = ask(run, WholePass("rnn")).arrays
    assert arrays["jacobians"].shape == (2, 1, 1)
    np.testing.assert_array_equal(arrays["sigma"], 0)
    np.testing.assert_array_equal(arrays["reach"], [-np.inf, -np.inf, 0])
    np.testing.assert_array_equal(arrays["gradient"][0], 0)


def test_a_translation_cannot_be_unrolled_as_one_network(run: Run) -> None:
    lane = run.lanes[0]
    task = replace(lane.spec.task, boundary=2)
    translated = replace(run, lanes=(replace(lane, spec=replace(lane.spec, task=task)),))
    with pytest.raises(QuestionError, match="choose a run of another task"):
        ask(translated, WholePass(lane.id))


@pytest.mark.parametrize("rank", [1, 60])
def test_the_largest_singular_value_of_a_large_matrix(rank: int) -> None:
    random = np.random.default_rng(1)
    matrices = random.normal(size=(3, 60, rank)) @ random.normal(size=(3, rank, 60))
    expected = np.linalg.svd(matrices, compute_uv=False)[:, 0]
    np.testing.assert_allclose(largest_singular_values(matrices), expected, rtol=1e-6)
    np.testing.assert_array_equal(largest_singular_values(np.zeros((2, 60, 60))), 0)


@pytest.mark.parametrize("size", [1e-25, 1e23])
def test_the_largest_singular_value_where_squares_leave_float32(size: float) -> None:
    matrices = (np.random.default_rng(1).normal(size=(2, 60, 60)) * size).astype(np.float32)
    expected = np.linalg.svd(matrices.astype(np.float64), compute_uv=False)[:, 0]
    np.testing.assert_allclose(largest_singular_values(matrices), expected, rtol=1e-5)
