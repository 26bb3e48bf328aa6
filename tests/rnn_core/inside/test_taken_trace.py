"""The trace that is taken away: the states of the frame, and gradients as central differences of the equations."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from rnn_core import Answer, advance, ask, observe, start
from rnn_core.inside.answer_file import npz_file, safetensors_file
from rnn_core.inside.question import QuestionError
from rnn_core.inside.taken_trace import TakenTrace
from rnn_core.training.run import Run
from tests.playing.small_run import H, T, small
from tests.playing.untied_gradients import Untied

EXAMPLE = 2


@pytest.fixture(scope="module")
def run() -> Run:
    return advance(start(small(watched=EXAMPLE)), 5)


@pytest.fixture(scope="module")
def answer(run: Run) -> Answer:
    return ask(run, TakenTrace(EXAMPLE))


def test_the_trace_is_that_of_the_frame_and_its_gradients_are_those_of_the_equations(run: Run, answer: Answer) -> None:
    frame, arrays = observe(run), answer.arrays
    for each, lane in zip(run.lanes, frame.lanes, strict=True):
        for name in ("hidden", "outputs", "contribution", *(row.trace for row in lane.traces)):
            np.testing.assert_array_equal(arrays[f"{lane.id}.{name}"], lane.arrays[name])
        layer: Any = each.state.weights.layers[0]
        first = [np.asarray(part)[0] for part in layer]
        readout = [np.asarray(part)[0] for part in (each.state.weights.W_o, each.state.weights.b_o)]
        oracle = Untied(lane.cell, first, (readout[0], readout[1]), arrays["inputs"], arrays["targets"][:, 0])
        found = arrays[f"{lane.id}.hidden_gradient"]
        assert found.shape == (1, T, H)
        np.testing.assert_allclose(found[0], oracle.at_states()[-1], rtol=1e-3, atol=1e-6)
    assert arrays["lstm.cell_gradient"].shape == (1, T, H)


def test_both_files_hold_all_of_it_and_say_what_it_is(answer: Answer, tmp_path) -> None:
    readme = answer.words["readme"]
    assert all(f"{name}: " in readme for name in answer.arrays)
    assert "step 5, test example 2, seed 0" in readme
    packed = safetensors_file(answer.arrays, readme)
    path = tmp_path / "trace.safetensors"
    path.write_bytes(packed)
    with safe_open(path, "numpy") as file:
        assert file.metadata()["README"] == readme
    with np.load(io.BytesIO(npz_file(answer.arrays, readme))) as file:
        assert str(file["README"]) == readme
        read = {name: file[name] for name in file.files if name != "README"}
    for found in (load(packed), read):
        assert found.keys() == answer.arrays.keys()
        for name, array in answer.arrays.items():
            np.testing.assert_array_equal(found[name], array)


def test_an_example_that_is_none_is_refused(run: Run) -> None:
    with pytest.raises(QuestionError, match="100000 is not a test example"):
        ask(run, TakenTrace(100_000))
