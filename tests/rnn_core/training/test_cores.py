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

# Processes of their own: JAX fixes its devices before the first computation.
TRAINED = """
import sys
import jax
import numpy as np
jax.config.update("jax_num_cpu_devices", int(sys.argv[1]))
from rnn_core.training import step
from rnn_core.network.variants import VARIANTS
from rnn_core.network.initialisation import Initialisation
from rnn_core.training.records import LaneSpec, StepSettings
from rnn_core.tasks import adding

assert jax.device_count() == int(sys.argv[1])
task, seeds, found = adding.build(4), (0,), {}
for name in sys.argv[4:]:
    cell = VARIANTS[name]["standard"]
    for parts in map(int, sys.argv[3]):
        spec = LaneSpec(task, task.identity, cell, 4, 1, 6, "sgd", parts)
        state = step.initial_state(spec, Initialisation(), seeds)
        settings = StepSettings(0.1, 1.0, 1, 1)
        trained = step.train(spec, state, task.data, step.seed_keys(seeds), 0, 5, settings)
        found |= {f"{name} {parts} {k}": np.asarray(leaf) for k, leaf in enumerate(jax.tree.leaves(trained))}
np.savez(sys.argv[2], **found)
"""


@pytest.mark.slow
def test_halves_train_like_the_whole_and_to_the_last_bit_alike_on_two_devices_and_more(tmp_path: Path) -> None:
    """The app gives XLA two devices on any machine; on one alone the halves come one after the other."""
    found = []
    # A lane that is not split knows nothing of devices, and the split nothing of the cell but whether it has c.
    for devices, parts, cells in (("1", "2", ["lstm"]), ("2", "12", ["rnn", "lstm"]), ("3", "2", ["lstm"])):
        command = [sys.executable, "-c", TRAINED, devices, str(tmp_path / f"{devices}.npz"), parts, *cells]
        # As users' machines compile: other settings may round the two programs differently.
        environment = {**os.environ, "XLA_FLAGS": ""}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        with np.load(tmp_path / f"{devices}.npz") as arrays:
            found.append(dict(arrays))
    one, two, three = found
    assert one.keys() == three.keys() < two.keys()
    for name, halves in three.items():
        np.testing.assert_array_equal(two[name], halves, err_msg=name)
        np.testing.assert_allclose(one[name], halves, rtol=1e-4, atol=1e-6, err_msg=name)
    for name, whole in two.items():
        cell, parts, leaf = name.split()
        if parts == "1":
            np.testing.assert_allclose(two[f"{cell} 2 {leaf}"], whole, rtol=1e-4, atol=1e-6, err_msg=name)


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
