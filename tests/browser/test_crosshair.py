"""The crosshair reads the frame's own numbers."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core.frames.frame import Lane
from tests.playing.lab import Lab

pytestmark = pytest.mark.slow

NUMBER = r"(−?[\d.]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
GRADIENT = re.compile(rf"ΔW {NUMBER}\s+∂h {NUMBER} \({NUMBER} to {NUMBER}\)(?: · ∂c {NUMBER})?")
STATE = re.compile(rf"unit (\d+) of 4: h {NUMBER}")
ANSWER = re.compile(
    rf"t (\d+), (?:(\d+) timesteps? before )?the end · x {NUMBER}( marked)?\s+y {NUMBER} · target {NUMBER}"
)
PLAIN = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
TRACES = {"input_gate": "i", "forget_gate": "f", "output_gate": "o", "reset_gate": "r", "update_gate": "z"}


def shows(written: str, value: float) -> bool:
    """Whether `written` is `value`, rounded to as many digits as are shown."""
    shown = Decimal(written.replace("·10", "e").translate(PLAIN))
    half_a_digit = Decimal(1).scaleb(int(shown.as_tuple().exponent)) / 2
    return abs(shown - Decimal(float(value))) <= half_a_digit


def test_written_numbers_are_compared_by_their_digits() -> None:
    assert shows("1.0·10⁻⁴", 0.000104)
    assert not shows("1.0·10⁻⁴", 0.000106)
    assert shows("−0.25", -0.2549)


def test_one_crosshair_reads_the_same_timestep_in_all_lanes(lab: Lab) -> None:
    lab.open()
    lab.play()
    lab.pause()
    assert_head(lab)
    before = ""
    for pointed_at, along in zip(lab.lanes(), (0.4, 0.6, 0.8), strict=True):
        canvas = pointed_at.locator("canvas").last
        box = canvas.bounding_box()
        assert box
        # In the heat map of hidden states, which lies about the upper third.
        canvas.hover(position={"x": box["width"] * along, "y": box["height"] * 0.4})
        expect(lab.scope).to_have_attribute("data-crosshair", re.compile(rf"^(?!{before}$)\d+$"))
        before = lab.scope.get_attribute("data-crosshair") or ""
        assert_readouts(lab, int(before))


def assert_readouts(lab: Lab, timestep: int) -> None:
    frame = lab.frame
    for lane in frame.lanes:
        words = lab.lane(lane.cell).inner_text()
        answer = ANSWER.search(words)
        assert answer, words
        assert (int(answer[1]), int(answer[2] or 0)) == (timestep, 8 - timestep)
        assert shows(answer[3], frame.inputs[timestep - 1, 0])
        assert bool(answer[4]) == (frame.inputs[timestep - 1, 1] > 0.5)
        assert shows(answer[5], lane.arrays["outputs"][timestep - 1, 0])
        assert shows(answer[6], frame.targets[timestep - 1, 0])
        assert_gradient(words, lane, timestep - 1)
        assert_unit(words, lane, timestep - 1)


def assert_gradient(words: str, lane: Lane, t: int) -> None:
    found = GRADIENT.search(words)
    assert found, words
    low, median, high = lane.arrays["hidden_gradient"][-1, :, t]
    assert [shows(found[3], low), shows(found[2], median), shows(found[4], high)] == [True] * 3
    assert (found[5] is not None) == (lane.cell == "lstm")
    if found[5]:
        assert shows(found[5], lane.arrays["cell_gradient"][-1, 1, t])
    assert shows(found[1], lane.arrays["contribution"][-1, t])


def assert_unit(words: str, lane: Lane, t: int) -> None:
    found = STATE.search(words)
    assert found, words
    unit = int(found[1]) - 1
    assert shows(found[2], lane.arrays["hidden"][-1, t, unit])
    line = words[found.start() :].splitlines()[0]
    for trace, letter in TRACES.items():
        if trace in lane.arrays:
            value = re.search(rf"\b{letter} {NUMBER}", line)
            assert value, line
            assert shows(value[1], lane.arrays[trace][-1, t, unit])


def assert_head(lab: Lab) -> None:
    """The numbers above the lanes."""
    frame = lab.frame
    np.testing.assert_allclose(lab.losses(), [lane.train_loss for lane in frame.lanes], rtol=1e-7)
    for lane in frame.lanes:
        words = lab.lane(lane.cell).inner_text()
        for name, value in (("training loss", lane.train_loss), (r"test(?:, step \d+)?", lane.test_loss)):
            found = re.search(rf"{name}\s+{NUMBER}", words)
            assert found, words
            assert shows(found[1], value)
