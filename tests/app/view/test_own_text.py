"""Texts that cannot be trained on: each is refused with a sentence, and the run on screen stays."""

import pytest

from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import lab, opened, press, rerun, widget
from tests.playing.small_translator import PAIRS


@pytest.mark.parametrize(
    ("pasted", "uploaded", "sentence"),
    [
        ("", None, "No text has come"),
        ("", b"\0\1\2 not a text \xff", "not a text but a binary file"),
        ("", "Grüße, ".encode("latin-1") * 50, "save it there as UTF-8"),
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
    assert sentence in error.value.replace("\\", "").replace("\u00a0", " ")
    assert lab(page).entry is before


def test_of_a_pasted_text_and_a_file_what_was_given_last_counts(registry):
    page = opened(registry)
    widget(page, "task").set_value("own_text")
    rerun(page)
    assert page.file_uploader[0].proto.max_upload_size_mb == 5
    assert "at most 5 MB" in page.file_uploader[0].help
    first, second, third = ("first text. " * 80, "second text. " * 80, "third text. " * 80)
    page.file_uploader[0].set_value(("any.abc", first.encode("utf-16"), "text/plain"))
    for text, give in (
        (first, lambda: None),
        (second, lambda: page.text_area[0].set_value(second)),
        (second, lambda: None),
        (third, lambda: page.file_uploader[0].set_value(("any", third.encode(), ""))),
    ):
        give()
        press(page, "Train on this text")
        rerun(page)
        assert lab(page).entry.run.text == text
    page.text_area[0].set_value(first)
    page.file_uploader[0].set_value(("any", second.encode(), ""))
    press(page, "Train on this text")
    rerun(page)
    assert "a new text in the field and a new file" in page.error[0].value
    assert lab(page).entry.run.text == third


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("hello world", "No line of the text has a tab"),
        ("hello\tbonjour", "1 English sentence that can be used"),
        ("hello\t\n" * 20, "20 lines with an empty sentence are not used"),
    ],
)
def test_pairs_that_cannot_be_learned_from_are_refused_with_a_sentence(registry, pasted, sentence):
    page = opened(registry)
    before = lab(page).entry
    widget(page, "task").set_value("own_pairs")
    rerun(page)
    page.text_area[0].set_value(pasted)
    press(page, "Train on these pairs")
    rerun(page)
    (error,) = page.error
    assert sentence in error.value.replace("\\", "")
    assert lab(page).entry is before


def test_pairs_start_a_run_and_a_text_without_tabs_is_not_taken_for_pairs(registry):
    page = opened(registry)
    widget(page, "task").set_value("own_pairs")
    rerun(page)
    page.text_area[0].set_value(PAIRS)
    press(page, "Train on these pairs")
    rerun(page)
    run = lab(page).entry.run
    assert (run.config.task, run.config.text, run.text) == ("own_pairs", fingerprint(PAIRS), PAIRS)
    widget(page, "task").set_value("own_text")
    rerun(page)
    assert lab(page).entry.run.config.task == "own_text"
    page.text_area[0].set_value("No tab is in this text. " * 20)
    press(page, "Train on this text")
    rerun(page)
    widget(page, "task").set_value("own_pairs")
    rerun(page)
    assert any("Paste or upload pairs" in caption.value for caption in page.caption)
    assert lab(page).entry.run.config.task == "own_text"
