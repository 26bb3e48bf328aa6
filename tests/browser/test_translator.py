"""The translator's main path: a cold address trains, translates a typed sentence, and looks back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, Lab

pytestmark = pytest.mark.slow


SMALL = "task=numbers&H=8&E=4&batch=8&seeds=1&cells=gru~attention:dot"
STEP = re.compile(r"Step ([\d,]+), 256 sentences")


def test_it_learns_translates_and_looks_back(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{SMALL}&source=ninety-seven&beam=2")
    page.get_by_role("link", name="Translator").click()
    expect(page.get_by_text("Step 0, 256 sentences")).to_be_visible(timeout=PATIENCE)
    scores = page.get_by_role("table").first
    expect(scores.get_by_role("row")).to_have_count(5)
    expect(scores).to_contain_text("copies the source")
    expect(page.get_by_text("what the beam of 2 tried")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text(re.compile("attention .dot product"), exact=False).first).to_be_visible(timeout=PATIENCE)

    lab.play()
    lab.wait_for_step(60)
    lab.pause()
    expect(page.get_by_text(STEP)).not_to_have_text(re.compile("^Step 0,"), timeout=PATIENCE)

    sentence = page.get_by_label("A sentence to translate", exact=True)
    sentence.fill("ninety-seven zebras")
    sentence.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="do not know")).to_contain_text("zebras", timeout=PATIENCE)
    expect(page).to_have_url(re.compile("source=ninety-seven[+%20]+zebras"))

    lab.go_to(0)
    expect(page.get_by_text("Step 0, 256 sentences")).to_be_visible(timeout=PATIENCE)
