"""What the scope says about a run's gradients, losses and seeds, and where it must say nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnn_core.frames.counter import Counter
from rnn_core.frames.frame import Frame, Lane
from rnn_core.frames.standing import Kind, Standing
from tests.playing.ink import inked, record_ink
from tests.playing.moment import moment
from tests.scope.conftest import Connection

ENDS = ("hidden_gradient", "cell_gradient", "watched_gradient")


def show(page: Page, connection: Connection, frame: Frame) -> None:
    connection.tell()
    connection.send(frame)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-frames", "1")


def padded(lane: Lane, length: int) -> Lane:
    """`lane` with gradients that exist at the first `length` timesteps only."""
    arrays = {name: array.copy() for name, array in lane.arrays.items()}
    for name in ENDS:
        if name in arrays:
            arrays[name][..., length:] = np.nan
    return replace(lane, arrays=arrays)


def test_a_lane_that_goes_on_says_which_seed_diverged(page: Page, connection: Connection) -> None:
    frame = moment()
    message = "Seed 0 diverged at step 3."
    partly = replace(frame.lanes[1], test_loss=float("nan"), message=message)
    show(page, connection, replace(frame, lanes=(frame.lanes[0], partly, frame.lanes[2])))
    lane = page.locator("[data-lane=lstm]")
    expect(lane.get_by_role("alert")).to_have_text(f"{message} Change the settings, then restart as a new run.")
    expect(lane).to_have_attribute("data-status", "training")
    expect(lane.locator(".verdict")).to_have_text("")
    expect(page.get_by_test_id("scope-text")).to_contain_text(message)


def test_padding_has_no_gradient_and_no_lag(page: Page, connection: Connection) -> None:
    frame = moment()
    show(page, connection, replace(frame, lanes=tuple(padded(lane, 10) for lane in frame.lanes)))
    readout = page.locator("[data-lane=lstm] .readout")
    expect(readout).to_contain_text("the gradient is 1 billion times smaller than at timestep 10.")
    expect(page.get_by_test_id("scope-text")).to_contain_text(
        "It is 1.0·10⁻⁷ at timestep 10 and 1.0·10⁻¹⁶ at timestep 1."
    )
    page.keyboard.press("ArrowRight")
    expect(readout).to_contain_text("t 1, 9 timesteps before the end")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(readout).to_contain_text("t 16, after the end of this sequence")
    expect(readout).not_to_contain_text("target")


def test_after_the_end_of_a_sequence_nothing_is_answered(page: Page, connection: Connection) -> None:
    frame = moment()
    inputs = np.zeros((16, 1), np.float32)
    inputs[:10] = 1
    task = {"input_kind": "symbols", "input_labels": ["a"], "target_kind": "legal", "output_labels": ["b"]}
    outputs = np.ones((16, 1), np.float32)
    lanes = tuple(replace(lane, arrays={**lane.arrays, "outputs": outputs}) for lane in frame.lanes)
    record_ink(page)
    show(page, connection, replace(frame, inputs=inputs, task=frame.task | task, lanes=lanes))
    page.wait_for_function("inked.some(([, words]) => words === 'y₁₆ nothing')")
    assert "y₁₆ b" not in inked(page, chart=False)


def test_a_share_is_claimed_for_a_single_loss_only(page: Page, connection: Connection) -> None:
    single, each = "times smaller than at timestep 16", "Every timestep has its own error"
    # In turns, so that no sentence is that of the frame before.
    for gradient_of, weights, said in (
        ("last", "every", single),
        ("trained", "every", each),
        ("trained", "last", single),
    ):
        frame = replace(moment(), gradient_of=gradient_of)
        if weights == "every":
            frame = replace(frame, loss_weights=np.full(16, 1 / 16, np.float32))
        connection.show(page, frame)
        expect(page.locator("[data-lane=gru] .readout")).to_contain_text(said)


def test_a_baseline_is_about_the_tasks_own_loss(page: Page, connection: Connection) -> None:
    description = page.get_by_test_id("scope-text")
    # In turns, so that no words are those of the frame before.
    for loss_at, shown in (("task", True), ("every", False), ("last", True)):
        connection.show(page, replace(moment(), loss_at=loss_at))
        expect(description).to_contain_text("step 40")
        if shown:
            expect(description).to_contain_text("Baselines: always answer 1 0.167")
        else:
            expect(description).not_to_contain_text("Baselines")


@pytest.mark.parametrize(
    ("kind", "p", "said"),
    [("learning", 0.52, "“odd” p 0.52, a guess"), ("learning", 0.9, "“odd” p 0.90 ·"), ("guessing", 0.9, ", a guess")],
)
def test_a_guess_that_happens_to_be_right_is_called_a_guess(
    page: Page, connection: Connection, kind: Kind, p: float, said: str
) -> None:
    frame = moment()
    task = frame.task | {"target_kind": "cross_entropy", "output_labels": ["even", "odd"]}
    outputs = np.tile(np.array([1 - p, p], np.float32), (16, 1))
    lanes = tuple(
        replace(lane, standing=Standing(kind, "words"), arrays=lane.arrays | {"outputs": outputs})
        for lane in frame.lanes
    )
    show(page, connection, replace(frame, task=task, lanes=lanes, targets=np.ones((16, 1), np.float32)))
    expect(page.locator("[data-lane=rnn]")).to_have_attribute("data-standing", kind)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-lane=rnn] .readout")).to_contain_text(said)


def test_the_unit_that_counts_is_named_and_its_c_is_read_off(page: Page, connection: Connection) -> None:
    frame = moment()
    cell = np.zeros((2, 16, 3), np.float32)
    cell[1, :, 1] = np.arange(16)
    counting = replace(frame.lanes[1], counters=(None, Counter(1, 0.99)), arrays=frame.lanes[1].arrays | {"cell": cell})
    show(page, connection, replace(frame, lanes=(frame.lanes[0], counting, frame.lanes[2])))
    expect(page.get_by_test_id("scope-text")).to_contain_text("The cell state of unit 2 counts.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-lane=lstm] .readout")).to_contain_text(re.compile("unit 2 of 3: .*c 1\\.00"))
    expect(page.locator("[data-lane=gru] .readout")).to_contain_text("mean: ")


def test_values_are_shown_in_the_tasks_unit(page: Page, connection: Connection) -> None:
    frame = moment()
    lanes = tuple(
        replace(lane, arrays=lane.arrays | {"outputs": np.full((16, 1), -0.5, np.float32)}) for lane in frame.lanes
    )
    unit = {"name": "°F", "scale": 6.0, "offset": 60.0}
    task = frame.task | {"unit": unit, "input_kind": "values", "input_labels": ["reading"]}
    inputs, targets = np.full((16, 1), 0.25, np.float32), np.zeros((16, 1), np.float32)
    show(page, connection, replace(frame, task=task, lanes=lanes, inputs=inputs, targets=targets))
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-lane=gru] .readout")).to_contain_text("x 61.5 °Fy 57.0 °F · target 60.0 °F")


def test_seeds_are_called_by_their_numbers(page: Page, connection: Connection) -> None:
    frame = moment()
    lanes = tuple(replace(lane, num_solved=2) for lane in frame.lanes)
    show(page, connection, replace(frame, seed=7, lanes=lanes))
    expect(page.locator("[data-lane=gru] .readout")).to_contain_text("shown: seed 7 · 2 of 2 seeds solved")
    expect(page.locator(".curves-title")).to_contain_text("Bold = seed 7, thin = other seeds")


def test_the_crosshairs_values_are_spoken_and_the_step_is_not(page: Page, connection: Connection) -> None:
    show(page, connection, moment())
    page.keyboard.press("ArrowRight")
    spoken = page.locator("div[aria-live=polite]")
    expect(spoken).to_contain_text("Timestep 1 of 16. Vanilla RNN: t 1, 15 timesteps before the end")
    expect(spoken).to_contain_text("GRU: t 1, 15 timesteps before the end")
    expect(page.get_by_role("group", name="Training step")).to_have_text("40")
    expect(page.get_by_role("status", name="Training step")).to_have_count(0)


def test_names_of_rows_and_numbers_explain_themselves_on_focus_and_under_the_pointer(
    page: Page, connection: Connection
) -> None:
    show(page, connection, moment())
    shown = "(term) => getComputedStyle(term, '::after').content"
    for name in ("hidden state", "gradient"):
        term = page.locator(".stage > .names .term", has_text=name)
        explanation = term.get_attribute("aria-description") or ""
        assert explanation.endswith(".")
        assert term.evaluate(shown) == "none"
        # Focus by keyboard, not by pointer.
        page.keyboard.press("Tab")
        term.focus()
        assert term.evaluate(shown) == f'"{explanation}"'
    number = page.locator("[data-lane=rnn] dt", has_text="gradient norm")
    number.hover()
    assert "L2 norm" in number.evaluate(shown)
