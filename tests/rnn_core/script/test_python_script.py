"""The script of a run, run by a fresh interpreter, prints the losses of the run; what cannot be written is refused."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import numpy as np
import pytest

from rnn_core import RunConfig, advance, lanes_of, start
from rnn_core.script.python_script import ScriptError, python_script
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.table import Change
from tests.playing.small_run import SMALL, small

CASES = {
    "the default, to the first test": SMALL,
    "two layers, momentum, chrono": small(
        task="recall", num_layers=2, optimizer="momentum", initialisation="chrono", lanes=lanes_of("lstm", "gru")
    ),
    "lanes that differ, RMSProp, every timestep": small(
        task="parity",
        optimizer="rmsprop",
        loss_at="every",
        num_seeds=1,
        lanes=(LaneConfig("lstm", initialisation="uniform", hidden_size=5), LaneConfig("lstm", forget_bias=0.0)),
    ),
    "counting, AdamW, scaled": small(
        task="counting", optimizer="adamw", initialisation="scaled", gain=1.3, lanes=lanes_of("gru"), num_seeds=1
    ),
    "counting at one timestep, SGD": small(
        task="counting", optimizer="sgd", loss_at="step", loss_step=4, lanes=lanes_of("rnn"), num_seeds=1
    ),
    "temporal order, IRNN, no clipping": small(
        task="temporal_order",
        sequence_length=10,
        initialisation="irnn",
        clip_norm=0.0,
        lanes=lanes_of("rnn"),
        num_seeds=1,
    ),
    "a word, Glorot, a learning rate that changes": small(
        task="hello",
        word="hello",
        initialisation="glorot",
        lanes=lanes_of("rnn"),
        changes=(Change(4, "learning_rate", 0.02),),
    ),
    "multiplication": small(task="multiplication", lanes=lanes_of("rnn"), num_seeds=1),
    "recall without noise": small(task="noise_free", lanes=lanes_of("rnn"), num_seeds=1),
    "the latch": small(task="latch", lanes=lanes_of("rnn"), num_seeds=1),
    "the parity of prefixes": small(task="prefix_parity", lanes=lanes_of("rnn"), num_seeds=1),
    "echo, its state carried over two windows": small(
        task="echo", sequence_length=2, num_layers=2, lanes=lanes_of("lstm"), num_seeds=1
    ),
    "echo, every window from zero": small(task="echo", carry_state=False, lanes=lanes_of("rnn"), num_seeds=1),
}
ALL_IN_ONE = "import runpy, sys\nfor path in sys.argv[1:]:\n    print('#', path)\n    runpy.run_path(path)\n"
ALL_IN_ONE += "assert not [name for name in sys.modules if name.startswith('rnn_core')]"


def steps_of(config: RunConfig) -> int:
    return 50 if config == SMALL else 12


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each case's script prints. One interpreter runs them all: starting JAX takes longer than the scripts."""
    folder = tmp_path_factory.mktemp("scripts")
    paths = []
    for number, config in enumerate(CASES.values()):
        paths.append(folder / f"script_{number}.py")
        paths[-1].write_text(python_script(config, steps_of(config), every=1), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"JAX_PLATFORMS": "cpu"}
    command = [sys.executable, "-I", "-c", ALL_IN_ONE, *map(str, paths)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    parts = re.split(r"^# .*\n", done.stdout, flags=re.MULTILINE)[1:]
    return dict(zip(CASES, parts, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_script_prints_the_losses_of_the_run(printed: dict[str, str], case: str) -> None:
    config = CASES[case]
    steps = steps_of(config)
    run = advance(start(config), steps)
    for name, each in zip(lane_names(config.full_lanes), run.lanes, strict=True):
        for row, seed in enumerate(config.seeds):
            said = re.escape(f"{name.name}, seed {seed}: ")
            losses = re.findall(rf"^{said}loss (\S+) in step \d+$", printed[case], re.MULTILINE)
            np.testing.assert_allclose(np.float64(losses), each.curves.train[row], rtol=1e-5)
            tests = re.findall(rf"^{said}test loss (\S+) (?:before|after)", printed[case], re.MULTILINE)
            np.testing.assert_allclose(np.float64(tests), each.curves.test[row], rtol=1e-5)
            assert (len(losses), len(tests)) == (steps, steps // 50 + 1)


@pytest.mark.parametrize("config", CASES.values(), ids=CASES)
def test_the_script_is_short_plain_python(config: RunConfig) -> None:
    code = python_script(config, 10)
    tree = ast.parse(code)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"functools", "jax", "jax.numpy", "numpy", "optax", "flax"}
    assert max(map(len, code.splitlines())) <= 120
    assert len(code.splitlines()) <= 260
    assert "HERE" not in code
    # No class and no function stands there that nothing uses.
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            assert len(re.findall(rf"\b{node.name}\b", code)) > 1, node.name


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"task": "shakespeare"}, "The code of “Shakespeare, next character” cannot be written as one script yet"),
        ({"lanes": (LaneConfig("lstm", "nfg"),)}, "The cell of a lane cannot be written"),
        ({"lanes": (LaneConfig("gru", clamps=(Clamp("reset_gate", 1.0),)),)}, "Held gates cannot be written"),
        ({"changes": (Change(3, "clip_norm", 2.0),)}, "In this run clip norm changed while it trained"),
    ],
)
def test_what_cannot_be_written_is_said(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ScriptError, match=sentence):
        python_script(small(**settings), 10)
