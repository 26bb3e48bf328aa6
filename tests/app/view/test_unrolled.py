"""The page "Unrolled" on a real run: from a cold link, with another lane, with a run it cannot show, and its cases."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.live import shared
from app.view import link
from app.view.unrolled import PRESETS
from rnn_core import WholePass, ask
from rnn_core.inside.question import from_bytes
from rnn_core.settings.config import DEFAULT
from rnn_core.training.run import fresh
from tests.playing.lab_page import address, lab, rerun
from tests.playing.watcher import wait_for

PAGE = Path(__file__).parents[3] / "pages" / "unrolled.py"
SMALL = {"task": "recall", "T": "6", "H": "4", "seeds": "2", "batch": "3", "cells": "rnn,lstm"}
FIFTY = next(preset for preset in PRESETS if preset.title == "Fifty timesteps back")


@pytest.fixture
def open_page(real, monkeypatch):
    monkeypatch.setattr(shared, "registry", lambda: real)
    monkeypatch.setattr(link, "visitor", lambda: "visitor")

    def open_one(**more):
        page = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in (SMALL | more).items():
            page.query_params[name] = value
        return rerun(page)

    return open_one


def brought(page):
    """The answer that the page hands to its picture, and the run that it is about."""
    for component in page.get("bidi_component"):
        data = json.loads(component.proto.json)
        if "answer" in data:
            return data["run"], from_bytes(base64.b64decode(data["answer"]))
    return None


def test_a_cold_link_brings_the_numbers_of_its_lane(open_page):
    page = open_page(unroll="lstm", watch="2")
    run = lab(page).entry.run
    wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
    page = rerun(page)
    named, answer = brought(page)
    assert named == lab(page).entry.id
    assert (answer.words["lane"], answer.words["example"], answer.words["step"]) == ("lstm", 2, 0)
    assert address(page)["unroll"] == "lstm"
    page.selectbox[0].select("rnn")
    page = rerun(page)
    assert brought(page)[1].words["lane"] == "rnn"
    assert "unroll" not in address(page)


def test_a_translation_is_told_what_the_page_needs(open_page, real):
    page = open_page(task="numbers", H="4", cells="gru")
    assert "two networks" in page.info[0].value
    assert not page.get("bidi_component")
    button = page.button[0]
    assert button.label == "Start “By hand: RNN”"
    button.click()
    page = rerun(page)
    config = lab(page).entry.run.present
    assert (config.task, config.hidden_size, config.sequence_length, config.lane_ids) == ("adding", 1, 3, ("rnn",))


def test_a_case_is_one_click_away(open_page):
    page = open_page()
    before = lab(page).entry.id
    next(button for button in page.button if button.label == "By hand: LSTM").click()
    page = rerun(page)
    config = lab(page).entry.run.present
    assert lab(page).entry.id != before
    assert (config.hidden_size, config.sequence_length, config.lane_ids) == (1, 3, ("lstm",))


@pytest.mark.parametrize("preset", PRESETS[:3], ids=lambda preset: preset.title)
def test_by_hand_is_one_unit_and_three_timesteps(preset):
    run = fresh(preset.config(DEFAULT))
    answer = ask(run, WholePass(run.lanes[0].id))
    assert answer.arrays["trace.hidden"].shape == (3, 1)


@pytest.mark.parametrize("seed", range(3))
def test_fifty_timesteps_back_little_is_left_of_the_rnn(seed):
    run = fresh(FIFTY.config(DEFAULT).replace(seed=seed))
    reach = ask(run, WholePass("rnn")).arrays["reach"]
    assert len(reach) == 51
    assert reach[1] < np.log10(0.01)
