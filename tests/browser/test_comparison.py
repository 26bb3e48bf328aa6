"""The page "Compare": from the lab to its parts and back, with the same run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


def test_from_the_lab_to_what_a_step_costs_and_back(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&cells=lstm,gru")
    run = lab.run
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_text("Nothing has been trained yet.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("radio", name="Cost").click()
    expect(page.get_by_role("group", name="What a training step costs", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("“The GRU takes less memory.”")).to_contain_text("50 % less state")
    expect(page).to_have_url(re.compile(r"cmp_part=cost"))
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(lab.lane("lstm")).to_be_visible()
    assert lab.run == run
