"""Words that have little room: whole in narrow lanes and beside the controls, or left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rnn_core.frames.frame import Frame
from rnn_core.frames.standing import Standing
from tests.playing.ink import inked, record_ink
from tests.playing.legend import legend
from tests.playing.moment import moment
from tests.scope.conftest import Connection

LONG = (
    "Training broke in every lane. Each lane says why, and which settings train. With them restart as a new run, or "
    "go back on the time line and continue from there."
)
CUT = "(node) => node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight"


def four(verdict: str = "no better than guessing") -> Frame:
    """Four lanes, among them two of one cell, of which each is said to be like `verdict`."""
    frame = moment(cells=("rnn", "lstm", "lstm", "gru"))
    gradient = np.stack([np.stack([np.geomspace(1 / 6.4e6, 1, 16).astype(np.float32)] * 3)] * 2)
    lanes = [
        replace(
            lane,
            **legend(lane.cell, int(number == 2)),
            standing=Standing("guessing", verdict),
            arrays={**lane.arrays, "hidden_gradient": gradient},
        )
        for number, lane in enumerate(frame.lanes)
    ]
    return replace(frame, lanes=tuple(lanes))


@pytest.mark.slow
@pytest.mark.parametrize("width", [1030, 1280])
def test_names_verdicts_sentences_and_numbers_of_four_lanes_are_whole(
    page: Page, connection: Connection, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    record_ink(page)
    for verdict in ("no better than guessing", "knows only the first number"):
        connection.show(page, four(verdict))
        for lane in page.locator("[data-lane]").all():
            for words in ("h3", ".verdict"):
                assert not lane.locator(words).evaluate("(node) => node.scrollWidth > node.clientWidth")
            assert not lane.locator(".readout").evaluate(CUT)
    for number in ("y₁ ", "y₁₆ "):
        page.wait_for_function("(start) => inked.some(([, words]) => words.startsWith(start))", arg=number)


def test_a_long_message_has_a_line_of_its_own_while_it_stands(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 976, "height": 720})
    connection.show(page, moment(), message=LONG)
    message = page.locator("p.message")
    expect(message).to_have_text(LONG)
    assert not message.evaluate(CUT)
    high = page.locator(".transport").bounding_box()
    connection.show(page, moment(), message="")
    low = page.locator(".transport").bounding_box()
    assert high
    assert low
    assert low["height"] < high["height"]


def test_nothing_can_be_played_where_every_lane_broke(page: Page, connection: Connection) -> None:
    broken = moment()
    lanes = tuple(replace(lane, status="diverged", message="It broke.") for lane in broken.lanes)
    connection.show(page, replace(broken, lanes=lanes), status="diverged", message=LONG)
    for name in ("Play", "Step"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()
    expect(page.locator("[data-lane=rnn] .readout")).not_to_contain_text("gradient")
    expect(page.get_by_role("button", name="Restart as a new run", exact=True)).to_be_enabled()


def test_the_row_is_called_what_is_drawn(page: Page, connection: Connection) -> None:
    connection.show(page, moment(num_steps=50))
    names = page.locator(".stage > .names .strip")
    expect(names).to_contain_text("unrolled", use_inner_text=True)
    page.get_by_role("button", name="Roll up", exact=True).click()
    expect(names).to_contain_text("rolled up", use_inner_text=True)
    expect(names).not_to_contain_text("every timestep", use_inner_text=True)
    page.get_by_role("button", name="Unroll", exact=True).click()
    expect(names).to_contain_text("unrolled", use_inner_text=True)


def test_lanes_have_their_names_at_the_loss_chart_and_baselines_give_way(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 1366, "height": 820})
    record_ink(page)
    frame = moment()
    lanes = tuple(
        replace(lane, arrays={**lane.arrays, "train_curve": np.full((2, 40), 0.5, np.float32)}) for lane in frame.lanes
    )
    baselines = [{"label": f"{count}-gram", "value": 0.1 * count} for count in range(1, 8)]
    connection.show(page, replace(frame, lanes=lanes, task={**frame.task, "baselines": baselines}))
    written = inked(page, chart=True)
    assert {"Vanilla RNN", "LSTM", "GRU"} <= written
    assert 0 < len([words for words in written if "-gram" in words]) < len(baselines)


def test_where_no_gradient_is_shown_nothing_is_said_of_its_way(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 1900, "height": 1000})
    connection.show(page, moment())
    page.get_by_role("button", name="Present", exact=True).click()
    seen = {}
    for label in ("States", "Gates", "Gradient"):
        record_ink(page)
        page.get_by_role("button", name=label, exact=True).click()
        connection.show(page, moment())
        seen[label] = "← gradient flows back" in inked(page, chart=False)
    assert seen == {"States": False, "Gates": False, "Gradient": True}


def test_what_is_presented_can_be_chosen_and_left_on_a_narrow_page(page: Page, connection: Connection) -> None:
    page.set_viewport_size({"width": 800, "height": 1000})
    connection.show(page, moment())
    page.keyboard.press("p")
    for name in ("Loss", "States", "Gates", "Gradient", "Leave"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    below = page.get_by_role("region", name="Loss curves").bounding_box()
    assert below
    # The page of these tests has a field above the scope.
    assert below["y"] + below["height"] - page.locator("#host").evaluate("(host) => host.offsetTop") <= 1000
    page.keyboard.press("ArrowUp")
    expect(page.get_by_test_id("scope")).to_have_attribute("data-present", "gradient")
    # Names stand once, above all lanes, and on no drawing; two lanes have room.
    expect(page.locator(".stage > .names").get_by_text("band = 8 of 10")).to_be_visible()
    expect(page.locator(".lane .names:visible")).to_have_count(0)
    scores = [score.bounding_box() for score in page.locator("[data-lane] .score").all()]
    assert all(score and score["height"] >= 200 for score in scores)
    assert scores[1]
    assert scores[1]["y"] + scores[1]["height"] <= 1000
    page.keyboard.press("Escape")
