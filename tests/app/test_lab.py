"""The lab page as Streamlit runs it, without a browser: the link, the widgets, and what becomes of the run."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import live
from app.commands import PLAY
from app.live import RunRegistry
from rnn_core.config import SETTINGS, RunConfig
from rnn_core.link import from_link
from rnn_core.tasks.text import fingerprint
from tests.app.fake_engine import FakeEngine

PAGE = Path(__file__).parents[2] / "pages" / "lab.py"
TEXT = "The quick brown fox jumps over the lazy dog. " * 400


class Watcher:
    ready = True

    def notify(self):
        pass


@pytest.fixture
def registry(monkeypatch):
    registry = RunRegistry(FakeEngine(seconds_per_step=0.0))
    monkeypatch.setattr(live, "registry", lambda: registry)
    yield registry
    registry.close()


def opened(registry, **link):
    page = AppTest.from_file(str(PAGE), default_timeout=20)
    for name, value in link.items():
        page.query_params[name] = value
    return rerun(page)


def rerun(page):
    page.run()
    assert not page.exception
    return page


def lab(page):
    return page.session_state["lab"]


def address(page):
    return {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}


def widget(page, link):
    return next(w for kind in ("selectbox", "number_input", "toggle", "pills") for w in page.get(kind) if w.key == link)


def shown(page):
    return {w.key for kind in ("selectbox", "number_input", "toggle", "pills") for w in page.get(kind)}


def wait_for(truth, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not truth() and time.monotonic() < deadline:
        time.sleep(0.005)
    assert truth()


def press(page, label):
    next(button for button in page.button if button.label == label).click()


def test_a_new_visitor_gets_the_default_run_and_an_address_without_defaults(registry):
    page = opened(registry)
    assert lab(page).entry.live.config == RunConfig()
    assert address(page) == {"run": lab(page).entry.id}
    assert not page.warning


def test_a_link_gives_its_run(registry):
    link = {"task": "recall", "T": "20", "cells": "lstm,gru", "lr": "0.002", "init": "uniform"}
    link |= {"at": "3", "loss": "step"}
    page = opened(registry, **link)
    expected, _ = from_link(link)
    assert lab(page).entry.live.config == expected
    assert address(page) == link | {"run": lab(page).entry.id}
    assert widget(page, "T").value == 20
    assert widget(page, "lr").value == 0.002


def test_changes_in_a_link_reach_the_run_and_stay_in_the_address_until_something_changes(registry):
    page = opened(registry, changes="7:lr:0.5")
    assert [change.step for change in lab(page).entry.live.config.changes] == [7]
    assert address(page)["changes"] == "7:lr:0.5"
    widget(page, "H").set_value(8)
    rerun(page)
    assert lab(page).entry.live.config == RunConfig(hidden_size=8)
    assert "changes" not in address(page)


def test_bad_link_values_become_defaults_are_named_and_leave_the_address(registry):
    page = opened(registry, T="9999", colour="red", lr="fast", cells="rnn,foo", H="8", task="", seed="1.5")
    assert lab(page).entry.live.config == RunConfig(hidden_size=8)
    assert address(page) == {"H": "8", "run": lab(page).entry.id}
    notices = " ".join(warning.value for warning in page.warning)
    for words in ("Sequence length T was '9999'", "'colour' is not", "'fast'", "'rnn,foo'", "Task was ''", "'1.5'"):
        assert words in notices


def test_a_live_setting_reaches_the_running_run(registry):
    page = opened(registry)
    before = lab(page).entry
    before.live.audience.add(Watcher())
    widget(page, "lr").set_value(0.05)
    rerun(page)
    assert lab(page).entry is before
    assert address(page)["lr"] == "0.05"
    wait_for(lambda: before.live.config.learning_rate == 0.05)


def test_a_shape_setting_starts_a_new_run_that_trains_on_and_the_page_says_so(registry):
    page = opened(registry)
    before = lab(page).entry
    before.live.audience.add(Watcher())
    before.live.command(PLAY)
    wait_for(lambda: before.live.status == "training")
    widget(page, "H").set_value(8)
    widget(page, "task").set_value("parity")
    rerun(page)
    after = lab(page).entry
    after.live.audience.add(Watcher())
    assert after is not before
    assert after.live.config == RunConfig(hidden_size=8, task="parity")
    assert lab(page).news == "This is a new run, because you changed: Task, Hidden size H."
    wait_for(lambda: before.live.status == "paused")
    wait_for(lambda: after.live.status == "training")


def test_only_settings_that_matter_are_shown(registry):
    page = opened(registry)
    always = {"task", "T", "batch", "cells", "H", "layers", "init", "lr", "clip", "loss", "profile", "watch", "opt"}
    always |= {"seeds", "seed"}
    assert shown(page) == always | {"forget", "update"}
    page = opened(registry, init="scaled", cells="rnn", loss="step", task="shakespeare")
    assert shown(page) == always | {"gain", "at", "carry"}
    page = opened(registry, init="chrono")
    assert shown(page) == always | {"tmax"}
    widgets = {setting.link for setting in SETTINGS} - {"text", "changes"}
    assert widgets == always | {"forget", "update", "gain", "at", "carry", "tmax"}


def test_a_setting_that_was_off_the_page_comes_back_with_its_value(registry):
    page = opened(registry, init="scaled", gain="2.5")
    widget(page, "init").set_value("orthogonal")
    rerun(page)
    assert "gain" not in address(page)
    assert lab(page).entry.live.config.gain == 1.0
    widget(page, "init").set_value("scaled")
    rerun(page)
    assert widget(page, "gain").value == 2.5


def test_no_cell_at_all_leaves_the_run_as_it_is(registry):
    page = opened(registry)
    before = lab(page).entry
    widget(page, "cells").set_value([])
    rerun(page)
    assert lab(page).entry is before
    assert "at least one cell" in page.warning[0].value


def test_a_run_in_the_address_is_found_again_but_only_watched_from_another_browser(registry):
    entry = registry.create(RunConfig(hidden_size=8), owner="somebody")
    page = opened(registry, run=entry.id, H="8")
    assert lab(page).entry is entry
    assert not lab(page).owns
    widget(page, "lr").set_value(0.1)
    rerun(page)
    assert lab(page).entry is not entry
    assert lab(page).owns
    assert lab(page).entry.live.config == RunConfig(hidden_size=8, learning_rate=0.1)
    assert entry.live.config == RunConfig(hidden_size=8)


def test_a_run_that_is_gone_gives_a_new_one_and_says_so(registry):
    page = opened(registry, run="gone", H="8")
    assert lab(page).entry.live.config == RunConfig(hidden_size=8)
    assert "'gone' is not on this server" in page.warning[0].value


def test_own_text_is_asked_for_refused_with_a_sentence_and_taken(registry):
    page = opened(registry)
    before = lab(page).entry
    widget(page, "task").set_value("own_text")
    rerun(page)
    assert lab(page).entry is before
    assert any("Paste or upload" in caption.value for caption in page.caption)
    page.text_area[0].set_value("aaaa")
    press(page, "Train on this text")
    rerun(page)
    assert lab(page).entry is before
    assert page.error[0].value.endswith(".")
    page.text_area[0].set_value(TEXT)
    press(page, "Train on this text")
    rerun(page)
    config = lab(page).entry.live.config
    assert (config.task, config.text) == ("own_text", fingerprint(TEXT))
    assert lab(page).entry.live.text == TEXT


def test_a_link_to_somebody_elses_text_says_what_is_missing(registry):
    page = opened(registry, task="own_text", text="0123456789abcdef")
    assert lab(page).entry.live.config == RunConfig()
    assert "never enters a link" in page.warning[0].value


def test_the_moment_is_studied_held_still(registry):
    page = opened(registry)
    entry = lab(page).entry
    entry.live.audience.add(Watcher())
    entry.live.command(PLAY)
    wait_for(lambda: entry.live.status == "training")
    press(page, "Study this moment")
    rerun(page)
    assert entry.live.status == "paused"
    assert len(page.get("plotly_chart")) == 5
