"""What a step costs: counts against the formulas of the equations, and sizes with equally many weights."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import ask, lanes_of
from rnn_core.inside.cost import FEWEST_ROUNDS, Cost, multiplications
from rnn_core.inside.equal_parameters import NEAR, EqualParameters, equal_sizes, weights_by_size
from rnn_core.inside.question import QuestionError
from rnn_core.settings.clamp import Clamp
from rnn_core.training.run import Run, fresh
from tests.playing.small_run import B, H, T, small

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
STORED = {"rnn": 1, "lstm": 6, "gru": 5}


def run_of(**settings: Any) -> Run:
    return fresh(small(**settings))


def test_counts_are_those_of_the_equations() -> None:
    """Of the adding problem, with two inputs x_t and one output; backward each product has two of its size."""
    run = run_of()
    answer = ask(run, Cost())
    assert (answer.words["timesteps"], answer.words["batch"]) == (T, B)
    for cell, G in GATES.items():
        found = answer.words["counted"][cell]
        product, readout = G * H * (2 + H), H
        biases = G * H + (H if cell == "gru" else 0)
        assert found["parameters"] == product + biases + readout + 1 == found["cell_parameters"] + readout + 1
        assert found["multiplications"] == product + readout
        # x_t is data, so nothing goes back to it.
        assert found["back"] == product + readout + G * H * (H + 2 + H) + 2 * readout
        assert found["state"] == H * (2 if cell == "lstm" else 1)
        assert found["stored"] == STORED[cell] * H
        assert found["temporary"] is None or found["temporary"] > 4 * T * B * STORED[cell] * H
        for passes in ("forward", "both"):
            seconds = answer.arrays[f"{cell}.{passes}"]
            assert len(seconds) >= FEWEST_ROUNDS
            assert np.all(seconds > 0)


def test_a_symbol_costs_no_product_with_the_input_weights_and_a_held_gate_changes_no_count() -> None:
    run = run_of(task="recall", num_layers=2, lanes=lanes_of("lstm"))
    found = ask(run, Cost()).words["counted"]["lstm"]
    below, above, readout = 4 * H * H, 4 * H * (H + H), 4 * H
    assert found["multiplications"] == below + above + readout
    assert (found["state"], found["stored"]) == (2 * 2 * H, 2 * 6 * H)
    clamped = run.config.lanes[0].replace(clamps=(Clamp("forget_gate", 0.5),))
    assert ask(fresh(run.config.replace(lanes=(clamped,))), Cost()).words["counted"]["lstm"] == found


def test_a_loop_counts_as_often_as_it_goes_round() -> None:
    def loop(x: jax.Array, W: jax.Array) -> Any:
        return jax.lax.scan(lambda h, _: (jax.jit(lambda h: h @ W)(h), None), x, length=7)[0]

    program = jax.make_jaxpr(loop)(np.ones((2, 3)), np.ones((3, 3))).jaxpr
    assert multiplications(program) == 7 * 2 * 3 * 3


@pytest.mark.parametrize(("task", "settings"), [("adding", {}), ("recall", {"num_layers": 2})])
def test_weights_by_size_are_those_of_real_networks(task: str, settings: dict[str, Any]) -> None:
    run = run_of(task=task, **settings)
    larger = fresh(run.config.replace(hidden_size=9, num_seeds=1))
    for each, other in zip(run.lanes, larger.lanes, strict=True):
        counts = weights_by_size(each, 9)
        assert (counts[H - 1], counts[8]) == (each.num_parameters, other.num_parameters)


def test_sizes_with_equally_many_weights_differ_by_less_than_2_percent() -> None:
    run = run_of()
    counts = {each.id: weights_by_size(each, 256) for each in run.lanes}
    for hidden_size in (16, 32, 64, 128):
        words = ask(run, EqualParameters(hidden_size)).words
        assert words["spread"] <= NEAR
        assert abs(words["sizes"]["lstm"] - hidden_size) <= 4
        assert words["sizes"]["lstm"] < words["sizes"]["gru"] < words["sizes"]["rnn"]
        assert words["parameters"] == {lane: counts[lane][size - 1] for lane, size in words["sizes"].items()}
        largest = max(words["parameters"].values())
        assert words["spread"] == pytest.approx(1 - min(words["parameters"].values()) / largest)


def test_where_no_sizes_fit_the_nearest_are_taken_and_what_cannot_be_asked_is_said() -> None:
    assert equal_sizes([np.array([10, 20, 30]), np.array([15, 100, 200])], 1) == ([1, 1], pytest.approx(1 / 3))
    with pytest.raises(QuestionError, match=r"0 is not a hidden size here. Use 1 to 256."):
        ask(run_of(), EqualParameters(0))
