"""The unrolled network of several layers: a cell for each, the input into the first, the answer out of the last."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.playing.moment import moment
from tests.scope.conftest import Connection

# Every arrow on the strips, as [from x, from y, to x, to y], and the boxes of cells, as [x, y, width, height].
DRAWN = """() => {
  window.arrows = [];
  window.boxes = [];
  const { moveTo, lineTo, roundRect } = CanvasRenderingContext2D.prototype;
  let from = [0, 0];
  Object.assign(CanvasRenderingContext2D.prototype, {
    moveTo(...at) { from = at; moveTo.apply(this, at); },
    lineTo(...to) { if (this.canvas.matches(".overlay")) arrows.push([...from, ...to]); lineTo.apply(this, to); },
    roundRect(...box) { boxes.push(box.slice(0, 4)); roundRect.apply(this, box); },
  });
}"""


def test_each_layer_has_its_cells_and_hands_its_state_to_the_next(page: Page, connection: Connection) -> None:
    page.emulate_media(reduced_motion="reduce")
    connection.show(page, moment(num_steps=8, cells=("gru",)))
    page.evaluate(DRAWN)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("boxes.length >= 16")
    boxes, arrows = page.evaluate("boxes.slice(-16)"), page.evaluate("arrows")
    first, last = sorted({box[1] for box in boxes})
    assert len({box[0] for box in boxes}) == 8
    height = boxes[0][3]
    downward = [(y0, y1) for x0, y0, x1, y1 in arrows if abs(x0 - x1) < 0.01 and y1 > y0]
    # The input ends at the first layer, the first layer's state at the last, from which the answer leaves.
    assert any(y0 < first and abs(y1 - first) < 5 for y0, y1 in downward)
    assert any(abs(y0 - first - height) < 1 and abs(y1 - last) < 5 for y0, y1 in downward)
    assert any(abs(y0 - last - height) < 1 for y0, y1 in downward)
    assert not any(abs(y0 - first - height) < 1 and y1 > last + height for y0, y1 in downward)
    page.emulate_media(reduced_motion="no-preference")
