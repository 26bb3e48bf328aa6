"""The bytes that Python writes are the numbers that JavaScript reads."""

from __future__ import annotations

import base64
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Error, Page

from rnn_core.frames.frame import Frame, to_bytes
from tests.playing.moment import moment

READ = """async (text) => {
  const { decode, part } = await import("/assets/scope/run/frame.js");
  const frame = decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  const plain = ({ shape, data }) => ({ shape, data: [...data].map(String) });
  for (const name of ["inputs", "targets", "loss_weights", "curve_steps", "test_steps"]) {
    frame[name] = plain(frame[name]);
  }
  for (const lane of frame.lanes) {
    if (lane.arrays.hidden_gradient) lane.second = [...part(lane.arrays.hidden_gradient, 1, 2)].map(String);
    lane.arrays = Object.fromEntries(Object.entries(lane.arrays).map(([name, tensor]) => [name, plain(tensor)]));
  }
  return frame;
}"""


def read(page: Page, data: bytes) -> dict[str, Any]:
    return page.evaluate(READ, base64.b64encode(data).decode())


def same(tensor: dict[str, Any], array: np.ndarray) -> bool:
    numbers = np.array([float(text.replace("Infinity", "inf")) for text in tensor["data"]], np.float32)
    return tuple(tensor["shape"]) == array.shape and np.array_equal(numbers, array.ravel(), equal_nan=True)


def test_every_number_arrives(page: Page) -> None:
    frame = moment()
    seen = read(page, to_bytes(frame))
    for name in ("inputs", "targets", "loss_weights", "curve_steps", "test_steps"):
        assert same(seen[name], getattr(frame, name)), name
    for lane, there in zip(frame.lanes, seen["lanes"], strict=True):
        assert there["cell"] == lane.cell
        assert there["arrays"].keys() == lane.arrays.keys()
        for name, array in lane.arrays.items():
            assert same(there["arrays"][name], array), name
        np.testing.assert_array_equal(np.array(there["second"], np.float32), lane.arrays["hidden_gradient"][1, 2])
    assert (seen["step"], seen["task"]["title"]) == (frame.step, "Adding problem")


def strange(frame: Frame) -> Frame:
    hidden = np.array([[[math.nan, math.inf, -math.inf, 1e-45, -0.0, 3.4e38]]], np.float32)
    lane = replace(frame.lanes[0], train_loss=math.nan, arrays={**frame.lanes[0].arrays, "hidden": hidden})
    return replace(frame, lanes=(lane,), caption="τ → ∂L/∂h “ok”")


def test_numbers_that_json_has_not(page: Page) -> None:
    frame = strange(moment())
    seen = read(page, to_bytes(frame))
    assert same(seen["lanes"][0]["arrays"]["hidden"], frame.lanes[0].arrays["hidden"])
    assert seen["lanes"][0]["train_loss"] is None
    assert seen["caption"] == frame.caption


def test_tensors_at_any_alignment(page: Page) -> None:
    """A header is padded by the library, but any length is allowed: numbers are copied where they cannot be viewed."""
    data = to_bytes(moment())
    size = int.from_bytes(data[:8], "little")
    for length in range(4):
        moved = (size + length).to_bytes(8, "little") + data[8 : 8 + size] + b" " * length + data[8 + size :]
        assert same(read(page, moved)["inputs"], moment().inputs)


def test_other_bytes_are_refused_in_a_sentence(page: Page) -> None:
    for data in (b"", b"\x05\0\0\0\0\0\0\0hello", to_bytes(moment()).replace(b"-frame/2", b"-frame/9")):
        with pytest.raises(Error, match=r"Error: (These bytes are not a frame|This page reads frames)"):
            read(page, data)
