"""The lab and its address: what a link asks for, what is shown of it, and what the address holds then."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.live.commands import PLAY, Refused
from app.view import session
from app.view.link import BRING
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.link import from_link
from rnn_core.settings.table import SETTINGS, Change
from rnn_core.tasks import openings
from rnn_core.tasks.text import fingerprint
from tests.playing.lab_page import TEXT, address, give, lab, opened, rerun, widget
from tests.playing.watcher import Watcher, wait_for

names = st.sampled_from([setting.link for setting in SETTINGS] + ["run"]) | st.text(max_size=8)
plausible = st.sampled_from(["0", "1", "2", "7", "50", "lstm", "rnn,gru", "own_text", "counting", "step", "7:lr:0.5"])


def test_a_new_visitor_gets_the_default_run_and_an_address_without_defaults(registry):
    page = opened(registry)
    assert lab(page).entry.run.config == RunConfig()
    assert address(page) == {"run": lab(page).entry.id}
    assert not page.warning


def test_a_link_gives_its_run(registry):
    link = {"task": "recall", "T": "20", "cells": "lstm,gru", "lr": "0.002", "init": "uniform"}
    link |= {"at": "3", "loss": "step"}
    page = opened(registry, **link)
    expected, _ = from_link(link)
    assert lab(page).entry.run.config == expected
    assert address(page) == link | {"run": lab(page).entry.id}
    assert widget(page, "T").value == 20
    assert widget(page, "lr").value == 0.002


@pytest.mark.parametrize("more", [{"machine": "a fake machine"}, {"run": "gone"}, {"H": "16"}])
def test_a_task_typed_alone_opens_as_it_teaches_and_a_written_link_means_the_defaults(registry, more):
    page = opened(registry, task="counting")
    assert lab(page).entry.run.config == openings.opened("counting")
    page = opened(registry, task="counting", **more)
    assert lab(page).entry.run.config == RunConfig(task="counting")


def test_changes_in_a_link_reach_the_run_and_stay_in_the_address_until_something_changes(registry):
    page = opened(registry, changes="7:lr:0.5")
    assert [change.step for change in lab(page).entry.run.config.changes] == [7]
    assert address(page)["changes"] == "7:lr:0.5"
    widget(page, "H").set_value(8)
    rerun(page)
    assert lab(page).entry.run.config == RunConfig(hidden_size=8)
    assert "changes" not in address(page)


def test_bad_link_values_become_defaults_are_named_and_leave_the_address(registry):
    page = opened(registry, T="9999", shade="red", lr="fast", cells="rnn,foo", H="8", task="", seed="1.5")
    assert lab(page).entry.run.config == RunConfig(hidden_size=8)
    assert address(page) == {"H": "8", "run": lab(page).entry.id}
    notices = " ".join(warning.value for warning in page.warning)
    for words in ("'9999' is not a sequence length", "'shade' in", "'fast'", "'rnn,foo'", "'' is not a task", "'1.5'"):
        assert words in notices


def test_a_run_in_the_address_is_found_again_but_only_watched_from_another_browser(registry):
    entry = registry.create(RunConfig(hidden_size=8), owner="somebody")
    page = opened(registry, run=entry.id, H="8")
    assert lab(page).entry is entry
    assert not lab(page).owns


def test_a_run_that_is_gone_gives_a_new_one_and_says_so(registry):
    page = opened(registry, run="gone", H="8")
    assert lab(page).entry.run.config == RunConfig(hidden_size=8)
    assert "There is no run “gone” on this server." in page.warning[0].value
    page.button(key="close_notices").click().run(timeout=30)
    assert not page.warning


def test_what_others_add_to_an_address_leaves_its_run(registry):
    run = lab(opened(registry, task="recall", T="20")).entry.id
    page = opened(registry, run=run, fbclid="x")
    assert lab(page).entry.id == run
    assert "'fbclid' in the link is not a setting" in page.warning[0].value


def test_a_link_to_somebody_elses_text_says_what_is_missing_and_waits_for_it(registry):
    link = {"task": "own_text", "text": fingerprint(TEXT), "cells": "gru", "changes": "7:lr:0.5"}
    page = opened(registry, **link)
    placeholder = lab(page).entry
    assert placeholder.run.config == RunConfig()
    assert "A link never contains the text" in page.warning[0].value
    assert widget(page, "task").value == "own_text"
    assert address(page) == link | {"run": placeholder.id}
    give(page, TEXT)
    run = lab(page).entry
    assert run.run.config == from_link(link)[0]
    assert run.run.text == TEXT
    assert lab(page).news == session.TEXT_CAME
    assert not page.warning
    assert lab(rerun(page)).entry is run


def test_a_link_that_names_no_text_asks_for_any(registry):
    page = opened(registry, task="own_text")
    assert page.warning[0].value == BRING["own_text"]
    give(page, TEXT)
    assert lab(page).entry.run.text == TEXT
    assert lab(page).news == session.TEXT_CAME


def test_another_text_than_the_links_starts_a_run_without_the_links_changes(registry):
    page = opened(registry, task="own_text", text="0123456789abcdef", cells="gru", changes="7:lr:0.5")
    give(page, TEXT)
    expected = RunConfig(task="own_text", text=fingerprint(TEXT), lanes=lanes_of("gru"))
    assert lab(page).entry.run.config == expected
    assert "changes" not in address(page)


@pytest.mark.parametrize(("task", "T", "cells"), [("temporal_order", "5", "rnn"), ("counting", "2", "gru")])
def test_a_link_whose_sequences_are_too_short_for_its_task_says_so_and_keeps_the_rest(registry, task, T, cells):
    page = opened(registry, task=task, T=T, cells=cells)
    assert lab(page).entry.run.config == RunConfig(task=task, lanes=lanes_of(cells))
    assert f"A sequence length of {T} is too short" in page.warning[0].value
    assert "We took 50" in page.warning[0].value


def test_a_full_server_says_so(registry):
    def full(*_):
        raise Refused("This server is full; try again in a minute.")

    registry.create = full
    page = opened(registry)
    assert [error.value for error in page.error] == ["This server is full; try again in a minute."]
    assert not page.warning


def test_a_page_whose_run_was_put_away_by_a_full_server_keeps_saying_so(registry):
    def full(*_):
        raise Refused("This server is full; try again in a minute.")

    page = opened(registry)
    registry._entries.clear()
    registry.create = full
    assert "full" in rerun(page).error[0].value
    assert lab(page).news == ""
    del registry.create
    assert not rerun(page).error
    assert lab(page).news == session.PUT_AWAY


@pytest.mark.parametrize(
    "link",
    [
        {"cells": "rnn", "forget": "3.0"},
        {"gain": "2.0"},
        {"carry": "0"},
        {"at": "3"},
        {"tmax": "9"},
        {"text": "0123456789abcdef"},
    ],
)
def test_a_links_setting_without_a_widget_starts_no_second_run(registry, link):
    page = opened(registry, **link)
    assert len(registry._entries) == 1
    assert lab(page).news == ""
    assert address(page) == {name: value for name, value in link.items() if name != "text"} | {
        "run": lab(page).entry.id
    }


def test_what_a_link_says_is_shown_and_never_comes_to_life(registry):
    image = "![x](http://evil/p.png)"
    page = opened(registry, **{image: "1", "H": image, "run": image, "n" * 500: "1"})
    (warning,) = page.warning
    assert image not in warning.value
    assert warning.value.count("\\!\\[x\\](http\\:\N{WORD JOINER}//evil/p.png)") == 3
    assert "n" * 41 not in warning.value
    widget(page, "task").set_value("own_text")
    rerun(page)
    give(page, f"{image}\n\n# {TEXT}")
    (caption,) = [caption for caption in page.sidebar.caption if "characters" in caption.value]
    assert "\\!\\[x\\](http\\:\N{WORD JOINER}//evil/p.png) \\# The" in caption.value


def test_the_address_holds_the_changes_made_while_the_run_trained(registry):
    page = opened(registry)
    entry = lab(page).entry
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 0)
    widget(page, "lr").set_value(0.05)
    rerun(page)
    (change,) = entry.run.config.changes
    assert change == Change(change.step, "learning_rate", 0.05)
    assert address(page) == {"changes": f"{change.step}:lr:0.05", "run": entry.id}


@pytest.mark.slow
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(link=st.dictionaries(names, st.text(max_size=30) | plausible, max_size=8))
def test_whatever_a_link_says_there_is_a_run_afterwards(registry, monkeypatch, link):
    """What could not be taken is said in sentences; a thousand links are read by `tests/rnn_core/settings`."""
    page = SimpleNamespace(query_params=SimpleNamespace(to_dict=lambda: dict(link)), session_state={})
    with monkeypatch.context() as patch:
        patch.setattr(session, "st", page)
        patch.setattr(session, "get_script_run_ctx", lambda: None)
        found = session.open_page()
    assert registry.find(found.entry.id) is found.entry
    assert all(re.search(r"[.…]$", notice) for notice in found.notices)
    registry.delete(found.entry.id, found.entry.owner)


def test_a_link_from_another_kind_of_machine_says_that_numbers_may_part(registry):
    page = opened(registry, H="8", machine="a fake machine")
    assert not page.warning
    page = opened(registry, H="8", machine="another machine")
    assert page.warning[0].value == "This comes from another machine."
    assert address(page) == {"H": "8", "run": lab(page).entry.id}
    assert lab(page).entry.run.state()["link"] == {"H": "8", "machine": "a fake machine"}
