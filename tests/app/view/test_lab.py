"""The lab's widgets, without a browser, and what becomes of the run."""

import threading
from dataclasses import replace

from app.live.commands import PLAY, STEP, checked_command
from app.view import session, widgets
from app.view.lab import Lab
from rnn_core.frames.frame import from_bytes, to_bytes
from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import SETTINGS
from rnn_core.tasks import openings
from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import TEXT, address, give, lab, opened, press, rerun, shown, widget
from tests.playing.moment import moment
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
    rerun(page)
    after = lab(page).entry
    after.run.viewers.add(Watcher())
    assert after is not before
    assert after.run.config == RunConfig(hidden_size=8)
    assert lab(page).news == "This is a new run, because you changed: Hidden size H."
    wait_for(lambda: before.run.status == "paused")
    wait_for(lambda: after.run.status == "training")


def test_a_task_opens_with_its_own_settings_and_leaves_the_seeds_alone(registry):
    page = opened(registry, seed="7", seeds="2", T="80", lr="0.5", init="chrono", tmax="9", cells="gru")
    for task in ("counting", "recall", "adding"):
        widget(page, "task").set_value(task)
        rerun(page)
        config = lab(page).entry.run.config
        assert config == openings.opened(task, RunConfig(seed=7, num_seeds=2))
        assert lab(page).news == "This is a new run, because you changed: Task."
        drawn = (widget(page, name).value for name in ("task", "T", "H", "lr", "watch", "seed"))
        expected = (config.task, config.sequence_length, config.hidden_size, config.learning_rate, config.watched, 7)
        assert tuple(drawn) == expected
        assert openings.OPENINGS[task].seen in [caption.value for caption in page.sidebar.caption]
        entry = lab(page).entry
        assert lab(rerun(page)).entry is entry, "the widgets agree at once"
    assert address(page) == {"seed": "7", "seeds": "2", "run": lab(page).entry.id}


def test_the_speed_stays_as_it_was_chosen_whatever_starts_the_next_run(registry):
    page = opened(registry)
    lab(page).entry.run.command(checked_command("speed", "max"))
    wait_for(lambda: lab(page).entry.run.state()["speed"] == "max")
    widget(page, "task").set_value("parity")
    rerun(page)
    after = lab(page).entry
    wait_for(lambda: after.run.state()["speed"] == "max")
    session.restart(lab(page))
    assert lab(page).entry is not after
    wait_for(lambda: lab(page).entry.run.state()["speed"] == "max")


def test_what_is_seen_is_said_of_the_tasks_own_settings_only_and_a_button_leads_back(registry):
    page = opened(registry, task="parity", T="30", seed="7")
    assert openings.OPENINGS["parity"].seen not in [caption.value for caption in page.sidebar.caption]
    press(page, "Usual settings for this task")
    rerun(page)
    assert lab(page).entry.run.config == openings.opened("parity", RunConfig(seed=7))
    assert openings.OPENINGS["parity"].seen in [caption.value for caption in page.sidebar.caption]


def test_only_settings_that_matter_are_shown(registry):
    page = opened(registry)
    always = {"task", "T", "batch", "H", "layers", "init", "lr", "clip", "loss", "profile", "watch", "opt"}
    always |= {"seeds", "seed"}
    assert shown(page) == always | {"forget", "update"}
    page = opened(registry, init="scaled", cells="rnn", loss="step", task="shakespeare")
    assert shown(page) == always | {"gain", "at", "carry"}
    page = opened(registry, init="chrono")
    assert shown(page) == always | {"tmax"}
    page = opened(registry, task="hello")
    assert shown(page) == (always - {"T", "watch"}) | {"word", "forget", "update"}
    page = opened(registry, task="numbers", input="glove")
    assert shown(page) == (always - {"T"}) | {"forget", "update", "input", "order", "attention", "forced"}
    widgets = {setting.link for setting in SETTINGS} - {"text", "changes", "cells"}
    of_translation = {"input", "E", "order", "attention", "forced", "split"}
    assert widgets == always | {"forget", "update", "gain", "at", "carry", "tmax", "word"} | of_translation


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
    fresh = registry._engine.fresh

    def counted(config, text=None):
        started.append(config)
        return fresh(config, text)

    registry._engine.fresh = counted
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
    session.study(lab(page))
    rerun(page)
    assert entry.run.status == "paused"
    assert len(page.get("plotly_chart")) == 5
    assert [button.proto.label for button in page.get("download_button")] == [
        "The code",
        "Trace as safetensors",
        "Trace as NPZ",
        "Weights for PyTorch",
        "Weights for Keras",
        "Recording of this run",
    ]


def test_the_picture_of_a_file_that_somebody_has_made_asks_for_no_image(registry):
    page, picture = opened(registry), moment()
    named = replace(picture, task=picture.task | {"title": "![](http://evil.example/x.png)"})
    lab(page).moment = to_bytes(named)
    rerun(page)
    assert any("evil" in each.value for each in page.markdown)
    assert not any("![" in each.value for each in page.markdown)


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


def test_a_run_is_renamed_by_its_owner_alone(registry):
    page = opened(registry)
    shown = lab(page)
    session.rename(shown, " A  name ")
    assert shown.entry.run.latest.words()["name"] == "A name"
    shown.owns = False
    session.rename(shown, "Not mine")
    assert shown.entry.run.latest.words()["name"] == "A name"
    assert shown.refusal == ""


def test_a_task_that_nobody_chose_opens_nothing(registry):
    """Streamlit says that a list has changed when the run of the page that made it anew was overtaken."""
    page = opened(registry, T="8", H="4")
    before = lab(page).entry
    widgets.task_chosen(lab(page))
    rerun(page)
    assert lab(page).entry is before
    assert (widget(page, "T").value, widget(page, "H").value) == (8, 4)


def test_the_runs_own_task_chosen_again_has_the_runs_settings(registry):
    page = opened(registry, T="8", H="4")
    before = lab(page).entry
    for task in ("own_text", "adding"):
        widget(page, "task").set_value(task)
        rerun(page)
    assert lab(page).entry is before
    assert (widget(page, "T").value, widget(page, "H").value) == (8, 4)
