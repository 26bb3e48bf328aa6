"""The main path of the page "Unrolled": from the lab, there and back through the passes, what if, and by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn_core.numbers import number
from tests.playing.lab import PATIENCE, Lab

pytestmark = pytest.mark.slow


BY_HAND = "T=3&H=1&lr=0.03&seeds=1&cells=lstm"
LINK = "task=hello&H=4&batch=1&lr=0.01&seeds=1&cells=rnn,lstm"


def test_a_run_is_unrolled_stepped_through_and_done_by_hand(lab: Lab) -> None:
    page = lab.page
    lab.open(LINK)
    run = lab.run
    page.get_by_role("link", name="Unrolled").click()
    stepper = page.get_by_role("group", name="Stepper")
    expect(stepper).to_be_visible(timeout=PATIENCE)
    assert lab.run == run

    lab.play()
    lab.pause()
    step = str(lab.frame.step)
    expect(lab.scope).to_have_attribute("data-pass", step, timeout=PATIENCE)
    page.get_by_role("button", name="To the beginning").click()
    page.keyboard.press("ArrowRight")
    expect(lab.scope).to_have_attribute("data-stop", "forward 1")
    h = float(np.linalg.norm(lab.frame.lanes[0].arrays["hidden"][0, 0]))
    expect(stepper).to_contain_text(f"to ‖h1‖ = {number(h)}")

    page.get_by_text("What if one weight were another?").click()
    page.get_by_role("button", name="W_h, row 1, column 1", exact=True).click()
    page.locator("#unroll-weight").fill("2")
    expect(page.get_by_text("The run itself is not touched.").first).to_be_visible()
    assert str(lab.frame.step) == step

    # The run of the preset “By hand: LSTM”; `tests/app/view/test_unrolled.py` presses the presets.
    lab.open(BY_HAND)
    page.get_by_role("link", name="Unrolled").click()
    expect(page.get_by_text("3·6·1 = 18 numbers")).to_be_visible(timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"/unrolled\?.*H=1"))
    expect(page.get_by_label("Blackboard")).to_contain_text("cell-state path")
