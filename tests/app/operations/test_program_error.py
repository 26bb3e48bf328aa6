"""What went wrong inside is logged with its place and never shown, wherever a user could read it."""

import json
import logging

import numpy as np
import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.testing.v1 import AppTest

from app import server
from app.live.commands import PLAY, Refused
from app.live.live_run import STOPPED
from app.operations import log
from app.operations.limits import TooLarge
from app.operations.program_error import ProgramError, logged_as
from app.operations.table import LimitError
from app.storage.store import NotSaved
from app.view.guard import show_failure
from app.web import download, stream
from rnn_core.errors import UserError
from rnn_core.frames.frame import FrameError
from rnn_core.saved import run_file
from rnn_core.saved.run_file import SavedRunError
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting import SettingError
from rnn_core.tasks.text import TextError
from rnn_core.tasks.thermometer import TemperatureError
from tests.playing.lab_page import lab, opened, rerun, widget
from tests.playing.watcher import wait_for

HOST = {"host": "lab.example"}
INSIDE = "broadcast"
"""A word of NumPy's sentence."""


def broken(*_, **__):
    return np.zeros(2) + np.zeros(3)


@pytest.fixture
def problems(caplog):
    """The lines that were logged of errors, each with its place."""

    def found():
        lines = [json.loads(log._Lines().format(r)) for r in caplog.records if r.levelno >= logging.ERROR]
        assert all(line["error"] == "ValueError" and line["at"][-1].endswith("broken") for line in lines)
        assert INSIDE not in json.dumps(lines)
        return [line["event"] for line in lines]

    return found


@pytest.mark.parametrize(
    "kind",
    [SettingError, TextError, TemperatureError, FrameError, SavedRunError, Refused, NotSaved, TooLarge, LimitError],
)
def test_whatever_a_user_may_read_descends_from_one_class_and_is_no_error_of_pythons_own(kind):
    assert issubclass(kind, UserError)
    assert not issubclass(kind, ValueError)


def test_a_sentence_for_the_user_passes_and_anything_else_is_logged_and_becomes_one(problems):
    with pytest.raises(Refused, match="full"), logged_as("asked", "Nothing happened", "try again"):
        raise Refused("This server is full.")
    with pytest.raises(ProgramError) as error, logged_as("asked", "Nothing happened", "try again"):
        broken()
    assert str(error.value).startswith("Nothing happened because of an error of the program")
    assert str(error.value).endswith("; try again.")
    assert INSIDE not in str(error.value)
    assert problems() == ["asked"]


@pytest.mark.parametrize("at", ["fresh", "first_look", "with_first_test", "warm_up", "advance", "observe"])
def test_an_error_of_the_engine_is_no_sentence_of_the_run(registry, problems, at):
    setattr(registry._engine, at, broken)
    run = registry.create(RunConfig(seed=3)).run
    wait_for(lambda: run.latest.message or run.prepared)
    if run.prepared:
        run.command(PLAY)
    wait_for(lambda: run.latest.message)
    assert (run.status, run.latest.message) == ("paused", STOPPED)
    assert problems() == ["run_failed"]


def test_what_the_engine_says_to_the_user_is_the_runs_sentence(registry, caplog):
    def refused(*_):
        raise TextError("The text is empty. Paste some, or choose a file.")

    registry._engine.fresh = refused
    run = registry.create(RunConfig(seed=3)).run
    wait_for(lambda: run.latest.message)
    assert run.latest.message == "The text is empty. Paste some, or choose a file."
    assert not caplog.records


def test_no_way_into_the_registry_lets_an_error_of_the_program_through(registry, entry, problems):
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 0)
    data = registry.file_of(entry)
    for method in ("check", "load_run", "rewound", "save_run"):
        setattr(registry._engine, method, broken)
    ways = {
        "run_not_created": lambda: registry.create(RunConfig(seed=1)),
        "run_not_branched": lambda: registry.branch(entry, "visitor"),
        "file_not_opened": lambda: registry.adopt(data, "visitor"),
        "file_not_made": lambda: registry.file_of(entry),
    }
    for way in ways.values():
        with pytest.raises(ProgramError) as error:
            way()
        assert INSIDE not in str(error.value)
    assert problems() == list(ways)


def test_a_saved_run_that_cannot_be_opened_is_a_sentence_on_the_connection_and_in_the_lab(client, registry, problems):
    registry.in_memory = broken
    with client.websocket_connect("/live/x", headers=HOST) as socket:
        refused = json.loads(socket.receive_text())["refused"]
        assert "error of the program" in refused
        assert INSIDE not in refused
        assert socket.receive()["code"] == stream.UNKNOWN
    answer = download._answer("x", "visitor", "")
    assert (answer.status_code, b"error of the program" in answer.body) == (500, True)
    page = opened(registry, run="x")
    assert "error of the program" in page.warning[0].value
    assert INSIDE not in page.warning[0].value
    assert set(problems()) == {"run_not_found", "file_not_sent"}


def test_a_new_run_that_fails_inside_leaves_the_one_on_screen_and_says_so(registry, problems):
    page = opened(registry)
    before = lab(page).entry
    registry._engine.check = broken
    widget(page, "H").set_value(8)
    assert "error of the program" in rerun(page).error[0].value
    assert INSIDE not in page.error[0].value
    assert lab(page).entry is before
    assert problems() == ["run_not_created"]


def test_a_command_that_fails_inside_is_answered_with_a_sentence(client, entry, problems):
    entry.run.command = broken
    with client.websocket_connect(f"/live/{entry.id}", headers=HOST) as socket:
        socket.send_text(json.dumps({"hello": entry.key}))
        socket.send_text(json.dumps({"command": "play"}))
        while "refused" not in (words := json.loads(socket.receive().get("text", "{}"))):
            pass
    assert "error of the program" in words["refused"]
    assert INSIDE not in words["refused"]
    assert problems() == ["message_failed"]


def test_where_sending_fails_inside_the_connection_ends_and_the_reason_is_logged(client, entry, problems):
    entry.run.state = broken
    with client.websocket_connect(f"/live/{entry.id}", headers=HOST) as socket:
        assert socket.receive()["code"] == stream.FAILED
    assert problems() == ["sending_failed"]


def test_a_page_that_fails_shows_a_sentence_and_not_the_exception(problems):
    script = "import numpy, app.view.guard\nwith app.view.guard.guarded():\n    "
    shown = AppTest.from_string(script + "def broken(): numpy.zeros(2) + numpy.zeros(3)\n    broken()").run()
    assert not shown.exception
    assert "error of the program" in shown.error[0].value
    assert INSIDE not in shown.error[0].value
    assert problems() == ["page_failed"]


@pytest.mark.parametrize(
    "place", ["@st.fragment\ndef part():\n    {what}\npart()", "st.button('B', on_click=lambda: {what})"]
)
@pytest.mark.parametrize("what", ["refuse()", "numpy.zeros(2) + numpy.zeros(3)"])
def test_what_fails_beside_a_pages_script_shows_a_sentence_too(monkeypatch, place, what):
    """A part that is drawn anew by itself, and what a button does: Streamlit runs both outside of the page's script."""
    make = ScriptRunner.__init__

    def made(runner, *arguments, **more):
        make(runner, *arguments, **more)
        runner._on_script_error = show_failure

    monkeypatch.setattr(ScriptRunner, "__init__", made)
    script = "import numpy, streamlit as st\nfrom app.live.commands import Refused\n"
    script += "def refuse(): raise Refused('Not now.')\n"
    shown = AppTest.from_string(script + place.format(what=what)).run()
    if shown.button:
        shown.button[0].click().run()
    assert not shown.exception
    assert INSIDE not in shown.error[0].value
    assert ("error of the program" in shown.error[0].value) == (what != "refuse()")
    assert (shown.error[0].value == "Not now.") == (what == "refuse()")


def test_the_server_shows_such_a_sentence():
    assert server.app._on_script_error is show_failure


def test_why_a_file_does_not_fit_is_logged_with_its_place_and_told_in_our_words(registry, entry, problems):
    def unfit(_):
        try:
            broken()
        except ValueError as error:
            raise run_file.unfit() from error

    entry.run.command(PLAY)
    wait_for(lambda: entry.run.step > 0)
    data = registry.file_of(entry)
    registry._engine.load_run = unfit
    with pytest.raises(SavedRunError) as refused:
        registry.adopt(data, "visitor")
    assert INSIDE not in str(refused.value)
    assert problems() == ["saved_run_refused"]
