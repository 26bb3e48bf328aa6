"""The weights for PyTorch and Keras: their documented equations in NumPy give our outputs; so do they, if installed."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from rnn_core import Answer, StatesOfSequence, advance, ask, start
from rnn_core.inside.library_readme import KERAS_FILE, TORCH_FILE
from rnn_core.inside.library_weights import LibraryWeights, file_of
from rnn_core.inside.question import QuestionError
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.training.run import Run, fresh
from tests.playing.small_run import small

XS = ((0.5, 1.0), (0.25, 0.0), (0.9, 1.0), (0.1, 0.0))


@pytest.fixture(scope="module")
def run() -> Run:
    """Two layers and biases that are not 0; an LSTM with a held gate, a vanilla RNN of ReLU."""
    lanes = (
        LaneConfig("rnn"),
        LaneConfig("rnn", initialisation="irnn"),
        LaneConfig("lstm", clamps=(Clamp("forget_gate", 0.7, (2,)),)),
        LaneConfig("gru"),
    )
    trained = advance(start(small(num_layers=2, learning_rate=0.05, lanes=lanes)), 6)
    gru: Any = trained.lanes[3].state.weights.layers[0]
    assert np.abs(np.asarray(gru.b_hn)).min() > 1e-4
    return trained


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def torch_outputs(lane: str, weights: dict[str, np.ndarray], xs: np.ndarray) -> np.ndarray:
    """The equations of the pages of torch.nn.RNN, LSTM and GRU, for one sequence."""
    for layer in (0, 1):
        W_ih, W_hh, b_ih, b_hh = (
            weights[f"{lane}.recurrent.{name}_l{layer}"].astype(np.float64)
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        h = c = np.zeros(W_hh.shape[1])
        states = []
        for x in xs:
            a, u = W_ih @ x + b_ih, W_hh @ h + b_hh
            if lane == "lstm":
                i, f, g, o = np.split(a + u, 4)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                h = sigmoid(o) * np.tanh(c)
            elif lane == "gru":
                (a_r, a_z, a_n), (u_r, u_z, u_n) = np.split(a, 3), np.split(u, 3)
                z = sigmoid(a_z + u_z)
                h = (1 - z) * np.tanh(a_n + sigmoid(a_r + u_r) * u_n) + z * h
            else:
                h = np.maximum(0, a + u) if lane == "rnn2" else np.tanh(a + u)
            states.append(h)
        xs = np.array(states)
    return xs @ weights[f"{lane}.readout.weight"].T + weights[f"{lane}.readout.bias"]


def keras_outputs(lane: str, weights: dict[str, np.ndarray], xs: np.ndarray) -> np.ndarray:
    """The steps of keras.layers.SimpleRNN, LSTM and GRU (`reset_after=True`), for one sequence."""
    for layer in (0, 1):
        kernel, recurrent_kernel, bias = (
            weights[f"{lane}.{layer}.{name}"].astype(np.float64) for name in ("kernel", "recurrent_kernel", "bias")
        )
        h = c = np.zeros(len(recurrent_kernel))
        states = []
        for x in xs:
            if lane == "gru":
                x_z, x_r, x_h = np.split(x @ kernel + bias[0], 3)
                h_z, h_r, h_h = np.split(h @ recurrent_kernel + bias[1], 3)
                z = sigmoid(x_z + h_z)
                h = z * h + (1 - z) * np.tanh(x_h + sigmoid(x_r + h_r) * h_h)
            elif lane == "lstm":
                z0, z1, z2, z3 = np.split(x @ kernel + h @ recurrent_kernel + bias, 4)
                c = sigmoid(z1) * c + sigmoid(z0) * np.tanh(z2)
                h = sigmoid(z3) * np.tanh(c)
            else:
                a = x @ kernel + bias + h @ recurrent_kernel
                h = np.maximum(0, a) if lane == "rnn2" else np.tanh(a)
            states.append(h)
        xs = np.array(states)
    return xs @ weights[f"{lane}.2.kernel"] + weights[f"{lane}.2.bias"]


def read(answer: Answer) -> dict[str, np.ndarray]:
    """What the library finds in the file."""
    data = file_of(answer)
    return load(data) if answer.words["library"] == "torch" else dict(np.load(io.BytesIO(data)))


@pytest.mark.slow
@pytest.mark.parametrize(("library", "outputs"), [("torch", torch_outputs), ("keras", keras_outputs)])
def test_the_equations_of_the_library_give_our_outputs(
    run: Run, library: str, outputs: Callable[[str, dict[str, np.ndarray], np.ndarray], np.ndarray]
) -> None:
    ours = ask(run, StatesOfSequence(XS))
    weights = read(ask(run, LibraryWeights(library)))
    for each in run.lanes:
        np.testing.assert_allclose(
            outputs(each.id, weights, np.array(XS)), ours.arrays[f"{each.id}.outputs"], atol=1e-5, err_msg=each.id
        )


def test_pytorch_itself_gives_our_outputs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
    found = loaded(run, "torch", TORCH_FILE, tmp_path, monkeypatch)
    ours = ask(run, StatesOfSequence(XS))
    for name in (each.id for each in run.lanes):
        outputs = found[f"{name}_readout"](found[name](torch.tensor(XS)[:, None])[0])
        np.testing.assert_allclose(outputs[:, 0].detach().numpy(), ours.arrays[f"{name}.outputs"], atol=1e-5)


def test_keras_itself_gives_our_outputs(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras", reason="Keras is not installed")
    found = loaded(run, "keras", KERAS_FILE, tmp_path, monkeypatch)
    ours = ask(run, StatesOfSequence(XS))
    for name in (each.id for each in run.lanes):
        outputs = np.asarray(found[name](np.array([XS], np.float32)))
        np.testing.assert_allclose(outputs[0], ours.arrays[f"{name}.outputs"], atol=1e-5)


def loaded(run: Run, library: str, file: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the code of the README leaves, run in the file's folder."""
    monkeypatch.chdir(folder)
    answer = ask(run, LibraryWeights(library))
    Path(file).write_bytes(file_of(answer))
    found: dict[str, Any] = {}
    exec(code_of(answer), found)
    return found


def code_of(answer: Answer) -> str:
    return str(answer.words["readme"]).partition("\n\n")[2]


def test_the_file_says_itself_how_it_is_loaded(run: Run, tmp_path: Path) -> None:
    for library, file in (("torch", TORCH_FILE), ("keras", KERAS_FILE)):
        answer = ask(run, LibraryWeights(library))
        compile(code_of(answer), library, "exec")
        assert "after step 6, of seed 0: rnn is " in answer.words["readme"]
        assert file in answer.words["readme"]
        path = tmp_path / file
        path.write_bytes(file_of(answer))
        if library == "torch":
            with safe_open(path, "numpy") as opened:
                assert opened.metadata()["README"] == answer.words["readme"]
        else:
            with np.load(path) as arrays:
                assert str(arrays["README"]) == answer.words["readme"]


def test_symbols_are_named_in_the_order_of_the_inputs() -> None:
    run = fresh(small(task="recall", lanes=lanes_of("lstm")))
    readme = ask(run, LibraryWeights("torch")).words["readme"]
    assert "before softmax. Inputs are one-hot, in this order: 'A' 'B' 'C' 'D' 'w' 'x' 'y' 'z'. xs has" in readme


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"task": "numbers"}, "an encoder and a decoder, fit no single layer"),
        ({"lanes": (LaneConfig("lstm", "nfg"),)}, "do not have the cell of a lane"),
    ],
)
def test_what_the_libraries_do_not_have_is_said(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(fresh(small(**settings)), LibraryWeights("keras"))
