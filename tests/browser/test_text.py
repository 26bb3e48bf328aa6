"""Training on a text of one's own, pasted or uploaded, and texts that cannot be trained on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.playing.lab import TINY, Lab

TEXT = "the cat sat on the mat and the dog sat on the log; " * 10
ONE_CELL = f"{TINY}&cells=gru"
OWN_TASK = re.compile(r"[?&]task=own_text(&|$)")


def give(lab: Lab, *, pasted: str = "", uploaded: bytes | None = None) -> None:
    """Choose the task "Your own text", paste or upload one and ask for it."""
    lab.choose("Task", "Your own text")
    if pasted:
        lab.page.get_by_role("textbox", name="Paste it").fill(pasted)
    if uploaded is not None:
        payload: FilePayload = {"name": "text.txt", "mimeType": "text/plain", "buffer": uploaded}
        uploader(lab).locator("input[type=file]").set_input_files(payload)
        expect(uploader(lab)).to_contain_text("text.txt")
    lab.press("Train on this text")


def uploader(lab: Lab) -> Locator:
    return lab.page.get_by_test_id("stFileUploader")


def test_a_pasted_text_is_trained_on_and_never_enters_the_link(lab: Lab) -> None:
    run = lab.open(ONE_CELL).run
    give(lab, pasted=TEXT)
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


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "The text is empty"),
        ({"uploaded": b"\0\1\2 not a text \xff"}, "not a text but a binary file"),
        ({"uploaded": "Grüße, ".encode("latin-1") * 50}, "not in UTF-8"),
        ({"uploaded": b"all work and no play " * 285_000}, "at most 5 MB"),
        ({"pasted": "a" * 400}, "only one symbol, 'a'"),
        ({"pasted": "too short"}, "at least 200 are needed"),
    ],
    ids=["empty", "binary", "not UTF-8", "5 MB", "one symbol", "short"],
)
def test_a_text_that_cannot_be_trained_on_is_refused_with_a_sentence(lab: Lab, given: dict, sentence: str) -> None:
    run = lab.open(ONE_CELL).run
    give(lab, **given)
    expect(lab.alerts.filter(has_text=sentence)).to_be_visible()
    # The run on screen stays as it is, and still trains.
    assert lab.run == run
    lab.press("Step")
    lab.wait_for_step(1)
