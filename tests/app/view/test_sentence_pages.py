"""The pages of sentences on a real run: cold, with sentences from a link, and what they say of unknown words."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.figures.word_axis import INVISIBLE
from app.live import shared
from app.view import lecture, link, session
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.sentences import agreement, by_word, word_order
from rnn_core.inside.states import StatesOfSequence
from rnn_core.language.two_sentences import TwoSentences
from rnn_core.language.typed_sentence import read_sentence
from rnn_core.numbers import decimal
from rnn_core.tasks.openings import opened
from rnn_core.tasks.words import causative, noun_phrases
from tests.playing.lab_page import address, lab, rerun
from tests.playing.watcher import wait_for

PAGES = Path(__file__).parents[3] / "pages"
SMALL = {"T": "8", "H": "4", "seeds": "2", "batch": "8", "cells": "rnn"}
DID, HAD = "I had washed my house", "I had my house washed"


@pytest.fixture
def drawn_there(monkeypatch):
    """What the page hands to its modules in the browser, by their keys."""
    handed = {}
    monkeypatch.setattr(word_order, "_cards", lambda key, data, **_: handed.update({key: data}))
    monkeypatch.setattr(by_word, "_by_word", lambda key, data: handed.update({key: data}))
    return handed


@pytest.fixture
def page(real, monkeypatch, drawn_there):
    monkeypatch.setattr(shared, "registry", lambda: real)
    for module in (link, session, lecture):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")

    def open_page(name, **link):
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
        for key, value in link.items():
            page.query_params[key] = value
        rerun(page)
        run = lab(page).entry.run
        wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
        return answered(rerun(page))

    return open_page


def answered(page):
    """The page as soon as all its questions have answers: on a busy machine they take longer than it waits."""

    def done():
        rerun(page)
        return not [each for each in page.info if "still being computed" in each.value]

    wait_for(done, 60)
    return page


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def drawn(trace, axis):
    """Numbers of a trace, as Plotly writes them into JSON."""
    array = trace[axis]
    return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]) if isinstance(array, dict) else array


@pytest.mark.slow
def test_word_order_opens_alone_and_shows_two_sentences_word_by_word(page, drawn_there):
    opened_page = page("word_order", **SMALL, task="word_order", second="They have painted their boat!")
    assert not opened_page.warning
    assert drawn_there["word_cards"]["sentences"] == [DID.split(), ["they", "have", "painted", "their", "boat"]]
    run = rnn_core.start(lab(opened_page).entry.run.config)
    second = ("they", "have", "painted", "their", "boat")
    answer = rnn_core.ask(run, TwoSentences(tuple(DID.split()), second))
    says, apart, way, *states = charts(opened_page)
    np.testing.assert_allclose(drawn(says["data"][0], "y"), answer.arrays["rnn.first_says"][:, 1], rtol=1e-5)
    np.testing.assert_allclose(drawn(apart["data"][0], "y"), answer.arrays["rnn.distance"], rtol=1e-5)
    np.testing.assert_allclose(drawn(way["data"][1], "x"), answer.arrays["rnn.second_path"][:, 0], atol=1e-5)
    assert len(states) == 2
    (lane,) = drawn_there["by_word"]["lanes"]
    assert lane["said"][1]["words"] == list(second)
    np.testing.assert_allclose(lane["said"][1]["shares"], answer.arrays["rnn.second_says"][:, 1], rtol=1e-5)
    assert [each["words"] for each in lane["apart"]] == [decimal(each) for each in answer.arrays["rnn.distance"]]
    words = " ".join(each.value for each in opened_page.markdown)
    assert plain("They part at word 1, “I” and “they”.") in words
    bag = next(each for each in opened_page.metric if each.label == "Bag of words")
    assert bag.value == "50.0 %"
    link_now = address(opened_page)
    assert link_now == SMALL | {
        "task": "word_order",
        "second": "They have painted their boat!",
        "run": lab(opened_page).entry.id,
    }


@pytest.mark.slow
def test_unknown_words_are_named_and_nothing_else_is_drawn_of_them(page, drawn_there):
    opened_page = page("word_order", **SMALL, task="word_order", first="I had washed my dog and cat")
    (warning,) = opened_page.warning
    assert "“dog”, “and”, “cat”" in warning.value
    assert len(charts(opened_page)) == 0
    assert drawn_there["word_cards"]["sentences"][0] == ["I", "had", "washed", "my", "dog", "and", "cat"]
    opened_page.text_input[0].set_value("I HAD washed my house.")
    answered(opened_page)
    assert not opened_page.warning
    assert len(charts(opened_page)) == 5


@pytest.mark.slow
def test_agreement_opens_alone_and_draws_what_is_asked(page, drawn_there):
    opened_page = page("agreement", **SMALL, task="agreement")
    assert not opened_page.warning
    words, distance, attractors, gradient = charts(opened_page)
    sentence = tuple(BY_NAME["sentence"].default.split())
    run = rnn_core.start(lab(opened_page).entry.run.config)
    expected = rnn_core.ask(run, StatesOfSequence(sentence)).arrays["rnn.outputs"][:, 1]
    np.testing.assert_allclose(drawn(words["data"][0], "y"), expected, rtol=1e-5)
    (lane,) = drawn_there["by_word"]["lanes"]
    np.testing.assert_allclose(lane["said"][0]["shares"], expected, rtol=1e-5)
    assert [name.strip(INVISIBLE) for name in words["layout"]["xaxis"]["categoryarray"]] == list(sentence)
    assert [trace["name"] for trace in distance["data"] if trace.get("showlegend", True)] == [
        "Vanilla RNN",
        "5-gram",
        "the last noun's number",
    ]
    assert len(drawn(attractors["data"][-1], "y")) == 7
    assert len(drawn(gradient["data"][-1], "x")) <= 40
    opened_page.text_input[0].set_value("")
    answered(opened_page)
    assert "has no words" in opened_page.warning[0].value


@pytest.mark.slow
@pytest.mark.parametrize("name", ["word_order", "agreement"])
def test_a_run_of_another_task_is_named_and_one_of_this_page_offered(page, name):
    opened_page = page(name, **SMALL, task="adding")
    assert "about “Adding problem”" in opened_page.info[0].value
    assert not opened_page.get("plotly_chart")
    assert any(name.replace("_", " ").capitalize() in button.label for button in opened_page.button)


@pytest.mark.parametrize("preset", [*word_order.CASES, *agreement.CASES], ids=lambda preset: preset.title)
def test_a_preset_is_a_run_of_its_page_and_two_sentences_that_can_be_read(preset):
    config = opened(preset.task).replace(**preset.settings)
    vocabulary = {"word_order": causative.VOCABULARY, "agreement": noun_phrases.VOCABULARY}[config.task]
    for sentence in preset.parameters.values():
        assert read_sentence(sentence, vocabulary)
    assert preset.words.count(".") == 2


def test_the_cards_offer_every_word_of_the_grammar():
    offered = {word for group in word_order.groups() for word in group["words"]}
    assert offered == set(causative.VOCABULARY)
    assert {word for words in agreement._kinds().values() for word in words} == set(noun_phrases.VOCABULARY)
