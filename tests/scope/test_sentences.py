"""The lane's sentence about its gradient, and what the test result is of; run by node, without a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NODE = Path(sys.executable).with_name("node")
WORDS = Path(__file__).parents[2] / "assets" / "scope" / "words"


def called(module: str, name: str, *arguments: Any) -> Any:
    """What the function `name` of a module of words gives; lists in `arguments` called `data` become Float32Arrays."""
    program = (
        f"import {{ {name} }} from {json.dumps((WORDS / module).as_uri())};"
        "const floats = (key, value) => key === 'data' ? Float32Array.from(value, (v) => v ?? NaN) : value;"
        f"console.log(JSON.stringify({name}(...JSON.parse({json.dumps(json.dumps(arguments))}, floats))));"
    )
    done = subprocess.run(
        [NODE, "--input-type=module"], input=program, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(done.stdout)


def sentence(hidden: list[float | None], cell: list[float] | None = None, **frame: Any) -> str:
    """The sentence of a lane whose median gradients by timestep are these."""
    shape = [1, 3, len(hidden)]
    arrays = {"hidden_gradient": {"shape": shape, "data": hidden * 3}}
    if cell is not None:
        arrays["cell_gradient"] = {"shape": shape, "data": cell * 3}
    weights = frame.pop("weights", [0.0] * (len(hidden) - 1) + [1.0])
    shown = {"gradient_of": "last", "loss_weights": {"shape": [len(hidden)], "data": weights}} | frame
    said = called("reach.js", "describeGradient", shown, {"arrays": arrays}, 0)
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize(
    ("first", "compared"),
    [
        (1 / 6.4e6, "6 million times smaller than"),
        (3.2e-16, "3·10¹⁵ times smaller than"),
        (1 / 3.2e9, "3 billion times smaller than"),
        (1 / 41, "41 times smaller than"),
        (1 / 2345, "2,000 times smaller than"),
        (0.5, "2 times smaller than"),
        (0.93, "about as large as"),
        (10.5, "11 times larger than"),
        (229.0, "200 times larger than"),
    ],
)
def test_the_gradient_at_the_first_timestep_is_compared_with_the_one_at_the_error(first: float, compared: str) -> None:
    assert sentence([first, first, 1.0, None]) == f"At timestep 1 the gradient is {compared} at timestep 3."


def test_where_the_cell_state_keeps_what_the_hidden_state_loses_it_says_so() -> None:
    said = sentence([1e-3, 1e-2, 1.0], [1.1, 1.0, 1.0])
    assert said == (
        "At timestep 1 the gradient is 1,000 times smaller than at timestep 3, "
        "but at the cell state c, its memory, it is about as large."
    )
    assert sentence([1e-3, 1.0], [2e-2, 1.0]).endswith("its memory, it is 50 times smaller.")
    assert sentence([1e-3, 1.0], [2e-3, 1.0]).endswith("smaller than at timestep 2.")


def test_a_gradient_that_goes_nowhere_has_a_sentence_too() -> None:
    assert sentence([0.0, 0.0]) == "The gradient is 0 at every timestep: nothing is learned from this error."
    assert sentence([0.0, 1.0]) == "The gradient is 0 at timestep 1: nothing of the error at timestep 2 arrives."
    assert sentence([1.0, 0.0]) == "The error is at timestep 1, so the gradient has no way to go back."


def test_several_errors_are_not_compared() -> None:
    trained = {"gradient_of": "trained"}
    every = sentence([1e-3, 1.0], weights=[0.5, 0.5], **trained)
    assert every == "Every timestep has its own error, so the gradient gets new input on its way back."
    two = sentence([1e-3, 1.0, 1.0], weights=[0.0, 0.5, 0.5], **trained)
    assert two.startswith("2 timesteps have their own error")


@pytest.mark.parametrize(
    ("step", "accuracy", "expected"),
    [
        (20, None, {"value": "1.87", "of": "test, step 0"}),
        (0, None, {"value": "1.87", "of": "test"}),
        (20, 0.5, {"value": "1.87 · 50.0 %", "of": "test, step 0"}),
    ],
)
def test_a_test_result_of_another_step_says_which(step: int, accuracy: float | None, expected: dict[str, str]) -> None:
    frame = {"step": step, "test_steps": {"data": [0]}}
    lane = {"asked_since": -1, "test_loss": 1.87, "accuracy": accuracy}
    assert called("test_result.js", "describeTest", frame, lane) == expected


@pytest.mark.parametrize(("since", "of"), [(50, "test, before change"), (49, "test"), (-1, "test")])
def test_a_test_result_from_before_something_else_was_asked_says_so(since: int, of: str) -> None:
    frame = {"step": 50, "test_steps": {"data": [0, 50]}}
    lane = {"asked_since": since, "test_loss": 1, "accuracy": None}
    assert called("test_result.js", "describeTest", frame, lane)["of"] == of
