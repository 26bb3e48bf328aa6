"""The sidebar shows the settings of the moment on screen: of an earlier step, of another tab's change."""

import pytest

from app.live.commands import PAUSE, PLAY, checked_command
from rnn_core.settings.config import RunConfig
from tests.playing.lab_page import lab, opened, rerun, shown, widget, widgets
from tests.playing.watcher import Watcher, wait_for


@pytest.fixture
def page(registry):
    """The lab with a run whose learning rate was changed at some step after 50, paused."""
    page = opened(registry)
    run = lab(page).entry.run
    run.viewers.add(Watcher())
    run.command(PLAY)
    wait_for(lambda: run.step > 50)
    widget(page, "lr").set_value(0.05)
    rerun(page)
    run.command(PAUSE)
    wait_for(lambda: run.status == "paused")
    rerun(page)
    return page


def go_to(page, step):
    run = lab(page).entry.run
    run.command(checked_command("seek_exactly", step))
    run.catch_up(5)
    rerun(page)


def titles(page):
    return " ".join(markdown.value for markdown in page.sidebar.markdown)


def test_looking_back_shows_the_settings_of_that_step_and_changes_nothing(page):
    entry = lab(page).entry
    config, stood = entry.run.config, entry.run.step
    go_to(page, 31)
    assert widget(page, "lr").value == 0.005
    assert "**Training** :gray[· at step 31]" in titles(page)
    assert {name for name, drawn in widgets(page).items() if not drawn.disabled} & shown(page) == {"profile", "watch"}
    rerun(page)
    go_to(page, stood)
    assert widget(page, "lr").value == 0.05
    assert "changes while it runs" in titles(page)
    assert not any(drawn.disabled for drawn in widgets(page).values())
    assert lab(page).entry is entry
    assert entry.run.config == config


def test_what_is_looked_at_may_change_at_an_earlier_step_too(page):
    go_to(page, 31)
    widget(page, "watch").set_value(3)
    rerun(page)
    run = lab(page).entry.run
    assert (run.past_step, run.on_screen.watched, run.on_screen.learning_rate) == (31, 3, 0.005)
    assert (run.present.watched, run.present.learning_rate) == (3, 0.05)
    assert (widget(page, "watch").value, widget(page, "lr").value) == (3, 0.005)
    go_to(page, run.step)
    assert (widget(page, "watch").value, widget(page, "lr").value) == (3, 0.05)


def test_a_page_that_is_opened_while_an_earlier_step_is_looked_at_shows_that_step(registry, page):
    go_to(page, 31)
    other = opened(registry, run=lab(page).entry.id)
    assert lab(other).entry is lab(page).entry
    assert (widget(other, "lr").value, widget(other, "lr").disabled) == (0.005, True)


def test_a_second_tab_shows_what_the_first_has_changed_with_its_next_drawing(registry, page):
    other = opened(registry, run=lab(page).entry.id)
    assert widget(other, "lr").value == 0.05
    widget(page, "lr").set_value(0.1)
    rerun(page)
    rerun(other)
    assert widget(other, "lr").value == 0.1
    assert lab(other).entry is lab(page).entry


def test_what_two_tabs_change_comes_together(registry, page):
    other = opened(registry, run=lab(page).entry.id)
    widget(page, "lr").set_value(0.1)
    rerun(page)
    widget(other, "clip").set_value(2.0)
    rerun(other)
    run = lab(page).entry.run
    assert (run.present.learning_rate, run.present.clip_norm) == (0.1, 2.0)
    assert (widget(other, "lr").value, widget(other, "clip").value) == (0.1, 2.0)
    widget(other, "H").set_value(8)
    widget(page, "lr").set_value(0.2)
    rerun(page)
    rerun(other)
    assert lab(other).entry is not lab(page).entry
    assert lab(other).entry.run.config == RunConfig(learning_rate=0.2, clip_norm=2.0, hidden_size=8)
    assert (widget(other, "lr").value, widget(other, "H").value) == (0.2, 8)


def test_a_change_of_a_link_that_has_come_to_pass_is_shown(registry):
    page = opened(registry, changes="7:lr:0.5")
    run = lab(page).entry.run
    assert widget(page, "lr").value == 0.005
    run.viewers.add(Watcher())
    run.command(PLAY)
    wait_for(lambda: run.step > 10)
    rerun(page)
    assert widget(page, "lr").value == 0.5
    assert [change.step for change in run.config.changes] == [7]


def test_a_viewer_sees_the_settings_of_the_step_that_the_lecturer_looks_back_at(registry):
    entry = registry.create(RunConfig(hidden_size=8), owner="lecturer")
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 50)
    for command in (checked_command("set", 0.05, "learning_rate"), PAUSE, checked_command("seek_exactly", 31)):
        entry.run.command(command)
    entry.run.catch_up(5)
    page = opened(registry, run=entry.id, H="8")
    assert "learning rate 0.005" in titles(page)
    assert any("step 31" in caption.value for caption in page.sidebar.caption)
    entry.run.command(checked_command("seek", entry.run.step))
    entry.run.catch_up(5)
    rerun(page)
    assert "learning rate 0.05" in titles(page)
