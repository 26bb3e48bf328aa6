"""The page of gates: by hand with a slider, a gate held in the live run, and the same run in the lab again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


def test_from_the_lab_to_gates_by_hand_and_a_gate_held_in_the_live_run(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&cells=lstm")
    run = lab.run
    page.get_by_role("link", name="Gates").click()
    expect(page.get_by_role("group", name="LSTM: forget gate f")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("radio", name="By hand").click()
    page.get_by_role("slider", name="Forget gate f").press("End")
    expect(page.get_by_role("group", name="One unit by hand: i = 1, f = 1, o = 1")).to_be_visible()
    expect(page.get_by_text("f = 1 keeps c whole, for ever")).to_be_visible()
    page.get_by_role("radio", name="Surgery").click()
    page.get_by_role("button", name="Change this lane: f held at 0").click()
    expect(page.get_by_role("table")).to_contain_text("LSTM, f held at 0")
    page.get_by_role("radio", name="Gate by gate").click()
    expect(page.get_by_text("keeps nothing of c")).to_be_visible()
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(lab.lane("lstm")).to_be_visible()
    assert lab.run == run
