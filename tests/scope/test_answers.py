"""Answers in words: few of them stand beside one another, never on one another."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

# Where the words of three answers of six timesteps are written, each letter 6 pixels wide, on a plot so wide.
WRITTEN = """async (width) => {
  const { createAnswer } = await import("/assets/scope/panels/answer.js");
  const words = [];
  const ctx = {
    measureText: (text) => ({ width: 6 * text.length }),
    fillText: (text, x) => words.push([text, x, ctx.fillStyle]),
    fillRect() {}, save() {}, restore() {},
  };
  const geometry = { left: 60, right: 60 + width, column: width / 6, width: width + 67, numSteps: 6 };
  geometry.centre = (t) => 60 + (t + 0.5) * geometry.column;
  const said = [NaN, NaN, NaN, 0, 1, 2].map((code) => [0, 1, 2].map((k) => Number(k === code)));
  const lane = { standing: { kind: "learning" }, arrays: { outputs: { data: said.flat(), shape: [6, 3] } } };
  const frame = {
    task: { target_kind: "cross_entropy", output_labels: ["quatre", "vingts", "⟨end⟩"] },
    targets: { data: [NaN, NaN, NaN, 0, 0, 2], shape: [6, 1] },
    loss_weights: { data: [0, 0, 0, 1, 1, 1] },
  };
  const palette = { muted: "grey", text: "black", grid: "grey", panel: "white", family: "serif" };
  createAnswer()(ctx, { y: 0, height: 28 }, { geometry, lane, frame, palette, colour: "red" });
  return words.filter(([text]) => text !== "p = 1" && text !== "0");
}"""


@pytest.mark.slow
@pytest.mark.parametrize(("width", "target"), [(400, [[" · target quatre quatre ⟨end⟩", "grey"]]), (150, [])])
def test_few_answers_are_one_phrase(page: Page, width: int, target: list[Any]) -> None:
    written = page.evaluate(WRITTEN, width)
    said = [["quatre", "red"], [" vingts", "grey"], [" ⟨end⟩", "red"]]
    assert [[text, colour] for text, _, colour in written] == said + target
    ends = [x + 6 * len(text) for text, x, _ in written]
    assert [x for _, x, _ in written[1:]] == ends[:-1]
    assert written[0][1] >= 60
    assert ends[-1] <= 60 + width
