"""Lanes that are more than their cell's name: several of one cell, other sizes, gates taken away."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnn_core.frames.frame import Frame, Lane
from tests.playing.ink import inked, record_ink
from tests.playing.legend import legend
from tests.playing.moment import moment, past
from tests.scope.conftest import Connection

DASHES = {"solid": "", "dash": "8,3", "dot": "2,2.5", "dashdot": "8,3,2,3"}


def sized(lane: Lane, size: int) -> Lane:
    """`lane` with `size` units."""
    units = {name: np.repeat(lane.arrays[name][..., :1], size, axis=2) for name in ("hidden", *rows(lane))}
    return replace(lane, arrays={**lane.arrays, **units})


def rows(lane: Lane) -> list[str]:
    return [row.trace for row in lane.traces]


def lstms(count: int) -> Frame:
    """`count` LSTMs of 2, 4, … units side by side."""
    frame = moment(cells=("lstm",))
    lanes = [
        replace(sized(frame.lanes[0], 2 * (k + 1)), **legend("lstm", k, f"{2 * (k + 1)} units")) for k in range(count)
    ]
    return replace(frame, lanes=tuple(lanes))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_lanes_of_one_cell_are_told_apart(page: Page, connection: Connection, count: int) -> None:
    record_ink(page)
    frame = lstms(count)
    connection.show(page, frame)
    expect(page.locator("[data-lane]")).to_have_count(count)
    seen = inked(page, chart=True)
    for lane in frame.lanes:
        there = page.locator(f"[data-lane={lane.id}]")
        expect(there.locator(".differs")).to_have_text(lane.differs)
        expect(there.locator("h3")).to_have_text("LSTM")
        expect(there).to_have_attribute("aria-label", lane.name)
        assert {lane.name, f"dash {DASHES[lane.dash]}"} <= seen
    colours = page.locator("[data-lane]").evaluate_all(
        "(all) => all.map((one) => getComputedStyle(one).borderTopColor)"
    )
    assert len(set(colours)) == count


def test_each_lane_has_units_of_its_own(page: Page, connection: Connection) -> None:
    connection.show(page, lstms(3))
    overlay = page.locator("[data-lane=lstm] .overlay")
    box = overlay.bounding_box()
    assert box
    overlay.hover(position={"x": box["width"] - 9, "y": 250})
    for lane, size in (("lstm", 2), ("lstm2", 4), ("lstm3", 6)):
        expect(page.locator(f"[data-lane={lane}] .readout")).to_contain_text(f" of {size}: h ")


def test_a_gate_taken_away_says_what_stands_in_its_place(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = moment(cells=("lstm",))
    lane = frame.lanes[0]
    traces = tuple(row._replace(removed=row.trace == "input_gate") for row in lane.traces)
    arrays = {**lane.arrays, "input_gate": np.ones_like(lane.arrays["input_gate"])}
    connection.show(page, replace(frame, lanes=(replace(lane, traces=traces, arrays=arrays),)))
    assert {"input i", "= 1", "forget f"} <= inked(page, chart=False)


def test_the_squash_of_a_lane_without_gates_is_the_frames(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = moment(cells=("rnn",))
    connection.show(page, replace(frame, lanes=(replace(frame.lanes[0], squash="relu"),)))
    expect(page.locator(".no-gates")).to_contain_text("ht = ReLU(Wx xt")
    expect(page.locator(".no-gates")).to_contain_text("Wh starts as the identity matrix: that protects the past.")
    expect(page.locator(".no-gates")).not_to_contain_text("squeezes")
    assert "ReLU′" in inked(page, chart=False)


def test_names_in_the_gutter_are_never_cut(page: Page, connection: Connection) -> None:
    """Whatever the font, a name is drawn no wider than the room before the plot."""
    page.evaluate("""() => {
      window.rooms = [];
      const { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y, room) {
        if (this.textAlign === "right" && !this.canvas.closest(".curves")) rooms.push([text, x, room ?? null]);
        fillText.call(this, text, x, y, ...(room === undefined ? [] : [room]));
      };
    }""")
    connection.show(page, moment())
    rooms = {text: (x, room) for text, x, room in page.evaluate("rooms")}
    for name in ("update z", "forget f", "output o"):
        x, room = rooms[name]
        assert room is not None
        assert room <= x


def test_the_stage_waits_at_its_size(page: Page, connection: Connection) -> None:
    """The first frame moves nothing below the lanes."""
    connection.tell()
    expect(page.get_by_test_id("scope")).to_have_attribute("data-connection", "up")
    page.wait_for_timeout(200)
    where = "(chart) => chart.getBoundingClientRect().top"
    before = page.locator(".curves").evaluate(where)
    connection.show(page, moment())
    assert abs(page.locator(".curves").evaluate(where) - before) < 8


@pytest.mark.parametrize("family", ["sans-serif", "monospace"])
def test_the_sentence_about_the_gradient_is_whole(page: Page, connection: Connection, family: str) -> None:
    frame = lstms(4)
    profile = np.geomspace(1 / 6.4e6, 1, 16).astype(np.float32)
    gradients = np.stack([np.stack([profile] * 3)] * 2)
    lanes = tuple(replace(lane, arrays={**lane.arrays, "hidden_gradient": gradients}) for lane in frame.lanes)
    page.evaluate(f"document.body.style.setProperty('--st-font', '{family}')")
    connection.show(page, replace(frame, lanes=lanes))
    for lane in page.locator("[data-lane]").all():
        line = lane.locator(".readout span").first
        expect(line).to_have_text("At timestep 1 the gradient is 6 million times smaller than at timestep 16.")
        cut = "(line) => line.scrollWidth > line.clientWidth || line.getBoundingClientRect().bottom > "
        assert not line.evaluate(f"{cut} line.parentNode.getBoundingClientRect().bottom + 0.5")


def one_layer(frame: Frame) -> Frame:
    """`frame` of networks with the lower of their layers alone."""
    of_all = {"outputs", "train_curve", "test_curve"}
    lanes = tuple(
        replace(lane, arrays={name: each if name in of_all else each[:1] for name, each in lane.arrays.items()})
        for lane in frame.lanes
    )
    return replace(frame, lanes=lanes)


@pytest.mark.parametrize(("width", "height"), [(1384, 900), (1062, 900), (1029, 768)])
def test_the_loss_chart_is_above_the_fold(page: Page, connection: Connection, width: int, height: int) -> None:
    """Beside the sidebar too, on a laptop too; and no name of a row is on the next."""
    page.set_viewport_size({"width": 1400, "height": height})
    page.evaluate(f"document.querySelector('#host').style.width = '{width}px'")
    connection.show(page, one_layer(lstms(4)))
    names = page.locator(".stage > .names .name").evaluate_all(
        "(all) => all.map((name) => [...name.children].map((part) => part.getBoundingClientRect())"
        ".filter(({ height }) => height > 0)).map((parts) => [parts[0].top, Math.max(...parts.map((p) => p.bottom))])"
    )
    assert all(end <= begin + 1 for (_, end), (begin, _) in pairwise(names))
    expect(page.locator(".stage > .names").get_by_text("units of")).to_be_visible()
    scope, chart = page.get_by_test_id("scope").bounding_box(), page.locator(".curves").bounding_box()
    assert scope
    assert chart
    # The page begins 11 pixels above the scope.
    assert 11 + chart["y"] + chart["height"] - scope["y"] <= height


@pytest.mark.parametrize("family", ["sans-serif", "monospace"])
@pytest.mark.parametrize("accuracy", [None, 1.0])
def test_no_number_of_a_lanes_head_lies_on_the_next_or_leaves_the_card(
    page: Page, connection: Connection, accuracy: float | None, family: str
) -> None:
    """The longest numbers there are, in lanes of many widths, and wherever there is room all four of them."""
    frame = past(1240, 1240)
    long = {"train_loss": 4.04e-4, "test_loss": 4.24e-4, "gradient_norm": 6.74e-4, "num_parameters": 16680}
    lanes = tuple(replace(lane, accuracy=accuracy, **long) for lane in frame.lanes)
    connection.show(page, replace(frame, lanes=lanes, test_steps=np.float32([1200])))
    page.evaluate(f"document.body.style.setProperty('--st-font', '{family}')")
    shown = []
    for width in (205, 215, 230, 250, 270, 285, 305, 325, 345, 370, 400, 430, 450, 480):
        page.locator(".stage").evaluate(f"(s) => s.style.gridTemplateColumns = '96px repeat(3, {width}px)'")
        gaps = page.locator(".lane header").first.evaluate(GAPS)
        assert min(gaps) >= 0, (width, gaps)
        shown.append(len(gaps))
    assert shown == sorted(shown)
    assert shown[0] >= 2
    assert shown[-1] == 4
    page.evaluate("document.body.style.removeProperty('--st-font')")


def test_a_narrow_lane_has_its_number_of_parameters_beside_its_name(page: Page, connection: Connection) -> None:
    page.evaluate("document.querySelector('#host').style.width = '1000px'")
    frame = lstms(4)
    connection.show(page, replace(frame, lanes=tuple(replace(lane, num_parameters=132_609) for lane in frame.lanes)))
    for header in page.locator(".lane header").all():
        count = header.get_by_text("132,609")
        expect(count).to_be_visible()
        name, number = header.locator("h3").bounding_box(), count.bounding_box()
        assert name
        assert number
        room = header.locator("h3").evaluate("(name) => parseFloat(getComputedStyle(name).paddingRight)")
        assert number["y"] < name["y"] + name["height"]
        assert number["x"] >= name["x"] + name["width"] - room
        assert not header.locator("h3").evaluate("(name) => name.scrollWidth > name.clientWidth")


# How many pixels more than eight each number and its name are from the next ones, and the last from the card's edge.
GAPS = """(header) => {
  const range = document.createRange();
  const edge = header.getBoundingClientRect().right;
  const shown = [...header.querySelectorAll("dl div")].filter((node) => node.checkVisibility());
  const ends = shown.map((node) => {
    const name = node.querySelector("dt");
    range.selectNodeContents(node.querySelector("dd"));
    // The text of a name that is shortened is not of the document: its box is as wide as it.
    name.style.width = "max-content";
    const right = Math.max(range.getBoundingClientRect().right, name.getBoundingClientRect().right);
    return [node.getBoundingClientRect().left, right];
  });
  return ends.map(([, end], k) => (k + 1 < ends.length ? ends[k + 1][0] - end - 7.5 : edge - end));
}"""
