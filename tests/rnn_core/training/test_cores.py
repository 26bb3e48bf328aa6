"""A batch that is split over devices trains like one that is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

from rnn_core.training import cores

ROOT = Path(__file__).resolve().parents[3]

# Processes of their own: JAX fixes its devices before the first computation. They are forked from one that has only
# imported what they need, which takes longer than the training.
TRAINED = """
import os
import sys
import traceback
import jax
import numpy as np
from rnn_core.training import step
from rnn_core.training.initial_state import initial_state, seed_keys
from rnn_core.network.variants import VARIANTS
from rnn_core.network.initialisation import Initialisation
from rnn_core.training.records import LaneSpec, StepSettings
from rnn_core.tasks import adding

def train(compiled, devices, parts, *cells):
    if compiled == "users":
        os.environ["XLA_FLAGS"] = ""
    jax.config.update("jax_num_cpu_devices", int(devices))
    assert jax.device_count() == int(devices)
    task, seeds, found = adding.build(4), (0,), {}
    for name in cells:
        cell = VARIANTS[name]["standard"]
        for number in map(int, parts):
            spec = LaneSpec(task, task.identity, cell, 4, 1, 6, "sgd", number)
            state = initial_state(spec, Initialisation(), seeds)
            settings = StepSettings(0.1, 1.0, 1, 1)
            trained = step.trained(spec, state, task.data, seed_keys(seeds), 0, 5, settings)
            if compiled == "quick":
                stays_as_compiled(spec, trained, task, seed_keys(seeds), settings)
            found |= {f"{name} {number} {k}": np.asarray(leaf) for k, leaf in enumerate(jax.tree.leaves(trained))}
    np.savez(f"{compiled}_{devices}", **found)

def stays_as_compiled(spec, trained, task, keys, settings):
    # A state that lay on other devices after training than before would be compiled for anew, at the first Play.
    compiled = step.train.num_compiled()
    assert all(len(leaf.devices()) == 1 for leaf in jax.tree.leaves(trained.state))
    step.trained(spec, trained.state, task.data, keys, 5, 1, settings)
    assert step.train.num_compiled() == compiled
    # What is not split takes it too, and what is.
    step.watch(spec, trained.state, task.test, task.lead_in, 0, settings, 1)
    step.batch_norms.soon(spec, trained.state, task.data, keys, 0, settings)

for line in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            train(*line.split())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(1)
"""


@pytest.mark.slow
def test_halves_train_like_the_whole_and_to_the_last_bit_alike_on_two_devices_and_more(tmp_path: Path) -> None:
    """The app gives XLA two devices on any machine; on one alone the halves come one after the other."""
    # Compiler, devices, parts, cells. A lane that is not split knows nothing of devices, and the split nothing of the
    # cell but whether it has c. To the last bit are programs as users' machines compile them; like one another are any.
    runs = ("quick 1 2 lstm", "quick 2 12 rnn lstm", "users 2 2 lstm", "users 3 2 lstm")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", TRAINED, *runs]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = []
    for run in runs:
        with np.load(tmp_path / f"{'_'.join(run.split()[:2])}.npz") as arrays:
            found.append(dict(arrays))
    one, several, two, three = found
    assert one.keys() == two.keys() == three.keys() < several.keys()
    for name, halves in three.items():
        np.testing.assert_array_equal(two[name], halves, err_msg=name)
        np.testing.assert_allclose(one[name], halves, rtol=1e-4, atol=1e-6, err_msg=name)
        np.testing.assert_allclose(several[name], halves, rtol=1e-4, atol=1e-6, err_msg=name)
    for name, whole in several.items():
        cell, parts, leaf = name.split()
        if parts == "1":
            np.testing.assert_allclose(several[f"{cell} 2 {leaf}"], whole, rtol=1e-4, atol=1e-6, err_msg=name)


def test_only_a_wide_lane_with_an_even_batch_is_split() -> None:
    assert cores.parts(256, 32) == 2
    assert cores.parts(128, 32) == 1
    assert cores.parts(256, 31) == 1


def test_even_a_single_core_gets_two_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, int] = {}
    monkeypatch.setattr(jax.config, "update", told.__setitem__)
    monkeypatch.setattr(cores, "usable_cores", lambda: 1)
    cores.use_all_cores()
    assert told == {"jax_num_cpu_devices": 2}
