"""Inputs that are words: each stands whole above its timestep, beside its neighbours, or a mark stands for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page

from rnn_core.frames.frame import Frame
from tests.playing.moment import moment
from tests.scope.conftest import Connection

LABELS = ["I", "had", "photographed", "my", "house"]
# Every word on a canvas as [text, left, right, y], in CSS pixels, and the canvas's width.
DRAWN = """() => {
  window.drawn = [];
  // The tab is another test's too.
  if (window.noted) return;
  window.noted = true;
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    const half = this.measureText(text).width / 2;
    drawn.push([text, x - half, x + half, y, this.canvas.width / this.getTransform().a]);
    fillText.call(this, text, x, y, ...more);
  };
}"""


def read(symbols: list[int]) -> Frame:
    frame = moment(num_steps=len(symbols), cells=("gru",))
    task = frame.task | {"input_kind": "words", "input_labels": LABELS}
    inputs = (np.array(symbols)[:, None] == np.arange(len(LABELS))).astype(np.float32)
    return replace(frame, task=task, inputs=inputs)


@pytest.mark.parametrize("copies", [1, 4])
def test_every_word_is_drawn_whole_and_none_on_another(page: Page, connection: Connection, copies: int) -> None:
    page.set_viewport_size({"width": 700, "height": 900})
    page.evaluate(DRAWN)
    sentence = [0, 1, 2, 3, 4] * copies
    connection.show(page, read([*sentence, -1]))
    words = [each for each in page.evaluate("drawn") if each[0] in LABELS][-len(sentence) :]
    assert [text for text, *_ in words] == [LABELS[symbol] for symbol in sentence]
    for k, (_, left, right, y, width) in enumerate(words):
        assert left >= 0
        assert right <= width
        for _, other_left, other_right, other_y, _ in words[:k]:
            assert y != other_y or left >= other_right or right <= other_left


def test_where_words_have_no_room_the_crosshair_tells_them(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.evaluate(DRAWN)
    connection.show(page, read([0, 1, 2, 3, 4] * 20))
    assert not [text for text, *_ in page.evaluate("drawn") if text in ("photographed", "house")]
    page.keyboard.press("ArrowRight")
    page.get_by_text("“I”").first.wait_for()
