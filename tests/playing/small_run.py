"""The small run that tests share, and with it its compiled code: one shape, however it is trained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from rnn_core import RunConfig, advance, observe, start
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.run import Run

T, H, B, SEEDS = 6, 4, 3, 2
SHAPE: dict[str, Any] = {"sequence_length": T, "hidden_size": H, "batch_size": B, "num_seeds": SEEDS}
SMALL = RunConfig(**SHAPE)

CONTRASTS = {
    "plain": SMALL,
    "two layers, momentum": SMALL.replace(num_layers=2, optimizer="momentum", lanes=lanes_of("lstm")),
    "carried state": SMALL.replace(task="shakespeare", lanes=lanes_of("gru"), num_seeds=1),
    "loss at every step": SMALL.replace(loss_at="every", gradient_of="trained", lanes=lanes_of("rnn", "gru")),
}
"""Runs that differ in what they carry along."""


def small(**settings: Any) -> RunConfig:
    """The small run with other settings."""
    return SMALL.replace(**settings)


TEXT = "to be, or not to be: that is the question. " * 40


def reading(steps: int, **settings: Any) -> Run:
    """A run that reads `TEXT`, its state carried unless told otherwise."""
    config = small(task="own_text", num_seeds=1, lanes=lanes_of("gru"), **settings)
    return advance(start(config, TEXT), steps)


def assert_same_numbers(one: Run, other: Run) -> None:
    """Every number of both runs' frames is the same, to the last bit."""
    first, second = observe(one), observe(other)
    assert (first.step, first.caption, first.config) == (second.step, second.caption, second.config)
    for a, b in zip(first.lanes, second.lanes, strict=True):
        assert replace(a, arrays={}) == replace(b, arrays={})
        assert a.arrays.keys() == b.arrays.keys()
        for name, array in a.arrays.items():
            np.testing.assert_array_equal(array, b.arrays[name], err_msg=f"{a.cell} {name}")
