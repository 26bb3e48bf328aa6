"""The page "Unrolled": its numbers against NumPy, its stepper, its copy of the weights, its words for odd networks."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnn_core.frames.frame import Frame
from rnn_core.numbers import number
from tests.playing.spelled_moment import spelled_moment
from tests.playing.unrolled_pass import brought, unrolled_pass
from tests.scope.conftest import Connection, visit

CELLS = ("rnn", "lstm", "gru")


@pytest.fixture
def page(empty_page: Page, connection: Connection) -> Page:
    visit(empty_page, connection, entry="pages/unrolled")
    return empty_page


def bring(page: Page, connection: Connection, frame: Frame, cell: str, step: int | None = None) -> None:
    """Show `frame`, and the answer about `cell`, which is of the frame's own step unless told otherwise."""
    connection.show(page, frame)
    page.evaluate(
        "async (text) => (await import('/assets/scope/pages/unrolled/answers.js')).bring('first', text)",
        brought(frame, cell, frame.step if step is None else step),
    )
    # The page may still know the answer of the test before, which is about another lane or step.
    name = next(lane.name for lane in frame.lanes if lane.cell == cell)
    expect(page.locator(".unroll-board h4")).to_contain_text(f"{name}.")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-pass", str(frame.step))


def sentence(page: Page) -> str:
    return page.locator(".unroll-sentence").inner_text()


def columns(page: Page, row: str) -> list[str]:
    return page.locator(f".unroll-{row}").all_inner_texts()


@pytest.mark.parametrize("step", [40, 39], ids=["asked", "worked out"])
@pytest.mark.parametrize("cell", CELLS)
def test_every_number_of_the_way_there_and_back_is_numpys(
    page: Page, connection: Connection, cell: str, step: int
) -> None:
    frame = spelled_moment(step=40)
    seen = unrolled_pass(frame, cell)
    bring(page, connection, frame, cell, step)
    expect(page.get_by_test_id("scope")).to_have_attribute("data-pass", "40")
    lengths = np.linalg.norm(seen["gradient"], axis=1)
    assert columns(page, "gradient") == [number(value, 2) for value in lengths]
    assert columns(page, "reach") == [number(10**value) for value in seen["reach"][1:]]
    assert [text.split("σ ")[1] for text in columns(page, "back")] == [number(value, 2) for value in seen["sigma"]]
    states = page.locator(".unroll-state").first.locator("button").all_inner_texts()
    assert states == [f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−") for value in seen["states"][1][:4]]
    # The stepper stands at the last step back.
    arrived = number(float(np.linalg.norm(seen["arrives"][0])))
    assert f"{arrived} arrives at s0" in sentence(page)
    cells = page.locator(".unroll-board td").all_inner_texts()
    shown = np.array([float(text.replace("−", "-")) for text in cells]).reshape(seen["jacobians"][0].shape)
    np.testing.assert_allclose(shown, seen["jacobians"][0], atol=0.00501)
    page.get_by_role("button", name="Step back").click()
    product = number(10 ** seen["reach"][1])
    expect(page.locator(".unroll-board")).to_contain_text(product)


def test_the_stepper_goes_there_and_back(page: Page, connection: Connection) -> None:
    frame = spelled_moment()
    bring(page, connection, frame, "rnn")
    scope = page.get_by_test_id("scope")
    page.get_by_role("button", name="To the beginning").click()
    expect(scope).to_have_attribute("data-stop", "start 1")
    stops = ["forward 1", "forward 2", "forward 3", "forward 4", "loss 4", "back 4", "back 3", "back 2", "back 1"]
    for stop in stops:
        page.keyboard.press("ArrowRight")
        expect(scope).to_have_attribute("data-stop", stop)
        if stop == "loss 4":
            loss = number(unrolled_pass(frame, "rnn")["loss"])
            assert f"L = {loss}." in sentence(page)
            expect(page.locator(".unroll-board")).to_contain_text(loss)
    page.keyboard.press("ArrowLeft")
    expect(scope).to_have_attribute("data-stop", "back 2")


def test_what_is_to_be_guessed_is_covered_until_it_is_asked_for(page: Page, connection: Connection) -> None:
    bring(page, connection, spelled_moment(), "gru")
    page.get_by_role("button", name="Guess first").click()
    page.get_by_role("button", name="To the beginning").click()
    page.keyboard.press("ArrowRight")
    show = page.get_by_role("button", name="Show the number")
    expect(show).to_be_visible()
    assert sentence(page).endswith("How long is the state after it?")
    show.click()
    expect(show).to_be_hidden()
    assert "goes from" in sentence(page)


def test_one_weight_changes_every_copy_and_never_the_run(page: Page, connection: Connection) -> None:
    frame = spelled_moment()
    bring(page, connection, frame, "lstm")
    before = page.locator(".unroll-state button").all_inner_texts()
    page.get_by_text("What if one weight were another?").click()
    page.get_by_role("button", name="b, number 5").click()
    page.locator("#unroll-weight").fill("3")
    lanes = []
    for lane in frame.lanes:
        b = lane.arrays["b.1"].copy()
        if lane.cell == "lstm":
            b[4] = 3.0
        lanes.append(replace(lane, arrays=lane.arrays | {"b.1": b}))
    edited = unrolled_pass(replace(frame, lanes=tuple(lanes)), "lstm")
    expect(page.locator(".unroll-editor .effect")).to_contain_text(f"now {number(edited['loss'])}.")
    expect(page.locator(".unroll-note")).to_contain_text("The run itself is not touched.")
    now = page.locator(".unroll-state button").all_inner_texts()
    assert all(before[k : k + 8] != now[k : k + 8] for k in range(8, len(now), 8))
    lengths = np.linalg.norm(edited["gradient"], axis=1)
    assert columns(page, "gradient") == [number(value, 2) for value in lengths]
    assert not connection.commands
    page.get_by_role("button", name="All as trained").click()
    expect(page.locator(".unroll-note")).to_be_empty()
    assert page.locator(".unroll-state button").all_inner_texts() == before


def test_t_changes_the_memory_and_no_weight(page: Page, connection: Connection) -> None:
    frame = spelled_moment()
    bring(page, connection, frame, "lstm")
    # Its one gradient is that of the example, not those of a batch.
    expect(page.locator("footer p").first).to_have_text(f"{frame.states_caption} {frame.caption}")
    expect(page.locator(".unroll-bar.memory")).to_contain_text("4·6·4 = 96 numbers")
    weights = page.locator(".unroll-bar.weights").inner_text()
    page.get_by_label("Timesteps that are unrolled, T").fill("2")
    expect(page.locator(".unroll-bar.memory")).to_contain_text("2·6·4 = 48 numbers")
    expect(page.locator(".unroll-column")).to_have_count(2)
    assert page.locator(".unroll-bar.weights").inner_text() == weights


def test_a_unit_opens_its_whole_dot_product_and_several_stay(page: Page, connection: Connection) -> None:
    bring(page, connection, spelled_moment(), "gru")
    page.get_by_role("group", name="Timestep 2").get_by_role("button", name=re.compile("^Unit 1 of h")).click()
    page.get_by_role("group", name="Timestep 3").get_by_role("button", name=re.compile("^Unit 2 of h")).click()
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").first).to_contain_text("both paths")
    page.keyboard.press("Escape")
    expect(page.get_by_role("article")).to_have_count(1)
    # A unit by its number, in the digits of any script; an emptied field is none.
    unit = page.get_by_label("Unit", exact=True)
    unit.fill("")
    unit.press("Enter")
    expect(page.get_by_role("article")).to_have_count(1)
    unit.press_sequentially("٢")
    unit.press("Enter")
    expect(page.get_by_role("article")).to_have_count(2)


def test_odd_networks_have_words(page: Page, connection: Connection) -> None:
    frame = spelled_moment(units=1)
    bring(page, connection, frame, "rnn")
    assert "one unit: the Jacobian is one number" in sentence(page)
    # Nothing is asked anywhere: no gradient.
    silent = replace(frame, step=41, loss_weights=np.zeros(4, np.float32))
    bring(page, connection, silent, "rnn")
    expect(page.locator(".unroll-sentence")).to_contain_text("The gradient is 0 here")
    broken = replace(frame.lanes[0], status="diverged", message="A weight passed 100.")
    bring(page, connection, replace(frame, step=42, lanes=(broken, *frame.lanes[1:])), "rnn")
    expect(page.locator(".unroll-note")).to_contain_text("training broke. A weight passed 100.")
