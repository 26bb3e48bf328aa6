"""The text generator's main path: it trains, writes better, is asked, pointed at, and looks back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import PATIENCE, TINY, Lab

pytestmark = pytest.mark.slow


def test_networks_write_while_they_train_and_when_they_are_asked(lab: Lab) -> None:
    page = lab.page
    lab.open(f"{TINY}&task=shakespeare&cells=rnn,gru&length=40")
    page.get_by_role("link", name="Text generator").click()
    so_far, written = page.get_by_test_id("so-far"), page.get_by_test_id("written").first
    newest = so_far.locator("[data-lane=gru]")
    expect(newest).to_have_attribute("data-step", "0", timeout=PATIENCE)
    begun = newest.locator(".newest").inner_text()
    expect(written.get_by_role("status").first).to_contain_text("Character 1:", timeout=PATIENCE)

    lab.play()
    lab.wait_for_step(60)
    lab.pause()
    expect(newest).not_to_have_attribute("data-step", "0", timeout=PATIENCE)
    expect(newest.get_by_role("region", name="What GRU wrote before")).to_contain_text(
        "At step 0 it wrote", timeout=PATIENCE
    )
    assert newest.locator(".newest").inner_text() != begun

    text = written.locator("[data-text=gru] .text")
    field = page.get_by_role("textbox", name="The text begins with")
    field.fill("KING ")
    field.press("Control+Enter")
    expect(text).to_contain_text("KING ", timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"prompt=KING"), timeout=PATIENCE)
    text.focus()
    page.keyboard.press("ArrowRight")
    for cell in ("rnn", "gru"):
        expect(written.locator(f"[data-text={cell}]")).to_have_attribute("data-here", "1", timeout=PATIENCE)
        expect(written.locator(f"[data-text={cell}]").get_by_role("status")).to_contain_text(
            "Character 2:", timeout=PATIENCE
        )

    lab.go_to(0)
    expect(newest.locator(".newest")).to_have_text(begun, use_inner_text=True, timeout=PATIENCE)
    expect(newest).to_have_attribute("data-step", "0", timeout=PATIENCE)
