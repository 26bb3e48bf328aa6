"""A branch beside the run that it left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from playwright.sync_api import Page, expect

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Frame, Parent
from tests.playing.ink import inked, record_ink
from tests.playing.moment import branch, moment
from tests.scope.conftest import Connection


def test_the_parents_curves_are_drawn_and_explained(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, branch(40))
    expect(page.locator(".curves-title")).to_contain_text(
        "Dashed: the run that this one branched from, Adding problem."
    )
    seen = inked(page, chart=True)
    # The axis reaches the parent's last step, 90.
    assert {"dash 6,3", "branched at 20", "80"} <= seen
    frame = branch(40)
    apart = {
        lane.cell for lane in frame.lanes if abs(float(np.log(lane.arrays["train_curve"][0, -1]) - np.log(0.011))) > 0.7
    }
    names = {"rnn": "Vanilla RNN", "lstm": "LSTM", "gru": "GRU"}
    assert apart
    # As many as there is room for.
    assert len({f"{names[cell]}, branched from" for cell in apart} & seen) >= min(2, len(apart))
    connection.show(page, moment(41))
    assert not {"dash 6,3", "branched at 20"} & inked(page, chart=True)
    expect(page.locator(".curves-title")).not_to_contain_text("Dashed")


def before(step: int = 40, last: int = 90, difference: str = "forget <b>bias</b> 0") -> Frame:
    """The frame of `step` of a run that took the place of one whose losses are 0.011, up to step `last`."""
    frame = branch(step)
    steps = np.arange(1, last + 1, dtype=np.float32)
    losses: Arrays = {cell: np.full((1, steps.size), 0.011, np.float32) for cell in ("rnn", "lstm")}
    return replace(frame, parent=Parent("", 0, steps, losses, difference))


def test_the_run_before_is_drawn_pale_and_its_difference_is_said(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, before())
    title = page.locator(".curves-title")
    expect(title).to_contain_text("Pale lines: the run before (forget <b>bias</b> 0).")
    expect(title).not_to_contain_text("Dashed")
    expect(page.get_by_test_id("scope-text")).to_contain_text("The run before had: forget <b>bias</b> 0.")
    seen = inked(page, chart=True)
    assert "80" in seen
    assert not {"dash 6,3", "branched at 0"} & seen
    assert {"Vanilla RNN, run before", "LSTM, run before"} & seen
    assert "GRU, run before" not in seen
    page.locator(".curves canvas").hover(position={"x": 500, "y": 50})
    expect(title).to_contain_text("; run before: Vanilla RNN 0.0110 · LSTM 0.0110")


def test_a_long_run_before_does_not_make_this_one_a_dot(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, before(40, 2000))
    assert {"400"} <= inked(page, chart=True)
    assert "1,000" not in inked(page, chart=True)
    connection.show(page, before(500, 2000))
    assert "2,000" in inked(page, chart=True)


def test_losses_that_cannot_be_compared_are_not_spoken_of(page: Page, connection: Connection) -> None:
    frame = before()
    assert frame.parent
    connection.show(page, replace(frame, parent=replace(frame.parent, steps=np.zeros(0, np.float32), curves={})))
    expect(page.locator(".curves-title")).not_to_contain_text("before")


def test_one_click_leads_back_to_the_run_before(page: Page, connection: Connection) -> None:
    connection.show(page, before())
    button = page.get_by_role("button", name="Run before")
    expect(button).to_be_hidden()
    page.evaluate("void show({ url: '/live/first', key: 'secret', before: 'forget bias 0' })")
    expect(button).to_have_attribute("title", "Back to the run before: forget bias 0")
    button.click()
    assert [one for one in page.evaluate("triggers") if "before" in one] == [{"before": True}]


def test_a_parent_without_a_name(page: Page, connection: Connection) -> None:
    connection.show(page, branch(40, ""))
    expect(page.locator(".curves-title")).to_contain_text("Dashed: the run that this one branched from.")
    expect(page.get_by_test_id("scope-text")).to_contain_text("This run branched from another at step 20.")


def test_a_parent_that_ends_where_the_branch_stands_needs_no_label(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = branch(40)
    assert frame.parent
    ends = {lane.cell: lane.arrays["train_curve"][:, -1:] for lane in frame.lanes}
    connection.show(page, replace(frame, parent=Parent("p", 20, np.array([40], np.float32), ends)))
    assert not [text for text in inked(page, chart=True) if text.endswith(", branched from")]


def test_a_parent_without_points(page: Page, connection: Connection) -> None:
    record_ink(page)
    empty = {cell: np.zeros((2, 0), np.float32) for cell in ("rnn", "lstm", "gru")}
    connection.show(page, replace(branch(40), parent=Parent("p", 20, np.zeros(0, np.float32), empty)))
    assert "branched at 20" in inked(page, chart=True)
    page.locator(".curves canvas").hover(position={"x": 300, "y": 50})
    expect(page.locator(".curves-title")).to_contain_text("training loss of seed 0: Vanilla RNN")


def test_pointing_tells_the_parents_losses_too(page: Page, connection: Connection) -> None:
    connection.show(page, branch(60))
    canvas = page.locator(".curves canvas")
    box = canvas.bounding_box()
    assert box
    left, right = 52, box["width"] - 222
    canvas.hover(position={"x": left + (right - left) * 30 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_contain_text("Step 30, training loss of seed 0: Vanilla RNN 0.")
    expect(page.locator(".curves-title")).to_contain_text(
        "; branched from: Vanilla RNN 0.0110 · LSTM 0.0110 · GRU 0.0110"
    )
    canvas.hover(position={"x": left + (right - left) * 33 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_contain_text("; branched from at 30: Vanilla RNN 0.0110")
    canvas.hover(position={"x": left + (right - left) * 80 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_have_text(
        "Step 80, training loss of seed 0; branched from: Vanilla RNN 0.0110 · LSTM 0.0110 · GRU 0.0110"
    )
    canvas.hover(position={"x": left + (right - left) * 10 / 90, "y": 50})
    expect(page.locator(".curves-title")).not_to_contain_text("branched")


def test_few_labels_rather_than_labels_on_labels(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = branch(40)
    baselines = [{"label": f"baseline {k}", "value": 0.1 + 0.05 * k} for k in range(4)]
    connection.show(page, replace(frame, task={**frame.task, "baselines": baselines}))
    labels = [
        text
        for text in inked(page, chart=True)
        if text.startswith("baseline") or text.endswith(("RNN", "LSTM", "GRU", "branched from"))
    ]
    assert len(labels) == 6
