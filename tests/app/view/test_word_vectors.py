"""The page "Word vectors": each source from a cold link, its tables, and a training from start to stop."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.live import shared
from app.live.registry import RunRegistry
from app.view import link, side_training
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.word_vectors import word2vec
from app.view.word_vectors.page import TOO_MANY
from app.view.word_vectors.presets import PRESETS
from rnn_core.language.word_vectors import glove
from tests.playing.lab_page import address, lab, press, rerun
from tests.playing.watcher import wait_for

PAGE = Path(__file__).parents[3] / "pages" / "word_vectors.py"
TEXT = "the king saw the queen and the queen saw the king in the old town.\n\n" * 12


@pytest.fixture(scope="module")
def real():
    registry = RunRegistry(rnn_core)
    yield registry
    assert registry.close(30)


@pytest.fixture
def page(real, monkeypatch):
    monkeypatch.setattr(shared, "registry", lambda: real)
    for module in (link, side_training):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")

    def open_page(**link):
        page = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in ({"task": "recall", "T": "6", "H": "4", "cells": "gru", "seeds": "1"} | link).items():
            page.query_params[name] = value
        return rerun(page)

    return open_page


def tables(page):
    """The tables on the page, each as its rows of cells."""
    marked = [each.value for each in page.markdown if each.value.startswith("| ")]
    lines = [[row for row in table.splitlines() if "---" not in row] for table in marked]
    return [[[cell.strip() for cell in row.split("|")[1:-1]] for row in rows] for rows in lines]


def words_on_maps(page):
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [[word for trace in spec["data"] for word in trace.get("hovertext", [])] for spec in specs]


def field(page, label):
    return next(each for each in page.text_input if each.label == label)


def button(page, label):
    return next((each for each in page.button if each.label == label), None)


def test_glove_opens_alone_with_a_random_control_beside_everything(page):
    opened = page()
    assert not opened.warning
    own, control = words_on_maps(opened)
    assert own == control
    assert {"king", "seven", "paris"} <= set(own)
    near, random, answer, random_answer, scores = tables(opened)
    expected = [near.word for near in glove().neighbours("king", 8)]
    assert [row[1].split(" ")[0] for row in near[1:]] == expected
    assert near[0] == random[0] != answer[0]
    assert near[1:] != random[1:]
    assert answer[1][1] == "queen (0.85)"
    assert "queen" not in " ".join(row[1] for row in random_answer)
    assert scores[1][:4] == ["country and capital", "90", "65", "52"]
    assert any("without the three words" in each.value and "“king”" in each.value for each in opened.caption)


def test_a_link_sets_what_is_shown_and_unknown_words_are_named(page):
    opened = page(vec_words="king, qqzz", vec_question="a b", vec_joined="country and capital", vec_groups="")
    assert "qqzz" in opened.warning[0].value
    assert "2 words were given" in opened.info[0].value
    assert "tokyo" in words_on_maps(opened)[0]
    assert address(opened)["vec_joined"] == "country and capital"
    field(opened, "Words").set_value("King, TOKYO , tokyo")
    rerun(opened)
    assert words_on_maps(opened)[0].count("tokyo") == 1
    assert words_on_maps(opened)[0].count("king") == 1
    assert tables(opened)[0][0] == ["", "king", "tokyo", ","], "a comma between spaces is one of GloVe's words"
    field(opened, "Words").set_value("|`<b>[x](y)")
    rerun(opened)
    assert "qqzz" not in opened.warning[0].value
    field(opened, "Words").set_value("one two three four five six seven eight")
    rerun(opened)
    assert plain(TOO_MANY.format(most=6, words="seven, eight")) in [each.value for each in opened.caption]


def test_a_preset_is_one_click_and_stands_in_the_address(page):
    opened = page()
    for preset in (each for each in PRESETS if not each.task):
        press(opened, preset.title)
        rerun(opened)
        assert not opened.warning
        own = {name for name in address(opened) if name.startswith("vec_")}
        assert own == {BY_NAME[name].setting.link for name in preset.parameters}
        if "vectors_source" not in preset.parameters:
            assert field(opened, "Words").value == preset.parameters.get("vectors_words", "king, paris, seven")


def test_word2vec_trains_on_ones_own_text_stops_and_goes_on(page, real):
    opened = page(vec_source="word2vec", vec_text="own", vec_size="8", vec_passes="50", vec_words="king")
    assert button(opened, "Train") is None
    opened.text_area[0].set_value("too short")
    press(opened, "Use this text")
    rerun(opened)
    assert "at least 200" in opened.error[0].value
    opened.text_area[0].set_value(TEXT)
    press(opened, "Use this text")
    rerun(opened)
    rerun(opened)
    press(opened, "Train")
    rerun(opened)
    ((key, training),) = real.side_trainings._known.items()
    assert TEXT[:10] not in repr(key)
    wait_for(lambda: training.moment is not None and training.moment.step > 0, 60)
    rerun(opened)
    if training.thread is not None:
        press(opened, "Stop training")
        rerun(opened)
    wait_for(lambda: training.thread is None, 60)
    rerun(opened)
    near, *_ = tables(opened)
    assert near[0] == ["", "king"]
    assert near[1][1].split(" ")[0] in training.moment.corpus.words
    if not training.moment.done:
        press(opened, "Train on")
        rerun(opened)
    wait_for(lambda: training.moment.done and training.thread is None, 60)
    rerun(opened)
    assert button(opened, "Train on") is None
    # Map and control, and the loss: a tenth of so short a text has no pair to rank.
    assert [chart.key for chart in opened.get("plotly_chart")] == ["vectors_map", "vectors_control", "vectors_loss"]
    assert opened.info[0].value == word2vec.NO_RANK
    assert word2vec.SHORT_TEXT in [each.value for each in opened.caption]
    at_first = tables(opened)[0]
    opened.select_slider[0].set_value("after 0 epochs")
    rerun(opened)
    assert tables(opened)[0] != at_first
    # The run on screen goes on as it was: it reads no text.
    assert lab(opened).text is None
    assert address(opened)["task"] == "recall"
    assert "queen" not in str(address(opened))
    assert lab(opened).parameters.keys() <= BY_NAME.keys(), "Back asks for the page of each"


@pytest.mark.slow
def test_the_run_on_screen_has_its_own_vectors_or_says_what_it_needs(page):
    opened = page(vec_source="run")
    run = lab(opened).entry.run
    wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
    rerun(opened)
    assert not opened.warning
    own, _ = words_on_maps(opened)
    assert set(own) <= set(rnn_core.from_bytes(run.latest.frame).task["input_labels"])
    assert tables(opened)[0][1][0] == "1"
    opened = page(vec_source="run", task="adding")
    run = lab(opened).entry.run
    wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
    rerun(opened)
    assert "reads numbers" in opened.info[0].value
    assert button(opened, "Start “Translate numbers”") is not None
