"""Saved runs that are ticked and laid over each other, without a browser."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.live import shared
from app.live.commands import STEP
from app.storage.store import Stored
from app.view import compare, run_list
from app.view.run_list import CHOOSE
from rnn_core.saved.run_file import about_of
from rnn_core.settings.lane_config import lanes_of
from tests.playing.lab_page import press, rerun
from tests.playing.moment import moment
from tests.playing.restarted_server import RestartedServer, create
from tests.playing.saved_files import run_file

PAGE = Path(__file__).parents[3] / "pages" / "runs.py"


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = RestartedServer(tmp_path)
    server.start()
    monkeypatch.setattr(shared, "registry", lambda: server.registry)
    for module in (run_list, compare):
        # Streamlit's test runner has no cookies.
        monkeypatch.setattr(module, "visitor", lambda: server.visitor)
    yield server
    server.close()


@pytest.fixture
def page(server):
    for bias in (0.0, 1.0, 2.0):
        create(server.registry, STEP, lanes=lanes_of("lstm"), forget_bias=bias)
    server.start()
    return rerun(AppTest.from_file(str(PAGE), default_timeout=20))


def choice(page):
    return next(button for button in page.button if button.label == CHOOSE or button.label.startswith("Compare the"))


def compared(page, ids):
    page.query_params["compare"] = ",".join(ids)
    return rerun(page)


def test_ticked_runs_are_laid_over_each_other_with_what_differs_in_bold(page):
    assert choice(page).disabled
    page.checkbox[0].check()
    assert choice(rerun(page)).disabled
    page.checkbox[1].check()
    assert choice(rerun(page)).label == "Compare the 2 ticked runs"
    press(page, "Compare the 2 ticked runs")
    rerun(page)
    first, second = [
        words.value for words in page.markdown if words.value.startswith("**A**") or words.value.startswith("**B**")
    ]
    assert "T = 50 · H = 16 · **LSTM forget bias 2** · learning rate 0.005" in first
    assert "T = 50 · H = 16 · **LSTM forget bias 1** · learning rate 0.005" in second
    assert "test loss 0.200" in first
    assert len(page.get("plotly_chart")) == 2
    press(page, "Back to the list")
    assert len(rerun(page).checkbox) == 3


def test_no_fifth_run_can_be_ticked(server, page):
    for _ in range(2):
        create(server.registry, STEP)
    rerun(page)
    for box in page.checkbox[:4]:
        box.check()
    rerun(page)
    assert [box.disabled for box in page.checkbox] == [False] * 4 + [True]
    assert not choice(page).disabled


def test_runs_of_somebody_else_or_that_are_gone_are_not_compared(server, page):
    ids = [stored.id for stored in server.registry.store.runs("me")]
    assert not compared(page, ids[:2]).warning
    for wanted in (ids[:1], [ids[0], "gone"], ["", ""]):
        assert [each.value for each in compared(page, wanted).warning] == [compare.NOT_THERE]
    server.visitor = "you"
    assert [each.value for each in compared(page, ids[:2]).warning] == [compare.NOT_THERE]
    assert not page.get("plotly_chart")


def test_a_picture_of_the_comparison_tells_what_is_common_once_and_the_rest_by_letters():
    runs = []
    for letter, name, rate in (("A", "mine", "0.005"), ("B", "", "0.05")):
        about = replace(about_of(run_file(name)), config={"lr": rate, "cells": "lstm"})
        stored = Stored(f"run{letter}", Path(), 1, about)
        told = [("T = 50", False), (f"learning rate {rate}", True)]
        runs.append(compare.Compared(letter, stored, moment(cells=("lstm",)), told))
    origin = compare.origin_of_all(runs)
    assert origin.moment == "A: “mine”, Adding problem, step 40 · B: Adding problem, step 40"
    common, *apart = origin.settings.splitlines()
    assert common.startswith("All: LSTM · T = 50 · H = 16 · Adam · batch size 32 · ")
    assert common.endswith("seeds 0–2")
    assert apart == ["A: learning rate 0.005", "B: learning rate 0.05"]
    assert origin.how.splitlines() == [
        f"{letter}: LSTM: test loss 0.250 at step 31. The error counts at the last timestep." for letter in "AB"
    ]
