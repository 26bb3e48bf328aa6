"""Whatever a user presses: no training goes that was not deleted by name."""

import pytest

from app.live.commands import PLAY, checked_command
from app.view import session
from rnn_core.settings.config import RunConfig
from tests.playing.lab_page import TEXT, give, lab, opened, press, rerun, widget, with_buttons
from tests.playing.watcher import Watcher, wait_for


@pytest.fixture
def page(registry, monkeypatch):
    """The lab with a run that trains, watched, and has a name."""
    with_buttons(monkeypatch)
    page = opened(registry, seed="7")
    run = lab(page).entry.run
    run.viewers.add(Watcher())
    run.latest.rename("The one to keep")
    run.command(PLAY)
    wait_for(lambda: run.step > 50)
    return page


def change_a_setting(page):
    widget(page, "H").set_value(8)


def change_the_text(page):
    widget(page, "task").set_value("own_text")
    rerun(page)
    give(page, TEXT)
    give(page, TEXT + "More.")


WISHES = {
    "restart": lambda page: press(page, "restart"),
    "branch": lambda page: press(page, "branch"),
    "another size": change_a_setting,
    "a text": change_the_text,
}


@pytest.mark.parametrize("wish", WISHES)
def test_the_run_before_stays_whole_when_a_new_one_begins(registry, page, wish):
    before = lab(page).entry
    WISHES[wish](page)
    rerun(page)
    after = lab(page).entry
    assert after.id != before.id
    assert lab(page).owns
    wait_for(lambda: before.run.status == "paused")
    assert registry.find(before.id) is before
    assert before.run.step > 50
    assert before.run.latest.name == "The one to keep"
    before.run.command(checked_command("seek_exactly", 31))
    before.run.catch_up(5)
    assert before.run.branch("")[1].run.step == 31


def test_a_restart_is_a_new_run_of_the_settings_as_they_hold_that_trains_as_the_one_before_did(registry, page):
    before = lab(page).entry
    widget(page, "lr").set_value(0.05)
    rerun(page)
    wait_for(lambda: before.run.present.learning_rate == 0.05)
    press(page, "restart")
    rerun(page)
    after = lab(page).entry
    after.run.viewers.add(Watcher())
    assert after.run.config == RunConfig(seed=7, learning_rate=0.05)
    assert lab(page).news == session.RESTARTED
    assert widget(page, "lr").value == 0.05
    wait_for(lambda: after.run.status == "training")


@pytest.mark.parametrize("wish", ["restart", "branch"])
def test_a_viewer_is_told_why_not(registry, monkeypatch, wish):
    with_buttons(monkeypatch)
    entry = registry.create(RunConfig(hidden_size=8), owner="somebody")
    page = opened(registry, run=entry.id, H="8")
    press(page, wish)
    rerun(page)
    assert lab(page).entry is entry
    assert page.error[0].value == session.NOT_YOURS
    rerun(page)
    assert not page.error


def test_a_run_that_came_with_its_steps_is_not_dropped_while_it_compiles(registry):
    entry = registry.create(RunConfig(), owner="visitor")
    wait_for(lambda: entry.run.prepared)
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 20)
    with registry._compiling:
        branch = registry.branch(entry, "visitor")
        registry.leave(branch)
        assert registry.find(branch.id) is branch
