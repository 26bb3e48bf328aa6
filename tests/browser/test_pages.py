"""From page to page: the run, the moment and the example stay, and figures follow the moment that is looked at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import TINY, Lab


@pytest.mark.slow
def test_the_run_the_moment_and_the_example_go_along_to_a_page_inside_and_back(lab: Lab) -> None:
    lab.open(f"{TINY}&cells=rnn,lstm&watch=3")
    for _ in range(4):
        lab.press("Step")
    lab.wait_for_step(4)
    lab.go_to(2)
    run = lab.run

    lab.page.get_by_role("link", name="Hidden states").click()
    title = "Vanilla RNN: hidden state h, test example 3"
    expect(lab.page.get_by_role("group", name=title, exact=True)).to_be_visible()
    caption = lab.page.get_by_text("Seed 0, its one layer, step")
    expect(caption).to_contain_text("step 2")
    assert lab.run == run
    expect(lab.scope).to_have_attribute("data-looking-back", "true")
    expect(lab.page).to_have_url(re.compile(rf"/hidden_states\?.*watch=3.*run={run}"))
    # Another moment on this page's own time line: its figure follows.
    lab.time_line.focus()
    lab.page.keyboard.press("Home")
    expect(caption).to_contain_text("step 0")

    lab.page.get_by_role("link", name="Lab", exact=True).click()
    expect(lab.scope.locator("[data-lane=lstm]")).to_be_visible()
    expect(lab.scope).to_have_attribute("data-step", "0")
    assert lab.run == run
    assert lab.frame.config["watch"] == "3"


@pytest.mark.slow
def test_a_lane_is_added_and_two_of_one_cell_stand_side_by_side_under_names_of_their_own(lab: Lab) -> None:
    lab.open(f"{TINY}&cells=lstm")
    run = lab.run
    lab.press("Add a lane")
    lab.page.get_by_role("button", name="LSTM", exact=True).last.click()
    expect(lab.scope).not_to_have_attribute("data-run", run)
    expect(lab.lane("lstm2")).to_be_visible()
    expect(lab.page.get_by_test_id("stPopoverBody")).to_have_count(0)
    lab.press("LSTM 2")
    bias = lab.page.get_by_test_id("stPopoverBody").get_by_role("spinbutton", name="LSTM forget bias")
    bias.fill("0")
    bias.press("Enter")
    expect(lab.lane("lstm")).to_contain_text("forget bias 1")
    expect(lab.lane("lstm2")).to_contain_text("forget bias 0")
    expect(lab.page).to_have_url(re.compile(r"cells=lstm(%2C|,)lstm~forget(:|%3A)0\.0"))
    lab.wait_for("ready")
    lab.play()
    assert len({lane.get_attribute("data-train-loss") for lane in lab.lanes()}) == 2
