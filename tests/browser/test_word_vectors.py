"""Word vectors in a browser: GloVe by a preset, and Word2Vec trained live on a text of one's own, looked back at."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


TEXT = "the king saw the queen and the queen saw the king in the old town. the fox ran from the dog.\n\n" * 40
LEARNING = "vec_text=own&vec_size=8&vec_passes=8&vec_words=king"


def row(lab: Lab, first: str) -> Locator:
    """The rows of tables on the page with a cell `first`."""
    return lab.page.get_by_role("row").filter(has=lab.page.get_by_role("cell", name=first, exact=True))


def test_glove_answers_and_word2vec_learns_live_beside_random_vectors(lab: Lab) -> None:
    lab.open(f"{TINY}&cells=rnn&{LEARNING}")
    lab.page.get_by_role("link", name="Word vectors").click()
    lab.page.get_by_role("button", name="Countries and capitals").click()
    expect(row(lab, "rome (0.85)")).to_have_count(1)
    for title in ("GloVe: map", "Random vectors: map"):
        expect(lab.page.get_by_role("group", name=title, exact=True)).to_be_visible()
    expect(lab.page.get_by_text("without the three words of the question").first).to_be_visible()
    expect(lab.page).to_have_url(re.compile("vec_joined=country"))

    lab.choose("Vectors", "Word2Vec, trained here")
    lab.choose("Text", "Your own text")
    lab.page.get_by_role("textbox", name="Paste it").fill(TEXT)
    lab.page.get_by_role("button", name="Use this text").click()
    field = lab.page.get_by_role("textbox", name="Words", exact=True)
    lab.page.get_by_role("button", name="Train", exact=True).click()
    expect(lab.page.get_by_text("Done.")).to_be_visible(timeout=PATIENCE)
    expect(lab.page.get_by_role("group", name="Loss while it trains")).to_be_visible()
    field.fill("king")
    field.press("Enter")
    head = lab.page.get_by_role("columnheader", name="king", exact=True)
    expect(head).to_have_count(2)
    newest = lab.page.get_by_role("table").first.inner_text()
    # Back to where the words stood at first, by key.
    moment = lab.page.get_by_role("slider", name="Moment of the training")
    moment.focus()
    moment.press("Home")
    expect(lab.page.get_by_role("table").first).not_to_have_text(newest)
    assert not re.search("fox|dog", lab.page.url)
