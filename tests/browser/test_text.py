"""Training on a text of one's own, pasted or uploaded; `tests/app/view/test_own_text.py` has the refusals."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.playing.lab import TINY, Lab

pytestmark = pytest.mark.slow


TEXT = "the cat sat on the mat and the dog sat on the log; " * 10
ONE_CELL = f"{TINY}&cells=gru"
OWN_TASK = re.compile(r"[?&]task=own_text(&|$)")


def give(lab: Lab, *, pasted: str = "", uploaded: bytes | None = None) -> None:
    """Choose the task "Your own text", make the networks tiny, paste or upload one and ask for it."""
    lab.choose("Task", "Your own text")
    expect(lab.page.get_by_role("spinbutton", name="Sequence length T")).to_have_value("64")
    if pasted:
        lab.page.get_by_role("textbox", name="Paste it").fill(pasted)
    if uploaded is not None:
        payload: FilePayload = {"name": "text.txt", "mimeType": "text/plain", "buffer": uploaded}
        uploader(lab).locator("input[type=file]").set_input_files(payload)
        expect(uploader(lab)).to_contain_text("text.txt")
    # Afterwards: Streamlit forgets a file that comes while the page runs again.
    for label, value in (("Sequence length T", "8"), ("Hidden size H", "4"), ("Batch size", "4")):
        lab.set_number(label, value)
    lab.press("Train on this text")


def uploader(lab: Lab) -> Locator:
    return lab.page.get_by_test_id("stFileUploader")


def test_a_pasted_text_is_trained_on_and_never_enters_the_link(lab: Lab) -> None:
    run = lab.open(ONE_CELL).run
    give(lab, pasted="too short")
    expect(lab.alerts.filter(has_text="Use at least 200")).to_be_visible()
    assert lab.run == run
    lab.page.get_by_role("textbox", name="Paste it").fill(TEXT)
    lab.press("Train on this text")
    expect(lab.scope).not_to_have_attribute("data-run", run)
    expect(lab.message).to_contain_text("This is a new run")
    lab.wait_for("ready")
    lab.play()
    assert all(loss > 0 for loss in lab.losses())
    expect(lab.page).to_have_url(OWN_TASK)
    assert not re.search("cat|mat|dog", lab.page.url)


def test_an_uploaded_text_is_trained_on(lab: Lab) -> None:
    run = lab.open(ONE_CELL).run
    give(lab, uploaded=TEXT.encode())
    expect(lab.scope).not_to_have_attribute("data-run", run)
    lab.wait_for("ready")
    lab.press("Step")
    lab.wait_for_step(1)
    assert all(loss > 0 for loss in lab.losses())
