"""Cells of states and gates: what lies beyond a scale or is missing is seen, and each gate says what its 1 means."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.playing.ink import inked, record_ink
from tests.playing.moment import moment
from tests.scope.conftest import Connection

# What a heat map of two units at three timesteps draws beside its image, on a panel of `side`×`side` pixels.
DRAWN = """async ([values, side, kind, end]) => {
  const { createHeatmap, rampsOf } = await import("/assets/scope/draw/heatmap.js");
  const palette = { negative: "#800080", positive: "#a08000", panel: "#ffffff", text: "#000000", muted: "#888888" };
  const ramps = rampsOf(palette);
  const ctx = document.createElement("canvas").getContext("2d");
  const drawn = { marks: [], hatched: false };
  ctx.fillRect = (x, y) => drawn.marks.push([Math.floor((3 * x) / side), Math.floor((2 * y) / side)]);
  ctx.clip = () => { drawn.hatched = true; };
  const box = { x: 0, y: 0, width: side, height: side };
  createHeatmap()(ctx, Float32Array.from(values, Number), 3, box, ramps[kind], ramps.marks, end ?? 3);
  return drawn;
}"""


def test_a_value_beyond_its_scale_has_a_mark_in_its_cell(page: Page) -> None:
    for values, kind, marks in (
        ([1, -1, 0, 0.5, 0, 0], "signed", []),
        ([1.5, 0, 0, -2, 0, 0], "signed", [[0, 0], [1, 1]]),
        ([0, 1, 0, -0.5, 2, 0], "gate", [[1, 1], [2, 0]]),
    ):
        assert page.evaluate(DRAWN, [values, 30, kind]) == {"marks": marks, "hatched": False}


def test_where_cells_are_too_small_the_mark_stands_above_the_column(page: Page) -> None:
    drawn = page.evaluate(DRAWN, [[0, 0, 5, 5, 0, 0], 3, "signed"])
    assert drawn["marks"] == [[1, -2]]


def test_what_is_missing_is_hatched(page: Page) -> None:
    drawn = page.evaluate(DRAWN, [[0, 0, 0, 0, "NaN", "NaN"], 30, "signed"])
    assert drawn == {"marks": [], "hatched": True}
    assert page.evaluate(DRAWN, [[0, 0, 0, 0, 5, 5], 30, "signed", 2]) == drawn


def test_each_gate_says_what_its_1_means(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = moment()
    connection.show(page, frame)
    written = " ".join(inked(page, chart=False))
    for lane in frame.lanes:
        for row in lane.traces:
            if row.means and not row.removed:
                assert f"1 {row.means.split()[0]}" in written
    assert all(row.means for lane in frame.lanes for row in lane.traces if row.scale == "gate")
