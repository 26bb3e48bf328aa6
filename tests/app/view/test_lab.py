"""The lab's widgets, without a browser, and what becomes of the run."""

import threading

from app.live.commands import PLAY, STEP
from app.view import session
from app.view.lab import Lab
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import SETTINGS
from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import TEXT, address, give, lab, opened, press, rerun, shown, widget
from tests.playing.watcher import Watcher, wait_for


def test_a_live_setting_reaches_the_running_run(registry):
    page = opened(registry)
    before = lab(page).entry
    before.run.viewers.add(Watcher())
    widget(page, "lr").set_value(0.05)
    rerun(page)
    assert lab(page).entry is before
    assert address(page)["lr"] == "0.05"
    wait_for(lambda: before.run.config.learning_rate == 0.05)


def test_a_shape_setting_starts_a_new_run_that_trains_on_and_the_page_says_so(registry):
    page = opened(registry)
    before = lab(page).entry
    before.run.viewers.add(Watcher())
    before.run.command(PLAY)
    wait_for(lambda: before.run.status == "training")
    widget(page, "H").set_value(8)
    widget(page, "task").set_value("parity")
    rerun(page)
    after = lab(page).entry
    after.run.viewers.add(Watcher())
    assert after is not before
    assert after.run.config == RunConfig(hidden_size=8, task="parity")
    assert lab(page).news == "This is a new run, because you changed: Task, Hidden size H."
    wait_for(lambda: before.run.status == "paused")
    wait_for(lambda: after.run.status == "training")


def test_only_settings_that_matter_are_shown(registry):
    page = opened(registry)
    always = {"task", "T", "batch", "H", "layers", "init", "lr", "clip", "loss", "profile", "watch", "opt"}
    always |= {"seeds", "seed"}
    assert shown(page) == always | {"forget", "update"}
    page = opened(registry, init="scaled", cells="rnn", loss="step", task="shakespeare")
    assert shown(page) == always | {"gain", "at", "carry"}
    page = opened(registry, init="chrono")
    assert shown(page) == always | {"tmax"}
    widgets = {setting.link for setting in SETTINGS} - {"text", "changes", "cells"}
    assert widgets == always | {"forget", "update", "gain", "at", "carry", "tmax"}


def test_a_setting_that_was_off_the_page_comes_back_with_its_value(registry):
    page = opened(registry, init="scaled", gain="2.5")
    widget(page, "init").set_value("orthogonal")
    rerun(page)
    assert "gain" not in shown(page)
    assert lab(page).entry.run.config == RunConfig(gain=2.5)
    widget(page, "init").set_value("scaled")
    rerun(page)
    assert widget(page, "gain").value == 2.5


def test_own_text_is_asked_for_refused_with_a_sentence_and_taken(registry):
    page = opened(registry)
    before = lab(page).entry
    widget(page, "task").set_value("own_text")
    rerun(page)
    assert lab(page).entry is before
    assert any("Paste or upload" in caption.value for caption in page.caption)
    give(page, "aaaa")
    assert lab(page).entry is before
    assert page.error[0].value.endswith(".")
    give(page, TEXT)
    config = lab(page).entry.run.config
    assert (config.task, config.text) == ("own_text", fingerprint(TEXT))
    assert lab(page).entry.run.text == TEXT


def test_a_setting_changed_while_a_run_that_shall_play_compiles_drops_it_and_plays_the_next(registry):
    compiled = threading.Event()
    registry._engine.warm_up = lambda *_: compiled.wait(20)
    page = opened(registry)
    before = lab(page).entry
    before.run.command(PLAY)
    started = []
    start = registry._engine.start

    def counted(config, text=None):
        started.append(config)
        return start(config, text)

    registry._engine.start = counted
    for size in range(2, 7):
        widget(page, "H").set_value(size)
        rerun(page)
    after = lab(page).entry
    after.run.viewers.add(Watcher())
    compiled.set()
    wait_for(lambda: after.run.status == "training")
    assert registry._entries.keys() == {after.id}
    assert started[-1:] == [RunConfig(hidden_size=6)]
    assert len(started) <= 2
    assert before.run.status != "training"


def test_the_moment_is_studied_held_still(registry):
    page = opened(registry)
    entry = lab(page).entry
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.status == "training")
    press(page, "Study this moment")
    rerun(page)
    assert entry.run.status == "paused"
    assert len(page.get("plotly_chart")) == 5


def test_a_step_is_gone_to_by_the_owner_alone(entry):
    for _ in range(3):
        entry.run.command(STEP)
    own, watching = (Lab(entry, owns, entry.run.present) for owns in (True, False))
    session.go_to(own, 1)
    entry.run.catch_up(5)
    assert from_bytes(entry.run.latest.frame).step == 1
    session.go_to(watching, 2)
    entry.run.catch_up(5)
    assert from_bytes(entry.run.latest.frame).step == 1
    assert (own.refusal, watching.refusal) == ("", session.ONLY_ITS_OWNER)
