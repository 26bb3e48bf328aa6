"""The page of gradients: its switch, a timestep chosen by key, a view without a run's training, and the address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


def test_from_the_lab_to_gradients_their_views_and_back(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&cells=rnn,lstm")
    run = lab.run
    page.get_by_role("link", name="Gradients").click()
    expect(page.get_by_role("group", name="Gradient by timestep", exact=True)).to_be_visible(timeout=PATIENCE)
    table = page.get_by_role("table")
    expect(table).to_contain_text("8 → 7")
    timesteps = page.get_by_role("slider", name="Timesteps before the last")
    timesteps.focus()
    page.keyboard.press("Home")
    expect(table.get_by_role("row")).to_have_count(2)
    page.get_by_role("radio", name="at every timestep").click()
    expect(page.get_by_text("This is an illusion")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"grad_where=every.*|run={run}.*"))

    page.get_by_role("radio", name="Vanish, hold, explode").click()
    page.get_by_role("button", name="Explode: g = 1.1").click()
    expect(page.get_by_role("group", name="W_h = 1.1·Q: what reaches timestep t")).to_be_visible()
    page.get_by_text("Measure", exact=True).click()
    expect(page.get_by_text("107 after 49 timesteps")).to_be_visible()
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(lab.lane("lstm")).to_be_visible()
    assert lab.run == run
