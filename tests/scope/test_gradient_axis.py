"""The gradient's axis is one for all lanes, and a gradient that explodes makes it longer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from playwright.sync_api import Page

from rnn_core.frames.frame import Frame
from tests.playing.ink import inked, record_ink
from tests.playing.moment import moment
from tests.scope.conftest import Connection

TRIANGLES = """() => {
  window.triangles = 0;
  const { moveTo, lineTo, fill, beginPath } = CanvasRenderingContext2D.prototype;
  Object.assign(CanvasRenderingContext2D.prototype, {
    beginPath() { this.corners = []; beginPath.call(this); },
    moveTo(x, y) { this.corners?.push(y); moveTo.call(this, x, y); },
    lineTo(x, y) { this.corners?.push(y); lineTo.call(this, x, y); },
    fill() {
      const [left, right, tip] = this.corners ?? [];
      if (this.corners?.length === 3 && left === right && tip === left - 5) window.triangles += 1;
      fill.call(this);
    },
  });
}"""


def exploding(step: int, norm: float) -> Frame:
    """A frame in which the gradient of the GRU alone is `norm` at its first timestep."""
    frame = moment(step)
    arrays = {name: array.copy() for name, array in frame.lanes[2].arrays.items()}
    arrays["hidden_gradient"][..., 0] = norm
    return replace(frame, lanes=(*frame.lanes[:2], replace(frame.lanes[2], arrays=arrays)))


def test_an_exploding_gradient_makes_the_axis_of_all_lanes_longer_and_it_stays_so(
    page: Page, connection: Connection
) -> None:
    record_ink(page)
    connection.show(page, moment(1))
    assert {"10⁻¹⁰", "10⁰"} <= inked(page, chart=False)
    for step, norm in ((2, 229.0), (3, 0.1), (4, 5.0)):
        connection.show(page, exploding(step, norm))
        written = page.evaluate("inked.splice(0).map(([, text]) => text)")
        assert written.count("10³") == 3
    connection.show(page, exploding(5, 1e15))
    assert "10²⁰" in inked(page, chart=False)


def test_what_no_axis_holds_is_marked_at_its_top(page: Page, connection: Connection) -> None:
    page.evaluate(TRIANGLES)
    connection.show(page, moment(1))
    assert page.evaluate("triangles") == 0
    connection.show(page, exploding(2, float(np.float32(np.inf))))
    assert page.evaluate("triangles") == 1
