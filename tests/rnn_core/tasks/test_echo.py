"""The echo: a stream cut into windows, answered three timesteps late across every cut."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core.tasks import echo
from tests.playing.drawn import drawn


def late(bits: list[float]) -> list[float]:
    """Every bit three places later, by a queue that begins with zeros."""
    queue, said = [0.0, 0.0, 0.0], []
    for bit in bits:
        queue.append(bit)
        said.append(queue.pop(0))
    return said


@pytest.mark.parametrize("sequence_length", [2, 3, 20])
def test_windows_of_a_stream_are_answered_across_their_cuts(sequence_length: int) -> None:
    task = echo.build(sequence_length, carry_state=True)
    windows = [drawn(task, seed=3, step=step, batch_size=4) for step in range(5)]
    bits, answers = (
        np.concatenate([getattr(window, name)[..., 0] for window in windows]) for name in ("inputs", "targets")
    )
    assert 0.2 < bits.mean() < 0.8
    assert not np.array_equal(windows[0].inputs, windows[1].inputs)
    for b in range(4):
        assert answers[:, b].tolist() == late(bits[:, b].tolist())


def test_without_the_state_every_window_is_a_stream_of_its_own() -> None:
    task = echo.build(20, carry_state=False)
    window = drawn(task, seed=3, step=5, batch_size=4)
    for b in range(4):
        assert window.targets[:, b, 0].tolist() == late(window.inputs[:, b, 0].tolist())
    assert (task.carries_state, len(task.lead_in)) == (False, 0)


def test_the_test_windows_go_on_from_what_is_read_before_them() -> None:
    task = echo.build(5, carry_state=True)
    assert task.lead_in.shape == (echo.LEAD_IN, 256, 1)
    bits = np.concatenate([task.lead_in, task.test.inputs])[..., 0]
    answers = np.asarray(task.test.targets)[..., 0]
    for b in range(256):
        assert answers[:, b].tolist() == late(bits[:, b].tolist())[echo.LEAD_IN :]
    guesses = max(answers.mean(), 1 - answers.mean())
    assert guesses == pytest.approx(task.baselines[0].accuracy, abs=0.04), "a constant answer is a guess"
