"""The pages of sentences: words are moved and typed, the figures follow, also to another moment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


def test_words_are_moved_by_key_and_typed_and_the_figures_follow(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&task=word_order&cells=rnn,gru")
    page.get_by_role("link", name="Word order").click()
    second = page.get_by_test_id("word-cards").get_by_role("group", name="Sentence 2", exact=True)
    part = page.get_by_text("part at word")
    expect(part).to_contain_text("part at word 3, “washed” and “my”. Charts of step 0.", timeout=PATIENCE)
    expect(page.get_by_text("50.0 %", exact=True).first).to_be_visible(timeout=PATIENCE)

    card = second.get_by_role("button", name="my, word 3")
    card.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("textbox", name="Sentence 2")).to_have_value("I my had house washed")
    expect(part).to_contain_text("part at word 2, “had” and “my”")
    expect(page).to_have_url(re.compile(r"second=I\+my\+had\+house\+washed"))
    expect(second.get_by_role("button", name="my, word 2")).to_be_focused()

    lane = page.get_by_test_id("word-by-word").locator("[data-lane=gru]")
    expect(lane.get_by_role("row", name="Sentence 2").locator(".word")).to_have_text(
        ["I", "my", "had", "house", "washed"]
    )
    lab.press("Step")
    expect(part).to_contain_text("Charts of step 1.")
    field = page.get_by_role("textbox", name="Sentence 2")
    field.fill("I had my dog washed")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“dog”")).to_be_visible()


def test_the_verb_is_asked_for_at_the_end_of_ones_own_sentence(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&task=agreement&cells=rnn,gru")
    page.get_by_role("link", name="Beginning to end").click()
    for title in ("Right verbs by distance", "Right verbs by number of attractors", "The gradient that reaches"):
        expect(page.get_by_text(title).first).to_be_visible(timeout=PATIENCE)
    field = page.get_by_role("textbox", name="Your own sentence")
    field.fill("The boxes near the tree")
    field.press("Enter")
    chart = page.locator(".stPlotlyChart").first
    expect(chart).to_contain_text("boxes")
    expect(chart).to_contain_text("tree")
    expect(page).to_have_url(re.compile(r"sentence=The\+boxes"))
