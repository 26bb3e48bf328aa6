"""Texts that cannot be trained on: each is refused with a sentence, and the run on screen stays."""

import pytest

from tests.playing.lab_page import lab, opened, press, rerun, widget


@pytest.mark.parametrize(
    ("pasted", "uploaded", "sentence"),
    [
        ("", None, "The text is empty"),
        ("", b"\0\1\2 not a text \xff", "not a text but a binary file"),
        ("", "Grüße, ".encode("latin-1") * 50, "not in UTF-8"),
        ("", b"all work and no play " * 285_000, "Use at most 5 MB"),
        ("a" * 400, None, "only one symbol, 'a'"),
        ("too short", None, "Use at least 200"),
    ],
    ids=["empty", "binary", "not UTF-8", "5 MB", "one symbol", "short"],
)
def test_a_text_that_cannot_be_trained_on_is_refused_with_a_sentence(registry, pasted, uploaded, sentence):
    page = opened(registry)
    before = lab(page).entry
    widget(page, "task").set_value("own_text")
    rerun(page)
    if pasted:
        page.text_area[0].set_value(pasted)
    if uploaded is not None:
        page.file_uploader[0].set_value(("text.txt", uploaded, "text/plain"))
    press(page, "Train on this text")
    rerun(page)
    (error,) = page.error
    assert sentence in error.value.replace("\\", "")
    assert lab(page).entry is before
