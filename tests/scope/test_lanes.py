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


@pytest.mark.parametrize("count", [*(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3)), 4])
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
    set_in(page, family)
    connection.show(page, replace(frame, lanes=lanes))
    for lane in page.locator("[data-lane]").all():
        line = lane.locator(".readout span").first
        expect(line).to_have_text("At timestep 1 the gradient is 6 million times smaller than at timestep 16.")
        cut = "(line) => line.scrollWidth > line.clientWidth || line.getBoundingClientRect().bottom > "
        assert not line.evaluate(f"{cut} line.parentNode.getBoundingClientRect().bottom + 0.5")


def with_layers(frame: Frame, count: int) -> Frame:
    """`frame` of networks with `count` layers, all like their first."""
    of_all = {"outputs", "train_curve", "test_curve"}
    lanes = tuple(
        replace(
            lane,
            arrays={
                name: each if name in of_all else np.repeat(each[:1], count, axis=0)
                for name, each in lane.arrays.items()
            },
        )
        for lane in frame.lanes
    )
    return replace(frame, lanes=lanes)


@pytest.mark.slow
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize(
    ("cells", "width", "height"),
    [
        ("rnn lstm gru", 1224, 720),
        ("rnn lstm gru", 1029, 768),
        ("rnn rnn lstm gru", 1029, 768),
        ("rnn rnn lstm gru", 1326, 768),
        ("rnn rnn lstm gru", 1062, 900),
    ],
)
def test_the_loss_chart_is_above_the_fold(
    page: Page, connection: Connection, cells: str, width: int, height: int, layers: int
) -> None:
    """Beside the sidebar too, on a laptop too; no name of a row is on the next, and no sentence is cut."""
    page.set_viewport_size({"width": 1400, "height": height})
    page.evaluate(f"document.querySelector('#host').style.width = '{width}px'")
    frame = moment(num_steps=50, cells=tuple(cells.split()))
    lanes = [
        replace(lane, **legend(lane.cell, number % 2, "8 units, forget bias 0" if len(frame.lanes) == 4 else ""))
        for number, lane in enumerate(frame.lanes)
    ]
    connection.show(page, with_layers(replace(frame, lanes=tuple(lanes)), layers))
    cut = "(all) => all.filter((node) => node.scrollHeight > node.clientHeight + 1).map((node) => node.textContent)"
    for family in ("monospace", "sans-serif"):
        set_in(page, family)
        assert page.locator(".no-gates:not([hidden]), .differs, .readout").evaluate_all(cut) == []
        names = page.locator(".stage > .names .name").evaluate_all(
            "(all) => all.map((name) => [...name.children].map((part) => part.getBoundingClientRect()).filter("
            "({ height }) => height > 0)).map((parts) => [parts[0].top, Math.max(...parts.map((p) => p.bottom))])"
        )
        assert all(end <= begin + 1 for (_, end), (begin, _) in pairwise(names)), names
        expect(page.locator(".stage > .names").get_by_text("units of")).to_be_visible()
        scope, chart = page.get_by_test_id("scope").bounding_box(), page.locator(".curves").bounding_box()
        assert scope
        assert chart
        # The page begins 11 pixels above the scope. What is too much, in the widest font, is little.
        beyond = 20 if (family, len(lanes), layers, height) == ("monospace", 4, 3, 768) else 0
        assert 11 + chart["y"] + chart["height"] - scope["y"] <= height + beyond


def set_in(page: Page, family: str) -> None:
    """Let the page be set in another font, and laid out anew; until the next `visit`."""
    page.locator("#host").evaluate("(host, family) => host.style.setProperty('--st-font', family)", family)
    lay_out(page)


def lay_out(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('resize'))")
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


@pytest.mark.slow
@pytest.mark.parametrize("family", ["sans-serif", "monospace"])
@pytest.mark.parametrize("accuracy", [None, 1.0])
def test_no_number_of_a_lanes_head_lies_on_the_next_or_leaves_the_card(
    page: Page, connection: Connection, accuracy: float | None, family: str
) -> None:
    """The longest numbers there are, all four of them, in lanes of many widths and in wide fonts."""
    frame = past(1240, 1240)
    long = {"train_loss": 4.04e-4, "test_loss": 4.24e-4, "gradient_norm": 6.74e-4, "num_parameters": 16680}
    lanes = tuple(replace(lane, accuracy=accuracy, **long) for lane in frame.lanes)
    connection.show(page, replace(frame, lanes=lanes, test_steps=np.float32([1200])))
    set_in(page, family)
    for width in (205, 215, 230, 250, 270, 285, 305, 325, 345, 370, 400, 430, 450, 480):
        page.locator(".stage").evaluate(f"(s) => s.style.gridTemplateColumns = '96px repeat(3, {width}px)'")
        lay_out(page)
        boxes = page.locator(".lane header").first.evaluate(BOXES)
        assert len(boxes) == 4
        for k, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0, width
            assert top >= 0, width
            for other in boxes[:k]:
                apart = left >= other[2] + 7 or right + 7 <= other[0] or top >= other[3] - 1 or bottom <= other[1] + 1
                assert apart, (width, boxes)
            # The card's edge is that of its head.
            assert right <= width, (width, boxes)
            assert bottom <= page.locator(".lane header").first.evaluate("(head) => head.offsetHeight"), width


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


# Where each number with its name stands in the head of a lane: left, top, right, bottom.
BOXES = """(header) => {
  const range = document.createRange();
  const head = header.getBoundingClientRect();
  const shown = [...header.querySelectorAll("dl div")].filter((node) => node.checkVisibility());
  return shown.map((node) => {
    const name = node.querySelector("dt");
    range.selectNodeContents(node.querySelector("dd"));
    // The text of a name that is shortened is not of the document: its box is as wide as it.
    name.style.width = "max-content";
    const [box, ...parts] = [node, range, name].map((part) => part.getBoundingClientRect());
    const right = Math.max(...parts.map((part) => part.right));
    return [box.left - head.left, box.top - head.top, right - head.left, box.bottom - head.top];
  });
}"""
