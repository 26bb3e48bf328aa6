"""The test evaluation: each seed's result is its own."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training import step
from rnn_core.training.run import fresh, settings_of


@pytest.mark.parametrize(("task", "sequence_length"), [("temporal_order", 50), ("parity", 60)])
def test_each_seed_scores_as_it_does_alone(task: str, sequence_length: int) -> None:
    """Large arrays of several seeds in one reduction gave the first seeds' losses again for the later ones."""
    run = fresh(RunConfig(task=task, sequence_length=sequence_length, num_seeds=4, lanes=lanes_of("rnn")))
    (lane,) = run.lanes
    settings = settings_of(run, lane)
    test, lead_in = run.task.test, run.task.lead_in
    together = step.evaluate(lane.spec, lane.state, test, lead_in, settings)
    for seed in range(4):
        own = jax.tree.map(lambda part, seed=seed: part[seed : seed + 1], lane.state)
        alone = step.evaluate(lane.spec, own, test, lead_in, settings)
        for found, expected in zip(together, alone, strict=True):
            np.testing.assert_allclose(np.asarray(found)[seed], np.asarray(expected)[0], rtol=1e-6)
