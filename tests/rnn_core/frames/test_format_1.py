"""The frame that visitors saw first while frames had format 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import load

from rnn_core.frames.frame import from_bytes, upgraded

SHIPPED = Path(__file__).with_name("format_1.safetensors").read_bytes()


def test_it_is_read_with_a_legend_and_every_number_as_it_was() -> None:
    frame = from_bytes(SHIPPED)
    assert (frame.step, frame.newest_step, frame.kept_steps, frame.parent) == (800, 0, (), None)
    assert [(lane.id, lane.short, lane.shade, lane.dash) for lane in frame.lanes] == [
        ("rnn", "RNN", 0, "solid"),
        ("lstm", "LSTM", 0, "solid"),
        ("gru", "GRU", 0, "solid"),
    ]
    assert [row.letter for row in frame.lanes[1].traces] == ["f", "i", "g", "c", "o"]
    for name, array in load(SHIPPED).items():
        lane, _, trace = name.partition(".")
        if trace:
            found = next(each.arrays[trace] for each in frame.lanes if each.id == lane)
            np.testing.assert_array_equal(found, array)


def test_upgraded_it_says_the_same() -> None:
    first, again = from_bytes(SHIPPED), from_bytes(upgraded(SHIPPED))
    assert again.task == first.task
    assert [lane.name for lane in again.lanes] == [lane.name for lane in first.lanes]
    assert again.lanes[2].train_loss == first.lanes[2].train_loss
