"""A branch beside the run that it left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from playwright.sync_api import Page, expect

from rnn_core.frames.frame import Parent
from tests.playing.ink import inked, record_ink
from tests.playing.moment import branch, moment
from tests.scope.conftest import Connection


def test_the_parents_curves_are_drawn_and_explained(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, branch(40))
    expect(page.locator(".curves-title")).to_contain_text("Dashed: the parent run, Adding problem.")
    seen = inked(page, chart=True)
    # The axis reaches the parent's last step, 90.
    assert {"dash 6,3", "branched at 20", "80"} <= seen
    frame = branch(40)
    apart = {
        lane.cell for lane in frame.lanes if abs(float(np.log(lane.arrays["train_curve"][0, -1]) - np.log(0.011))) > 0.7
    }
    names = {"rnn": "Vanilla RNN", "lstm": "LSTM", "gru": "GRU"}
    assert apart
    assert {f"{names[cell]}, parent" for cell in apart} <= seen
    connection.show(page, moment(41))
    assert not {"dash 6,3", "branched at 20"} & inked(page, chart=True)
    expect(page.locator(".curves-title")).not_to_contain_text("Dashed")


def test_a_parent_without_a_name(page: Page, connection: Connection) -> None:
    connection.show(page, branch(40, ""))
    expect(page.locator(".curves-title")).to_contain_text("Dashed: the parent run.")
    expect(page.get_by_test_id("scope-text")).to_contain_text("This run left another at step 20.")


def test_a_parent_that_ends_where_the_branch_stands_needs_no_label(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = branch(40)
    assert frame.parent
    ends = {lane.cell: lane.arrays["train_curve"][:, -1:] for lane in frame.lanes}
    connection.show(page, replace(frame, parent=Parent("p", 20, np.array([40], np.float32), ends)))
    assert not [text for text in inked(page, chart=True) if text.endswith(", parent")]


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
    left, right = 52, box["width"] - 190
    canvas.hover(position={"x": left + (right - left) * 30 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_contain_text("Step 30, training loss of seed 0: Vanilla RNN 0.")
    expect(page.locator(".curves-title")).to_contain_text("; parent: Vanilla RNN 0.0110 · LSTM 0.0110 · GRU 0.0110")
    canvas.hover(position={"x": left + (right - left) * 33 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_contain_text("; parent at 30: Vanilla RNN 0.0110")
    canvas.hover(position={"x": left + (right - left) * 80 / 90, "y": 50})
    expect(page.locator(".curves-title")).to_have_text(
        "Step 80, training loss of seed 0; parent: Vanilla RNN 0.0110 · LSTM 0.0110 · GRU 0.0110"
    )
    canvas.hover(position={"x": left + (right - left) * 10 / 90, "y": 50})
    expect(page.locator(".curves-title")).not_to_contain_text("parent")


def test_few_labels_rather_than_labels_on_labels(page: Page, connection: Connection) -> None:
    record_ink(page)
    frame = branch(40)
    baselines = [{"label": f"baseline {k}", "value": 0.1 + 0.05 * k} for k in range(4)]
    connection.show(page, replace(frame, task={**frame.task, "baselines": baselines}))
    labels = [
        text
        for text in inked(page, chart=True)
        if text.startswith("baseline") or text.endswith(("RNN", "LSTM", "GRU", "parent"))
    ]
    assert len(labels) == 7
