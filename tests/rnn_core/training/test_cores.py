"""A batch that is split over devices trains like one that is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jax
import pytest

from rnn_core.training import cores

ROOT = Path(__file__).resolve().parents[3]

# A process of its own: JAX fixes its devices before the first computation.
SPLIT_AGAINST_WHOLE = """
import dataclasses
import jax
import numpy as np
jax.config.update("jax_num_cpu_devices", 2)
from rnn_core.training import step
from rnn_core.network.variants import VARIANTS
from rnn_core.network.initialisation import Initialisation
from rnn_core.training.records import LaneSpec, StepSettings
from rnn_core.tasks import adding

assert jax.device_count() == 2
task, seeds = adding.build(6), (0, 1)
for variants in VARIANTS.values():
    cell = variants["standard"]
    whole = LaneSpec(task, task.identity, cell, 4, 2, 6, "sgd")
    state = step.initial_state(whole, Initialisation(), seeds)
    settings = StepSettings(0.1, 1.0, 1, 1)
    one, two = (
        step.train(dataclasses.replace(whole, parts=parts), state, task.data, step.seed_keys(seeds), 0, 5, settings)
        for parts in (1, 2)
    )
    for ours, theirs in zip(*map(jax.tree.leaves, (one, two)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6, err_msg=cell.__name__)
"""


@pytest.mark.slow
def test_splitting_the_batch_changes_no_number() -> None:
    command = [sys.executable, "-c", SPLIT_AGAINST_WHOLE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_only_a_wide_lane_on_its_own_is_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jax, "device_count", lambda: 2)
    assert cores.parts(1, 256, 32) == 2
    assert cores.parts(2, 256, 32) == 1
    assert cores.parts(1, 128, 32) == 1
    assert cores.parts(1, 256, 31) == 1
