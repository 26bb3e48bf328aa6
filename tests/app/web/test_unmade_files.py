"""What a page is told about a file that is made when its button is pressed."""

import asyncio
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, DeferredFileRequestPayload
from streamlit.runtime import app_session
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from app.operations import log
from app.web.unmade_files import LEFT, SayingWhy, say_why
from rnn_core.errors import UserError


def answer(made):
    """What the page of a button for `made` is answered; of one that is not there any more without it."""
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    number = "another" if made is None else files.add_deferred(made, "text/csv", "place", "numbers.csv")
    request = BackendOperationRequest(request_id="asked", deferred_file=DeferredFileRequestPayload(file_id=number))
    found = asyncio.run(SayingWhy(lambda: files).handle(request, "session"))
    assert found.request_id == "asked"
    return found


def refused():
    raise UserError("There is nothing to download yet.")


def broken():
    raise ValueError("a user's words")


@pytest.mark.parametrize(
    ("made", "sentence", "logged"),
    [
        (lambda: b"1,2", "", 0),
        (refused, "There is nothing to download yet.", 0),
        (broken, "This file could not be made because of an error of the program", 1),
        (None, LEFT, 0),
    ],
)
def test_a_file_comes_or_a_sentence_says_why_not(monkeypatch, made, sentence, logged):
    told = []
    monkeypatch.setattr(log, "problem", lambda name, error: told.append((name, type(error))))
    found = answer(made)
    assert found.error_msg.startswith(sentence)
    assert bool(found.deferred_file.url) == (sentence == "")
    assert told == [("file_not_made", ValueError)] * logged


def test_every_session_answers_so(monkeypatch):
    monkeypatch.setattr(app_session, "DeferredFileHandler", DeferredFileHandler)
    say_why()
    session = SimpleNamespace(_script_data=SimpleNamespace(main_script_path="main.py"))
    handlers = app_session.AppSession._create_backend_operation_dispatcher(session)._handlers
    assert isinstance(handlers["deferred_file"], SayingWhy)
