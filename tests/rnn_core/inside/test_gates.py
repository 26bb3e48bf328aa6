"""Gates over test examples, and what they send back, against NumPy on the states of every example."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rnn_core import RunConfig, StatesOfSequence, advance, ask, change, lanes_of, start
from rnn_core.inside.gate_values import EXAMPLES, MOST_NUMBERS, GateValues, time_constants
from rnn_core.inside.gates_by_hand import cell_by_hand
from rnn_core.inside.kept_gradient import KeptGradient
from rnn_core.inside.question import QuestionError
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import next_state
from tests.playing.small_run import T, assert_same_numbers, small
from tests.playing.small_translator import trained_translator
from tests.playing.untied_gradients import NUDGE, Untied, untied

GATES = {"lstm": ("forget_gate", "input_gate", "output_gate"), "gru": ("reset_gate", "update_gate")}


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(small()), 3)


def states(run: Run, example: int) -> dict[str, Any]:
    inputs = np.asarray(run.task.test.inputs)[:, example]
    return ask(run, StatesOfSequence(tuple(tuple(map(float, row)) for row in inputs))).arrays


def test_fractions_means_and_distances_are_numpys_over_time_and_examples(run: Run) -> None:
    answer = ask(run, GateValues(examples=EXAMPLES))
    every = [states(run, example) for example in range(EXAMPLES)]
    assert answer.words["gates"] == {"rnn": [], "lstm": list(GATES["lstm"]), "gru": list(GATES["gru"])}
    assert answer.words["examples"] == EXAMPLES
    for lane, gates in GATES.items():
        for gate in gates:
            values = np.concatenate([each[f"{lane}.{gate}"][-1] for each in every]).astype(np.float64)
            found = {what: answer.arrays[f"{lane}.{gate}.{what}"] for what in ("shut", "open", "mean", "distance")}
            np.testing.assert_allclose(found["shut"], np.mean(values < 0.1, axis=0), atol=1e-6)
            np.testing.assert_allclose(found["open"], np.mean(values > 0.9, axis=0), atol=1e-6)
            np.testing.assert_allclose(found["mean"], values.mean(axis=0), rtol=1e-5)
            np.testing.assert_allclose(found["distance"], np.minimum(values, 1 - values).mean(axis=0), rtol=1e-5)
        hidden = np.concatenate([each[f"{lane}.hidden"][-1] for each in every])
        np.testing.assert_allclose(answer.arrays[f"{lane}.hidden.distance"], (1 - np.abs(hidden)).mean(0), rtol=1e-5)
    kept = np.concatenate([each["gru.update_gate"][-1] for each in every])
    expected = np.quantile(kept, (0.1, 0.5, 0.9), axis=0, method="nearest")
    np.testing.assert_allclose(answer.arrays["gru.kept"][1:], expected, rtol=1e-5)
    np.testing.assert_allclose(answer.arrays["gru.kept"][0], answer.arrays["gru.update_gate.mean"], rtol=1e-5)


@pytest.mark.parametrize("value", [0.0, 1.0, 0.3])
def test_a_held_gate_is_constant_and_says_so(run: Run, value: float) -> None:
    held = change(run, "clamps", (Clamp("forget_gate", value, (2,)),), "lstm")
    answer = ask(held, GateValues(("lstm",)))
    np.testing.assert_allclose(answer.arrays["lstm.kept"][:, 1], value, rtol=1e-6)
    shut, opened = (float(answer.arrays[f"lstm.forget_gate.{what}"][1]) for what in ("shut", "open"))
    assert (shut, opened) == (value < 0.1, value > 0.9)
    assert answer.arrays["lstm.forget_gate.distance"][1] == pytest.approx(min(value, 1 - value), abs=1e-5)
    expected = {0.0: 0.0, 1.0: np.inf, 0.3: -1 / np.log(0.3)}[value]
    assert time_constants(answer.arrays["lstm.kept"])[0, 1] == pytest.approx(expected, rel=1e-5)


def test_time_constants_are_when_a_number_has_fallen_to_its_eth_part() -> None:
    tau = time_constants(np.array([0.0, 0.5, 1 / (1 + np.exp(-1)), 1.0], np.float32))
    assert tau[0] == 0
    assert not np.signbit(tau[0])
    assert np.isinf(tau[3])
    np.testing.assert_allclose(tau[1:3], [1.4427, 3.1922], rtol=1e-4)
    np.testing.assert_allclose(np.array([0.5, 0.7310586]) ** tau[1:3], 1 / np.e, rtol=1e-5)


def test_an_ablations_gate_is_none_and_what_it_keeps_is_said(run: Run) -> None:
    without = fresh(small(lanes=(LaneConfig("lstm", "nfg"), LaneConfig("lstm", "noaf"), LaneConfig("rnn"))))
    answer = ask(without, GateValues())
    assert answer.words["gates"]["lstm"] == ["input_gate", "output_gate"]
    np.testing.assert_array_equal(answer.arrays["lstm.kept"], 1)
    assert "lstm2.hidden.distance" not in answer.arrays
    assert "rnn.hidden.distance" in answer.arrays
    whole, alone = (ask(without, KeptGradient(("lstm",))).arrays[f"lstm.{what}"] for what in ("whole", "gates"))
    np.testing.assert_allclose(alone, 1, rtol=1e-6)
    assert not np.allclose(whole, alone, rtol=1e-3)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_product_of_gates_is_a_loops_and_the_gradient_central_differences(run: Run, cell: str) -> None:
    answer, example = ask(run, KeptGradient()), 2
    network = untied(run, cell, example)
    at_state = gradient_at_state(network)
    gate = states(run, example)[f"{cell}.{'forget_gate' if cell == 'lstm' else 'update_gate'}"][-1].astype(np.float64)
    whole, alone, means = [], [], []
    product = np.ones(network.H)
    for t in range(T - 1, -1, -1):
        whole.append(np.linalg.norm(at_state[t]))
        alone.append(np.linalg.norm(at_state[-1] * product))
        means.append(product.mean())
        product = product * gate[t]
    last = whole[0]
    np.testing.assert_allclose(answer.arrays[f"{cell}.whole"][:, example], np.array(whole) / last, rtol=5e-3)
    np.testing.assert_allclose(answer.arrays[f"{cell}.gates"][:, example], np.array(alone) / last, rtol=5e-3)
    np.testing.assert_allclose(answer.arrays[f"{cell}.product"][:, example], means, rtol=1e-4)
    assert answer.words["state"][cell] == ("c" if cell == "lstm" else "h")


def gradient_at_state(network: Untied) -> np.ndarray:
    """∂L/∂c_t of an LSTM, ∂L/∂h_t of a GRU `[T, H]`: the state is h, or h and c side by side.

    The whole ∂L/∂c_t moves h_t with c_t: o ⊙ (1 − tanh²c) of it goes that way.
    """
    T, H = len(network.xs), network.H
    found = np.zeros((T, len(network.start)))
    for t in range(T):
        for unit in range(len(network.start)):
            nudge = np.zeros_like(network.start)
            nudge[unit] = NUDGE
            found[t, unit] = (network.errors(nudge, t)[-1] - network.errors(-nudge, t)[-1]) / (2 * NUDGE)
    if len(network.start) == H:
        return found
    state, slopes = network.start, []
    for x in network.xs:
        state = next_state(network.cell, network.weights, state, x)
        h, c = state[:H], state[H:]
        slopes.append(h / np.tanh(c) * (1 - np.tanh(c) ** 2))
    return found[:, H:] + found[:, :H] * np.array(slopes)


def test_one_timestep_is_its_own_end_and_a_vanilla_rnn_is_refused(run: Run) -> None:
    answer = ask(run, KeptGradient())
    assert "rnn" not in answer.words["lanes"]
    for cell in GATES:
        np.testing.assert_allclose(answer.arrays[f"{cell}.whole"][0], 1, rtol=1e-5)
    with pytest.raises(QuestionError, match="Choose the lane of an LSTM or a GRU"):
        ask(run, KeptGradient(("rnn",)))
    with pytest.raises(QuestionError, match="is not a lane"):
        ask(run, GateValues(("gru7",)))


def test_a_shut_gate_sends_nothing_back_along_the_state(run: Run) -> None:
    shut = change(run, "clamps", (Clamp("forget_gate", 0.0),), "lstm")
    answer = ask(shut, KeptGradient(("lstm",)))
    np.testing.assert_array_equal(answer.arrays["lstm.gates"][1:], 0)
    assert np.all(answer.arrays["lstm.whole"][1] > 0)


def test_looking_changes_no_number(run: Run) -> None:
    other = advance(start(run.config), run.step)
    ask(run, GateValues())
    ask(run, KeptGradient())
    assert_same_numbers(advance(run, 2), advance(other, 2))


@pytest.mark.slow
def test_a_translations_padding_counts_for_nothing() -> None:
    run = trained_translator(50)
    answer = ask(run, GateValues(examples=EXAMPLES))
    mask = np.asarray(run.task.test.mask)[:, :EXAMPLES] > 0
    assert not mask.all()
    found = ask(run, KeptGradient()).arrays
    lengths = np.sum(~np.isnan(found["gru.whole"]), axis=0)
    np.testing.assert_array_equal(lengths, mask.sum(axis=0))
    assert np.all(answer.arrays["gru.update_gate.shut"] + answer.arrays["gru.update_gate.open"] <= 1 + 1e-5)
    # The product only falls, whatever padding lies between.
    products = found["gru.product"]
    assert np.all((np.diff(products, axis=0) <= 1e-6) | np.isnan(np.diff(products, axis=0)))


def test_by_hand_is_the_sum_of_what_is_left_of_each_number() -> None:
    i, f, o = 0.8, 0.9, 0.5
    x = np.zeros(12)
    x[2], x[7] = 1.0, -0.5
    found = cell_by_hand(i, f, o, x.tolist())
    t = np.arange(12)
    expected = i * (np.where(t >= 2, f ** (t - 2.0), 0) - 0.5 * np.where(t >= 7, f ** (t - 7.0), 0))
    np.testing.assert_allclose(found.c, expected, rtol=1e-12)
    np.testing.assert_allclose(found.h, o * np.tanh(expected), rtol=1e-12)
    assert cell_by_hand(1.0, 1.0, 1.0, x.tolist()).c[-1] == pytest.approx(0.5)
    np.testing.assert_array_equal(cell_by_hand(1.0, 0.0, 1.0, x.tolist()).c, x)


def test_a_small_run_is_looked_at_whole_and_a_large_one_in_part(run: Run) -> None:
    tests = run.task.test.mask.shape[1]
    assert ask(run, GateValues(("gru",))).words["examples"] == tests > EXAMPLES
    long = fresh(small(sequence_length=500, hidden_size=8, num_seeds=1, lanes=lanes_of("rnn")))
    assert ask(long, GateValues()).words["examples"] == MOST_NUMBERS // (8 * 500) < tests


def test_one_unit_and_two_timesteps_have_their_answers() -> None:
    smallest = fresh(RunConfig(hidden_size=1, sequence_length=2, num_seeds=1, lanes=lanes_of("lstm"), batch_size=2))
    assert ask(smallest, GateValues()).arrays["lstm.kept"].shape == (4, 1)
    assert ask(smallest, KeptGradient()).arrays["lstm.whole"].shape == (2, EXAMPLES)
