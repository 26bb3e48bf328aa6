"""The page "Text generator" on a real run: cold, with parameters from a link, and what it says of other runs."""

import csv
import io
import json
import math
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.live import shared
from app.view import lecture, link, session
from app.view.asking import COMPUTED
from app.view.text import closely, so_far, writer
from app.view.text.presets import PRESETS
from app.view.text.written_text import csv_of
from rnn_core.language.samples_so_far import SamplesSoFar
from rnn_core.language.sampling import TextSample
from rnn_core.tasks.openings import opened
from tests.playing.lab_page import address, lab, rerun
from tests.playing.moment import moment
from tests.playing.small_run import SHAPE, TEXT
from tests.playing.watcher import wait_for

PAGE = Path(__file__).parents[3] / "pages" / "text_generator.py"
SMALL = {"task": "shakespeare", "T": "6", "H": "4", "seeds": "1", "batch": "3", "cells": "gru"}


@pytest.fixture
def drawn(monkeypatch):
    """What the page hands to its modules in the browser, by their keys."""
    handed = {}
    for place, name in ((so_far, "_so_far"), (writer, "_written"), (closely, "_ladder")):
        monkeypatch.setattr(place, name, lambda key, data: handed.update({key: data}))
    return handed


@pytest.fixture
def page(real, monkeypatch, drawn):
    monkeypatch.setattr(shared, "registry", lambda: real)
    for module in (link, session, lecture):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")

    def open_page(**link):
        page = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in link.items():
            page.query_params[name] = value
        rerun(page)
        run = lab(page).entry.run
        wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
        return settled(page)

    return open_page


def settled(page):
    """The page after a run of its script that had every answer."""
    wait_for(lambda: not any(COMPUTED in info.value for info in rerun(page).info), 120)
    return page


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def test_it_opens_from_a_link_and_writes_what_the_question_answers(page, drawn):
    opened_page = page(**SMALL, prompt="To be", temperature="0.5", topk="5", length="40", dice="3")
    assert not opened_page.warning
    run = rnn_core.start(lab(opened_page).entry.run.config)
    answer = rnn_core.ask(run, TextSample("To be", 40, 0.5, 5, 3))
    (text,) = drawn["written"]["texts"]
    assert (text["prompt"], text["text"]) == ("To be", answer.words["texts"]["gru"])
    assert len(text["drawn"]) == len(text["likeliest"]) == 40
    assert drawn["written"]["colour"] == ""
    assert text["others"] == len(answer.words["symbols"]) - 5
    table = list(csv.reader(io.StringIO(csv_of([("GRU, hot", "gru", answer)], unit=2))))
    assert len(table) == 41
    assert table[0][-1] == "h of unit 2"
    name, place, _, p, surprise, _, h = table[3]
    assert (name, place) == ("GRU, hot", "3")
    assert float(p) == pytest.approx(math.exp(-float(surprise)))
    assert float(h) == pytest.approx(answer.arrays["gru.hidden"][2, 1])
    assert [each["id"] for each in drawn["written_ladder"]["texts"]] == ["T0", "T0.5", "T1", "T1.5"]
    assert drawn["written_ladder"]["texts"][1]["text"] == text["text"], "the same random numbers, temperature and top-k"
    (lane,) = drawn["so_far"]["lanes"]
    assert [sample["step"] for sample in lane["samples"]] == [0]
    kept = list(csv.reader(io.StringIO(so_far.samples_csv(rnn_core.ask(run, SamplesSoFar())))))
    assert kept == [["lane", "step", "text"], ["gru", "0", lane["samples"][0]["text"]]]
    assert lane["nats"] == f"{float(run.lanes[0].curves.test[0, 0]):.2f}"
    bars, losses = charts(opened_page)
    assert "temperature 0.5, top-5" in bars["data"][1]["name"]
    assert [trace["name"] for trace in losses["data"][:1]] == ["GRU"]
    expected = {"prompt": "To be", "temperature": "0.5", "topk": "5", "length": "40", "dice": "3"}
    assert address(opened_page) == SMALL | expected | {"run": lab(opened_page).entry.id}


def test_fields_change_the_text_and_the_address(page, drawn):
    opened_page = page(**SMALL, length="30")
    first = drawn["written"]["texts"][0]["text"]
    next(field for field in opened_page.number_input if field.label == "Sampling seed").set_value(1)
    opened_page.slider[0].set_value(0.0)
    next(box for box in opened_page.selectbox if box.label == "Colour by").set_value("unit")
    settled(opened_page)
    (text,) = drawn["written"]["texts"]
    assert text["text"] != first
    assert text["text"] == drawn["written_ladder"]["texts"][0]["text"], "temperature 0"
    assert drawn["written"]["colour"] == "signed"
    assert len(text["shades"]) == 30
    assert all(-1 <= shade <= 1 for shade in text["shades"])
    assert {"dice": "1", "temperature": "0.0", "colour": "unit"}.items() <= address(opened_page).items()


def test_what_the_text_does_not_have_is_named(page, drawn):
    opened_page = page(**SMALL, prompt="{é}")
    assert "never read" in opened_page.warning[0].value
    assert "written" not in drawn
    assert "so_far" in drawn


def test_a_run_of_another_task_is_named_with_one_button(page, drawn):
    opened_page = page(task="adding", T="6", H="4", seeds="1", batch="3", cells="rnn")
    assert "“Shakespeare, next character”" in opened_page.info[0].value
    assert any(button.label.startswith("Start “Shakespeare") for button in opened_page.button)
    assert not drawn


@pytest.mark.slow
def test_who_only_watches_reads_too(page, drawn, real):
    entry = real.create(rnn_core.RunConfig(task="own_text", lanes=rnn_core.lanes_of("gru"), **SHAPE), TEXT)
    wait_for(lambda: entry.run.prepared and entry.run.latest.frame is not None, 60)
    opened_page = page(run=entry.id)
    assert not lab(opened_page).owns
    assert drawn["written"]["texts"][0]["text"]
    assert not opened_page.warning


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_is_a_run_of_this_page_and_two_sentences(preset):
    assert opened(preset.task).replace(**preset.settings).task in ("shakespeare", "stdlib_code")
    assert preset.words.count(".") == 2


def test_a_test_result_of_another_step_says_which():
    assert so_far.tested(moment(25)) == 21
    assert so_far.tested(moment(21)) is None
