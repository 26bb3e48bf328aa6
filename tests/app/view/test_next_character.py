"""The page "Next character" without a browser: its own run, own words, presets.

Whether what presets say is so, `tests.benchmarks.language` measures.
"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.view.next_character import PRESETS
from rnn_core import RunConfig
from rnn_core.tasks import hello
from rnn_core.tasks.openings import opened
from tests.playing.lab_page import address, lab, press, rerun, widget

PAGE = Path(__file__).parents[3] / "pages" / "next_character.py"


@pytest.fixture
def page(registry):
    def open_page(**link):
        page = AppTest.from_file(str(PAGE), default_timeout=20)
        for name, value in link.items():
            page.query_params[name] = value
        return rerun(page)

    return open_page


def test_a_bare_address_spells_hello_with_four_units(page):
    run = lab(page()).entry.run
    assert run.present == opened("hello", RunConfig())
    assert (run.present.word, run.present.hidden_size, run.present.batch_size) == ("hello", 4, 1)


def test_a_link_brings_its_word_and_a_bad_one_a_sentence(page):
    shown = page(task="hello", word="été", H="3", batch="1")
    assert lab(shown).entry.run.present.word == "été"
    assert address(shown)["word"] == "été"
    shown = page(task="hello", word="no spaces", H="3", batch="1")
    assert lab(shown).entry.run.present.word == "hello"
    assert "'no spaces' is not a word to spell. Use 2 to 12 letters" in shown.warning[0].value


def test_a_word_of_ones_own_starts_a_run_and_what_is_no_word_leaves_it(page):
    shown = page()
    widget(shown, "word").set_value(" e\u0301toile ")
    rerun(shown)
    run = lab(shown).entry.run
    assert run.present.word == "étoile"
    assert address(shown)["word"] == "étoile"
    widget(shown, "word").set_value("aaaa")
    rerun(shown)
    assert lab(shown).entry.run is run
    assert "at least two of them different" in shown.sidebar.warning[0].value


def test_a_preset_is_one_click_away_and_says_two_sentences(page):
    shown = page()
    for preset in PRESETS:
        assert preset.words.count(". ") + preset.words.endswith(".") == 2, preset.title
        press(shown, preset.title)
        rerun(shown)
        assert lab(shown).entry.run.present == preset.config(RunConfig())
        assert preset.words in [caption.value for caption in shown.caption]


def test_a_preset_is_the_same_whatever_was_chosen_before(page):
    shown = page(spell="lstm")
    assert address(shown)["spell"] == "lstm"
    press(shown, PRESETS[0].title)
    rerun(shown)
    assert "spell" not in address(shown)


def test_a_run_of_another_task_is_named(page):
    shown = page(task="parity", T="8", H="4")
    assert "This page shows runs of “Next letter of a word”." in shown.info[0].value
    press(shown, "Start “Next letter of a word”")
    rerun(shown)
    assert lab(shown).entry.run.present == opened("hello", RunConfig())


def test_banana_has_no_line_without_memory():
    assert [line.label for line in hello.build("banana").baselines] == ["guesses: 1 in 3 right"]
