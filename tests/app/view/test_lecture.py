"""Somebody else's run on screen: settings without fields, a copy of one's own, and following the lecturer."""

from contextlib import nullcontext

import pytest

from app.live.commands import PLAY, checked_command
from app.view import lecture, link, session
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting_words import settings_in_words
from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import TEXT, lab, opened, press, rerun, shown, widget, with_buttons
from tests.playing.watcher import Watcher, wait_for


@pytest.fixture
def lecturer(registry):
    """The run of somebody else, in training."""
    return trained(registry, registry.create(RunConfig(hidden_size=8), owner="lecturer"))


@pytest.fixture
def page(registry, lecturer, monkeypatch):
    """The lab of somebody who watches it."""
    with_buttons(monkeypatch)
    return opened(registry, run=lecturer.id, H="8")


def trained(registry, entry):
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 50)
    return entry


def labels(page):
    return {button.label for button in page.button}


def words(page):
    return " ".join(markdown.value for markdown in page.sidebar.markdown)


def test_a_viewer_sees_settings_and_no_fields(page):
    assert shown(page) == set()
    for setting in ("Adding problem", "H = 8", "T = 50", "LSTM forget bias 1", "learning rate 0.005", "seeds 0–2"):
        assert setting in words(page).replace("\\", "")
    assert "Make my own copy" in labels(page)
    assert "Back to the lecture" not in labels(page)


def test_every_setting_stands_in_one_group():
    told = [line for lines in lecture.grouped(RunConfig()).values() for line in lines]
    assert len(told) == len(set(told)) == len(settings_in_words(RunConfig()))


def test_a_copy_is_ones_own_goes_on_from_the_moment_on_screen_and_leaves_the_lecture_alone(registry, lecturer, page):
    lecturer.run.command(checked_command("seek_exactly", 31))
    lecturer.run.command(PLAY)
    lecturer.run.catch_up(5)
    press(page, "Make my own copy")
    rerun(page)
    copy = lab(page).entry
    assert copy.id != lecturer.id
    assert (copy.owner, lab(page).owns, lecturer.run.status) == ("visitor", True, "training")
    assert copy.run.step >= 31
    assert copy.run.parent.run == lecturer.id
    assert lab(page).news == lecture.COPIED.format(step=copy.run.step)
    assert widget(page, "H").value == 8
    assert lecturer.run.latest.gone_on == ""
    # Also after a change that starts a run of one's own.
    widget(page, "forget").set_value(0.0)
    rerun(page)
    press(page, "Back to the lecture")
    rerun(page)
    assert lab(page).entry is lecturer
    assert not lab(page).owns
    assert shown(page) == set()
    assert registry.find(copy.id) is copy


def test_a_run_that_has_not_begun_is_copied_from_its_settings(registry, monkeypatch):
    with_buttons(monkeypatch)
    with registry._compiling:
        entry = registry.create(RunConfig(hidden_size=8), owner="lecturer")
        page = opened(registry, run=entry.id, H="8")
        press(page, "Make my own copy")
        rerun(page)
        assert lab(page).entry.run.config == RunConfig(hidden_size=8)
        assert lab(page).entry.owner == "visitor"


def test_the_way_to_the_lecture_is_there_after_a_reload(registry, lecturer, page):
    press(page, "Make my own copy")
    rerun(page)
    again = opened(registry, run=lab(page).entry.id, H="8")
    assert lab(again).owns
    press(again, "Back to the lecture")
    rerun(again)
    assert lab(again).entry is lecturer


def test_somebodys_text_is_not_given_away(registry, monkeypatch):
    with_buttons(monkeypatch)
    config = RunConfig(task="own_text", text=fingerprint(TEXT))
    entry = registry.create(config, TEXT, "lecturer")
    page = opened(registry, run=entry.id, task="own_text", text=config.text)
    assert lab(page).entry is entry
    assert lab(page).text is None
    press(page, "Make my own copy")
    rerun(page)
    assert page.error[0].value == lecture.THEIR_TEXT
    assert lab(page).entry is entry


def test_viewers_are_told_of_a_new_run_and_follow_to_where_the_lecturer_is(registry, lecturer, page):
    second = registry.create(RunConfig(hidden_size=8, forget_bias=0.0), owner="lecturer", before=lecturer)
    registry.leave(lecturer, second)
    assert lecturer.run.state()["gone_on"] == "The lecturer started a new run: LSTM forget bias 0."
    trained(registry, second)
    third = registry.branch(second, "lecturer")
    registry.leave(second, third)
    assert second.run.state()["gone_on"].endswith(f"it goes on from step {third.run.step:,}.")
    press(page, "follow")
    rerun(page)
    assert lab(page).entry is third
    assert not lab(page).owns
    registry.leave(third, lecturer)
    assert third.run.state()["gone_on"] == "The lecturer shows another run: LSTM forget bias 1."
    assert "gone_on" not in lecturer.run.state()
    press(page, "follow")
    rerun(page)
    assert lab(page).entry is lecturer


@pytest.mark.parametrize("lost", ["never begun", "deleted"])
def test_viewers_follow_over_a_run_that_is_gone(registry, lecturer, page, lost):
    """The lecturer changes two settings, one after the other."""
    with registry._compiling if lost == "never begun" else nullcontext():
        second = registry.create(RunConfig(hidden_size=8, forget_bias=0.0), owner="lecturer", before=lecturer)
        registry.leave(lecturer, second)
        third = registry.create(RunConfig(hidden_size=8, forget_bias=2.0), owner="lecturer", before=second)
        registry.leave(second, third)
    registry.delete(second.id, "lecturer")
    assert registry.find(second.id) is None
    assert lecturer.run.state()["gone_on"] == "The lecturer started a new run: LSTM forget bias 2."
    press(page, "follow")
    rerun(page)
    assert lab(page).entry is third
    # Who comes with a link to the run that is gone, or still has its page open, watches the lecturer's too.
    late = opened(registry, run=second.id, H="8", forget="0")
    assert (lab(late).entry, lab(late).owns, lab(late).notices) == (third, False, (link.GONE_ON,))
    registry.leave(third, lecturer)
    registry.delete(third.id, "lecturer")
    rerun(page)
    assert (lab(page).entry, lab(page).owns, lab(page).news) == (lecturer, False, session.FOLLOWED)


def test_the_way_back_through_the_browsers_history_is_told_too(registry, lecturer):
    second = registry.create(RunConfig(hidden_size=8, forget_bias=0.0), owner="lecturer", before=lecturer)
    private = registry.create(RunConfig(seed=5), owner="lecturer")
    registry.leave(lecturer, second)
    registry.come_back(second, private)
    assert "gone_on" not in second.run.state()
    registry.come_back(second, lecturer)
    assert "gone_on" not in lecturer.run.state()
    assert second.run.state()["gone_on"] == "The lecturer went back to the run before: LSTM forget bias 1."
    registry.come_back(lecturer, second)
    assert lecturer.run.state()["gone_on"] == "The lecturer started a new run: LSTM forget bias 0."


def test_a_new_run_for_which_somebody_waits_is_not_dropped_while_it_compiles(registry, lecturer):
    with registry._compiling:
        second = registry.create(RunConfig(seed=1), owner="lecturer")
        for _ in range(2):
            second.run.viewers.add(Watcher())
        registry.leave(second, lecturer)
        assert registry.find(second.id) is second


def test_a_lecture_that_is_gone_is_said_to_be(registry, lecturer, page):
    press(page, "Make my own copy")
    rerun(page)
    registry.delete(lecturer.id, "lecturer")
    own = lab(page).entry
    press(page, "Back to the lecture")
    rerun(page)
    assert page.error[0].value == lecture.LECTURE_GONE
    assert lab(page).entry is own


def test_an_owner_without_cookies_who_comes_again_owns_the_run_by_its_key(registry):
    entry = registry.create(RunConfig(hidden_size=8))
    page = opened(registry, run=entry.id, H="8")
    assert "Make my own copy" in labels(page)
    session.claim(lab(page), "another key")
    assert not lab(page).owns
    session.claim(lab(page), entry.key)
    rerun(page)
    assert "Make my own copy" not in labels(page)
    assert widget(page, "H").value == 8


def test_the_run_of_one_who_has_cookies_is_not_had_by_a_key(registry, lecturer, page):
    session.claim(lab(page), lecturer.key)
    assert not lab(page).owns
