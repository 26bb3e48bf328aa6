"""The page "Translator" on a small real run: what it says of the held-out sentences, and of one that is typed."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.live import shared
from app.view import asking, lecture, link, session
from app.view.plain import plain
from app.view.translator import gradient, scores, sentence
from app.view.translator.presets import PRESETS
from rnn_core.inside.question import Answer
from rnn_core.language.held_out import HeldOut
from rnn_core.language.translation import Translation
from rnn_core.numbers import percent
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.task_names import TRANSLATIONS
from rnn_core.tasks.openings import opened
from rnn_core.tasks.translation.baselines import COPY, MOST_FREQUENT, NEAREST
from tests.benchmarks.language_translation_presets import CLAIMS
from tests.playing.lab_page import address, rerun
from tests.playing.small_translator import PAIRS, small_translator
from tests.playing.watcher import wait_for

PAGE = Path(__file__).parents[3] / "pages" / "translator.py"
LANES = (LaneConfig("gru", attention="dot", source_order="reversed"), LaneConfig("gru"))


@pytest.fixture
def entry(real):
    made = real.create(small_translator(lanes=LANES), PAIRS, "visitor")
    wait_for(lambda: made.run.prepared and made.run.latest.frame is not None, 60)
    return made


@pytest.fixture
def page(real, monkeypatch):
    monkeypatch.setattr(shared, "registry", lambda: real)
    for module in (link, session, lecture):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")
    # A busy machine may take long; nothing is asserted about times here.
    for module in (asking, scores):
        monkeypatch.setattr(module, "WAIT_SECONDS", 60.0)

    def open_page(**parameters):
        page = AppTest.from_file(str(PAGE), default_timeout=120)
        for name, value in parameters.items():
            page.query_params[name] = value
        return rerun(page)

    return open_page


def rows(page) -> dict[str, list[str]]:
    """The table of scores by its first column."""
    table = next(each.value for each in page.markdown if "exact match" in each.value and "|" in each.value)
    cells = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {row[0]: row[1:] for row in cells}


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_the_page_shows_what_the_questions_answer(page, entry):
    opened_page = page(run=entry.id, source="a b c a", beam="2", begin="x")
    assert not opened_page.exception
    run = rnn_core.start(entry.run.config, PAIRS)
    held_out = rnn_core.ask(run, HeldOut()).words
    table = rows(opened_page)
    names = [lane for lane in table if lane.startswith("GRU")]
    assert len(names) == 2
    for name, lane in zip(names, ("gru", "gru2"), strict=True):
        shares = (held_out["scores"][lane]["exact"], held_out["told"][lane], held_out["alone"][lane])
        assert [table[name][0], *table[name][4:]] == [plain(percent(share)) for share in shares]
    assert {COPY, MOST_FREQUENT, NEAREST} <= table.keys()
    said = rnn_core.ask(run, Translation("a b c a", 2, "x")).words["said"]
    shown = [each.value for each in opened_page.markdown if "###" in each.value]
    assert [text.split("### ")[1] for text in shown] == [said["gru"]["text"], said["gru2"]["text"]]
    assert [each.value for each in opened_page.caption].count("Step 0.") == 2, "of the sentence and of the gradient"
    assert len(charts(opened_page)) == 5, "the one vector, quality by length, the tree, attention, the gradient"
    assert {"source": "a b c a", "beam": "2", "begin": "x"}.items() <= address(opened_page).items()


def test_a_lane_without_attention_says_so_and_unknown_words_are_named(page, entry):
    opened_page = page(run=entry.id, source="a zebra", net="gru2")
    assert any("zebra" in warning.value for warning in opened_page.warning)
    assert any("Without attention, all that" in info.value for info in opened_page.info)
    assert len(charts(opened_page)) == 4


def test_what_cannot_be_written_or_has_too_few_sentences_is_said(page, entry, monkeypatch):
    monkeypatch.setattr(gradient, "FEWEST", 13)
    opened_page = page(run=entry.id, begin="bonjour")
    assert any("cannot write bonjour" in warning.value for warning in opened_page.warning)
    assert any("needs 13 held-out sentences. Of these pairs 12 are" in info.value for info in opened_page.info)


@pytest.mark.parametrize(("status", "more"), [("paused", ""), ("training", " It stays as it is while the run trains")])
def test_an_answer_says_its_step_and_that_it_waits(status, more):
    shown = SimpleNamespace(entry=SimpleNamespace(run=SimpleNamespace(status=status)))
    assert asking.of_step(shown, Answer({"step": 1200})).startswith(f"Step 1,200.{more}")


def test_ones_own_pairs_begin_with_a_sentence_of_theirs():
    unused = f"no tab\n\tseul\n{'word ' * 70}\tmot\n"
    run = SimpleNamespace(present=SimpleNamespace(task="own_pairs"), text=unused + PAIRS)
    assert sentence._example(SimpleNamespace(entry=SimpleNamespace(run=run))) in {"a", "b"}


def test_a_run_of_another_task_is_named_with_one_button(page, real):
    opened_page = page(task="adding", T="6", H="4", seeds="1", batch="3", cells="rnn")
    assert "“Translate numbers”" in opened_page.info[0].value
    assert any(button.label.startswith("Start “Translate numbers") for button in opened_page.button)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_is_a_run_of_this_page_and_two_sentences(preset):
    config = opened(preset.task).replace(**preset.settings)
    assert config.task in TRANSLATIONS
    assert preset.words.count(".") == 2
    # What comes out was measured, and the benchmark measures it again.
    assert "(3 seeds)" in preset.words
    assert preset.title in CLAIMS
