"""The lab without a mouse: to Play past the settings, and the space bar wherever one has just typed or chosen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import Lab


def test_the_first_stop_of_tab_leads_to_play(lab: Lab) -> None:
    lab.open()
    lab.page.keyboard.press("Tab")
    link = lab.page.get_by_role("link", name="Skip to Play")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    lab.page.keyboard.press("Enter")
    expect(lab.scope.get_by_role("button", name="Play", exact=True)).to_be_focused()
    expect(link).not_to_be_in_viewport()
    lab.page.keyboard.press("Space")
    lab.wait_for("training")


@pytest.mark.slow
def test_the_space_bar_plays_after_a_number_was_typed_or_something_chosen(lab: Lab) -> None:
    lab.open()
    field = lab.page.get_by_role("spinbutton", name="Watched example", exact=True)
    field.fill("3")
    field.press("Space")
    lab.wait_for("training")
    # The field has taken what was typed.
    expect(lab.page).to_have_url(re.compile("watch=3"))
    for status, option in (("paused", "all errors used in training"), ("training", "error of the last timestep")):
        lab.choose("Gradient shown for", option)
        lab.page.keyboard.press("Space")
        lab.wait_for(status)
