"""The main path of the page that spells a word: it learns in front of one, opens up, and takes one's own word."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, Lab

pytestmark = pytest.mark.slow


LINK = "task=hello&H=4&batch=1&lr=0.01&seeds=1&cells=rnn,lstm"


def test_a_word_is_learned_opened_up_and_replaced_by_ones_own(lab: Lab) -> None:
    page = lab.page
    lab.open(LINK)
    run = lab.run
    page.get_by_role("link", name="Next character").click()
    cells = page.get_by_role("group", name="Cell", exact=True)
    expect(cells.get_by_role("button")).to_have_count(2)
    assert lab.run == run

    lab.play()
    for name in ("Vanilla RNN", "LSTM"):
        expect(cells.get_by_role("button", name=name)).to_contain_text("4 of 4 right ✓", timeout=PATIENCE)
    lab.pause()
    panel = page.get_by_role("region", name="The same letter at different places")
    expect(panel).to_contain_text("says “o”")
    expect(panel).to_contain_text("(2/4)·ln 2 = 0.347.")

    cells.get_by_role("button", name="LSTM").click()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    column = page.get_by_role("group", name=re.compile("^Timestep 3: reads “l”"))
    unit = column.get_by_role("button", name=re.compile("^Unit 2: "))
    unit.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("article", name="LSTM: unit 2 of h at timestep 3")
    h = float(lab.frame.lanes[1].arrays["hidden"][0, 2, 1])
    written = f"{h:.2f}".replace("-", "−")
    expect(unit).to_have_text(written)
    expect(card.locator(".numbers").last).to_have_text(re.compile(rf" = {written}$"))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)

    word = page.get_by_role("textbox", name="Word", exact=True)
    word.fill("noon")
    word.press("Enter")
    expect(page.get_by_role("group", name=re.compile("^Timestep 3: reads “o”"))).to_be_visible(timeout=PATIENCE)
    expect(lab.scope).not_to_have_attribute("data-run", run)
    expect(page).to_have_url(re.compile(r"/next_character\?.*word=noon"))
    expect(panel).to_contain_text("Two times “o”, two different answers")
