"""Whatever a user presses: no training goes that was not deleted by name."""

import pytest

from app.live.commands import PAUSE, PLAY, STEP, checked_command
from app.view import run_list, session
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.config import RunConfig
from tests.playing.lab_page import TEXT, address, give, lab, opened, press, rerun, widget, with_buttons
from tests.playing.restarted_server import create
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


def test_restarting_what_nobody_trained_promises_nothing(registry, monkeypatch):
    with_buttons(monkeypatch)
    page = opened(registry, seed="7")
    press(page, "restart")
    rerun(page)
    assert lab(page).news == session.BEGUN
    assert "kept" not in session.BEGUN


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
        registry.leave(branch, entry)
        assert registry.find(branch.id) is branch


def test_one_click_leads_back_to_the_run_before_whose_losses_stay_in_sight(registry, page):
    first = lab(page).entry
    assert session.way_back(lab(page)) == ""
    widget(page, "forget").set_value(0.0)
    rerun(page)
    second = lab(page).entry
    assert second.run.parent.run == first.id
    assert session.way_back(lab(page)) == second.run.parent.difference == "LSTM forget bias 1"
    wait_for(lambda: second.run.step > 0)
    shown = from_bytes(second.run.latest.frame).parent
    assert shown is not None
    assert shown.difference == "LSTM forget bias 1"
    press(page, "before")
    rerun(page)
    assert lab(page).entry is first
    assert (lab(page).owns, lab(page).news) == (True, session.WENT_BACK)
    assert widget(page, "forget").value == 1.0
    assert address(page)["run"] == first.id
    assert first.run.step > 50
    assert registry.find(second.id) is second


def test_a_way_back_from_what_nobody_trained_promises_nothing(page):
    lab(page).entry.run.command(PAUSE)
    widget(page, "forget").set_value(0.0)
    rerun(page)
    press(page, "before")
    rerun(page)
    assert lab(page).news == session.CAME_BACK
    assert "kept" not in session.CAME_BACK


def test_a_run_in_which_nothing_was_trained_is_passed_over(page):
    first = lab(page).entry
    first.run.command(PAUSE)
    wait_for(lambda: first.run.status == "paused")
    for bias in (0.0, 2.0):
        widget(page, "forget").set_value(bias)
        rerun(page)
    parent = lab(page).entry.run.parent
    assert (parent.run, parent.difference) == (first.id, "LSTM forget bias 1")


def test_another_task_keeps_the_way_back_but_compares_nothing(page):
    first = lab(page).entry
    widget(page, "task").set_value("parity")
    rerun(page)
    parent = lab(page).entry.run.parent
    assert (parent.run, parent.steps.size) == (first.id, 0)
    assert "Adding problem" in session.way_back(lab(page))


@pytest.mark.parametrize(
    ("wish", "words"), [("restart", "the same settings"), ("branch", "that this one branched from at step")]
)
def test_a_restart_and_a_branch_have_a_way_back_too(page, wish, words):
    first = lab(page).entry
    press(page, wish)
    rerun(page)
    assert words in session.way_back(lab(page))
    press(page, "before")
    rerun(page)
    assert lab(page).entry is first


def test_a_run_before_that_is_gone_or_somebody_elses_is_not_offered(registry, page, monkeypatch):
    first = lab(page).entry
    press(page, "restart")
    rerun(page)
    monkeypatch.setattr(session, "visitor", lambda: "somebody")
    assert session.way_back(lab(page)) == ""
    monkeypatch.setattr(session, "visitor", lambda: "visitor")
    registry.delete(first.id, "visitor")
    assert session.way_back(lab(page)) == ""
    press(page, "before")
    rerun(page)
    assert page.error[0].value == session.NO_WAY_BACK


def test_the_way_back_survives_the_server_but_not_a_file_that_is_given_away(server):
    registry = server.start()
    first = create(registry, STEP)
    second = registry.create(RunConfig(seed=1), owner="me", before=first)
    wait_for(lambda: second.run.prepared)
    second.run.command(STEP)
    second.run.catch_up(5)
    given = registry.file_of(second)
    registry.save_all_of("me")
    assert "the run before: \N{FIRST STRONG ISOLATE}seeds 0–2" in run_list._facts(registry.store.runs("me")[0])
    registry = server.start()
    parent = registry.find(second.id).run.parent
    assert (parent.run, parent.difference) == (first.id, "seeds 0–2")
    assert registry.find(parent.run).owner == "me"
    assert registry.adopt(given, "you").run.parent.run == ""
