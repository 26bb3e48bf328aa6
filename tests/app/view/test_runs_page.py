"""The page of one visitor's saved runs, as Streamlit runs it, without a browser."""

import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.live import shared
from app.live.commands import STEP
from app.live.run_name import LONGEST_RUN_NAME
from app.operations.limits import Limits
from app.storage.store import NotSaved
from app.view import link, run_list, session
from app.view.plain import isolated, plain
from app.view.run_list import NO_COOKIES, NONE_YET, SHOWN_AT_ONCE
from app.web.routes import file_address
from rnn_core.saved.run_file import renamed
from rnn_core.settings.lane_config import lanes_of
from tests.playing.lab_page import lab, opened, press, rerun
from tests.playing.restarted_server import FULL, RestartedServer, create
from tests.playing.saved_files import NAMES, run_file, save

PAGE = Path(__file__).parents[3] / "pages" / "runs.py"


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = RestartedServer(tmp_path)
    server.start()
    monkeypatch.setattr(shared, "registry", lambda: server.registry)
    for page in (session, link, run_list):
        # Streamlit's test runner has no cookies, and no other page to switch to.
        monkeypatch.setattr(page, "visitor", lambda: server.visitor)
    monkeypatch.setattr(st, "switch_page", server.switched.append)
    yield server
    server.close()


@pytest.fixture
def page(server):
    return AppTest.from_file(str(PAGE), default_timeout=20)


def saved_run(server, name="", **settings):
    """The id of a run of mine that is on disk alone."""
    entry = create(server.registry, STEP, **settings)
    entry.run.latest.rename(name)
    server.start()
    return entry.id


def told(elements):
    return [element.value for element in elements]


def rows(page):
    return [words for words in told(page.markdown) if words.startswith("**")]


def type_name(page, name):
    page.text_input[0].set_value(name)
    press(page, "Rename this run")


def open_file(page, data):
    page.file_uploader[0].set_value(("a name.safetensors", data, "application/octet-stream"))
    press(page, "Open this file")
    return rerun(page)


def as_text(words):
    """What Markdown of escaped `words` shows; fails where a mark is not escaped."""
    assert not re.search(r"[`*_\[\]<>$~:!&#|]", re.sub(r"\\.", "", words))
    return re.sub(r"\\(.)", r"\1", words)


def test_where_nothing_is_saved_the_page_says_how_something_will_be(page):
    rerun(page)
    assert told(page.info) == [NONE_YET]
    assert rows(page) == []
    assert told(page.error) == []


def test_a_row_tells_what_the_run_is(server, page):
    run = saved_run(server, "mine", lanes=lanes_of("rnn", "gru"))
    (row,) = rows(rerun(page))
    name, facts, *_ = row.split("  \n")
    assert name == f"**{isolated('mine')}**"
    assert facts.startswith(":gray[Adding problem · Vanilla RNN, GRU · step 1 · 0.0\u00a0MB · ")
    assert len(page.image) == 1
    assert page.link_button[0].proto.url == file_address(run)
    assert told(page.info) == []


def test_runs_are_told_apart_by_the_settings_that_differ_and_by_what_came_of_each_lane(server, page):
    saved_run(server, "first", lanes=lanes_of("lstm"), sequence_length=20, num_seeds=1)
    saved_run(server, "second", lanes=lanes_of("lstm", "gru"), sequence_length=20, num_seeds=1, forget_bias=0.0)
    second, first = (row.split("  \n") for row in rows(rerun(page)))
    assert first[2] == "T = 20 · H = 16 · **LSTM forget bias 1** · learning rate 0.005"
    assert second[2] == "T = 20 · H = 16 · **LSTM forget bias 0** · **GRU update bias 0** · learning rate 0.005"
    result = "test loss 0.200 at step 5"
    assert as_text(second[3]).replace("\u2060", "") == f"LSTM: {result} · GRU: {result}"


def test_a_run_whose_file_is_gone_is_listed_without_its_results(server, page):
    saved_run(server, "mine")
    server.registry.store.runs("me")[0].path.unlink()
    (row,) = rows(rerun(page))
    assert row.endswith("learning rate 0.005")


def test_rows_are_the_visitors_own_newest_first_and_few_at_first(server, page):
    for n in range(SHOWN_AT_ONCE + 2):
        save(server.registry.store, f"run{n}", name=f"run {n}")
    save(server.registry.store, "other", "you", name="somebody else's")
    rerun(page)
    assert len(rows(page)) == SHOWN_AT_ONCE
    assert isolated(f"run {SHOWN_AT_ONCE + 1}") in rows(page)[0]
    page.toggle[0].set_value(True)
    rerun(page)
    assert len(rows(page)) == SHOWN_AT_ONCE + 2
    server.visitor = "you"
    assert [isolated("somebody else's") in row for row in rows(rerun(page))] == [True]


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_run_is_renamed(server, page, in_memory):
    run = saved_run(server)
    entry = server.registry.find(run) if in_memory else None
    rerun(page)
    type_name(page, "  mine \n and\tmine ")
    rerun(page)
    assert isolated("mine and mine") in rows(page)[0]
    assert page.text_input[0].value == "mine and mine"
    assert entry is None or entry.run.latest.name == "mine and mine"
    type_name(page, " ")
    assert rows(rerun(page))[0].startswith(f"**{isolated('Adding problem')}**")


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_run_is_deleted(server, page, in_memory):
    run = saved_run(server)
    entry = server.registry.find(run) if in_memory else None
    rerun(page)
    press(page, "Delete this run")
    rerun(page)
    assert rows(page) == []
    assert server.registry.find(run) is None
    assert entry is None or entry.run.closed


@pytest.mark.parametrize("what", ["rename", "delete"])
def test_what_fails_is_told_and_the_row_stays_as_it_was(server, page, monkeypatch, what):
    def fails(*_args, **_more):
        raise NotSaved(FULL)

    saved_run(server, "before")
    rerun(page)
    monkeypatch.setattr(server.registry.store, "save" if what == "rename" else "delete", fails)
    type_name(page, "after") if what == "rename" else press(page, "Delete this run")
    rerun(page)
    assert told(page.error) == [plain(FULL)]
    assert isolated("before") in rows(page)[0]


def test_a_run_in_memory_that_cannot_be_renamed_on_disk_is_told(server, page):
    run = saved_run(server, "before")
    server.registry.find(run)
    server.registry.look_after()
    rerun(page)
    server.registry.store.full = True
    type_name(page, "after")
    rerun(page)
    assert told(page.error) == [plain(FULL)]


def test_a_run_that_is_opened_is_the_labs_and_its_visitors(server, page):
    run = saved_run(server)
    rerun(page)
    press(page, "Open")
    rerun(page)
    assert server.switched == ["../pages/lab.py"]
    assert lab(page).entry is server.registry.find(run)
    assert lab(page).owns
    assert lab(page).entry.run.step == 1


def test_the_labs_link_of_a_run_that_was_put_away_opens_it_from_disk(server):
    run = saved_run(server, "mine")
    page = opened(server.registry, run=run)
    assert (lab(page).entry.id, lab(page).owns, lab(page).entry.run.latest.name) == (run, True, "mine")
    server.visitor = "you"
    assert not lab(opened(server.registry, run=run)).owns


def test_a_saved_run_that_is_damaged_is_refused_with_a_sentence_in_the_list_and_in_the_lab(server, page):
    run = saved_run(server)
    path = server.registry.store.runs("me")[0].path
    path.write_bytes(path.read_bytes() + b"<script>")
    rerun(page)
    press(page, "Open")
    rerun(page)
    assert "damaged" in told(page.error)[0]
    assert server.switched == []
    assert "damaged" in told(opened(server.registry, run=run).warning)[0]


def test_a_file_is_opened_as_a_run_of_the_visitors_own(server, page):
    file = server.registry.file_of(create(server.registry, STEP, owner="you"))
    open_file(rerun(page), file)
    assert server.switched == ["../pages/lab.py"]
    assert (lab(page).entry.owner, lab(page).owns, lab(page).entry.run.step) == ("me", True, 1)


@pytest.mark.parametrize("data", [b"", b"<script>alert(1)</script>", run_file("cut")[:200], run_file("other") + b"x"])
def test_a_foreign_file_is_refused_with_a_sentence(server, page, data):
    open_file(rerun(page), data)
    assert re.fullmatch(r"This .*\.", told(page.error)[0])
    assert "lab" not in page.session_state
    assert server.registry.entries() == ()
    assert server.switched == []


def test_no_file_at_all_is_told(page):
    rerun(page)
    press(page, "Open this file")
    rerun(page)
    assert "Choose one first" in told(page.error)[0]


def test_what_made_room_is_told_until_it_was_read(server, page):
    store = server.start(storage_mb=1).store
    save(store, "a", megabytes=0.6, step=1234, title="<b>*bold*</b>")
    save(store, "b", megabytes=0.6)
    rerun(page)
    (warning,) = told(page.warning)
    assert "<b>*bold*</b> at step 1,234" in re.sub(r"\\(.)", r"\1", warning)
    assert r"\<b\>\*bold\*" in warning
    assert told(rerun(page).warning) == [warning]
    press(page, "I have read it")
    assert told(rerun(page).warning) == []
    assert store.removed("me") == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_shown_as_text(server, page, name):
    save(server.registry.store, "a", name=name)
    rerun(page)
    title, _, facts = rows(page)[0].partition("  \n:gray[")
    shown = as_text(title[2:-2])
    assert (shown[0], shown[-1]) == ("\u2068", "\u2069")
    assert shown[1:-1].replace("\u2060", "").strip("\u202e") == " ".join(name.strip("\u202e").split())
    assert facts.partition("  \n")[0].endswith("]")
    assert not any(markdown.proto.allow_html for markdown in page.markdown)


@pytest.mark.parametrize("name", ["http://a.example", "HTTPS://a", "www.a.example", "me@a.example", ":material/home:"])
def test_no_name_becomes_a_link_or_an_icon(name):
    assert not re.search(r"https?://|www\.|\w@\w|:material/", re.sub(r"\\(.)", r"\1", plain(name)), re.IGNORECASE)


def test_no_name_turns_what_stands_beside_it_around():
    shown = isolated("\u2069\u202etxt.exe")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown[1:-1])


@pytest.mark.parametrize("name", ["x" * 100_000, "\ud800", "\n\n# heading"])
def test_a_name_that_a_file_brings_is_cut_and_cleaned(server, name):
    file = server.registry.file_of(create(server.registry, STEP))
    entry = server.registry.adopt(renamed(file, name), "me")
    assert len(entry.run.latest.name) <= LONGEST_RUN_NAME
    assert entry.run.latest.name == " ".join(entry.run.latest.name.split())
    entry.run.latest.name.encode()


def test_a_second_server_says_on_the_page_that_it_saves_nothing(server, page, tmp_path):
    second = RestartedServer(tmp_path)
    first, server.registry = server.registry, second.start()
    rerun(page)
    assert told(page.error) == [plain(server.registry.problem)]
    assert "process" in told(page.error)[0]
    assert rows(page) == []
    server.registry = first
    second.close()


def test_a_browser_without_cookies_is_told(server, page):
    server.visitor = ""
    save(server.registry.store, "a", "me")
    assert rows(rerun(page)) == []
    assert told(page.info) == [NO_COOKIES]


def test_the_largest_file_that_may_be_opened_is_the_servers_limit(page):
    rerun(page)
    assert page.file_uploader[0].proto.max_upload_size_mb == Limits().upload_mb
