"""Which pages may open a WebSocket of this server, and what the others hear."""

import json

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.operations import log
from app.web.origins import FOREIGN, POLICY, OwnPagesOnly, is_allowed

HOST = "lab.example"
EVIL = "http://evil.example"


@pytest.fixture
def option(monkeypatch):
    """Set an option of Streamlit for the length of a test."""
    given = {}
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: given[name] if name in given else real(name))
    return given


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://lab.example",
        "https://lab.example",
        "http://localhost:3000",
        "https://127.0.0.1",
        "http://[::1]:80",
    ],
)
def test_a_page_of_this_server_or_this_machine_may_connect(origin):
    assert is_allowed(origin, HOST)


@pytest.mark.parametrize("origin", [EVIL, "http://lab.example:81", "null", "", "http://[", "lab.example"])
def test_another_page_may_not(origin):
    assert not is_allowed(origin, HOST)


def test_an_operator_allows_what_streamlit_would_allow(option):
    option["server.corsAllowedOrigins"] = ["https://course.example "]
    option["browser.serverAddress"] = "board.example"
    assert is_allowed("https://course.example", HOST)
    assert is_allowed("https://board.example:8443", HOST)
    assert not is_allowed(EVIL, HOST)
    option["server.enableCORS"] = False
    assert is_allowed(EVIL, HOST)


@pytest.fixture
def client():
    async def greet(socket):
        await socket.accept()
        await socket.send_text("welcome")

    routes = [WebSocketRoute("/live/{run}", greet), WebSocketRoute("/_stcore/stream", greet)]
    routes.append(Route("/_stcore/health", lambda _: PlainTextResponse("ok")))
    with TestClient(Starlette(routes=routes, middleware=[Middleware(OwnPagesOnly)])) as client:
        yield client


@pytest.mark.parametrize("path", ["/live/run", "/_stcore/stream"])
def test_a_page_of_ours_is_served(client, path):
    with client.websocket_connect(path, headers={"host": HOST, "origin": f"http://{HOST}"}) as socket:
        assert socket.receive_text() == "welcome"


def test_a_foreign_page_that_asks_for_a_run_hears_why_not_and_what_to_do(client):
    with client.websocket_connect("/live/run", headers={"host": HOST, "origin": EVIL}) as socket:
        sentence = json.loads(socket.receive_text())["refused"]
        assert EVIL in sentence
        assert "server.corsAllowedOrigins" in sentence
        assert socket.receive()["code"] == FOREIGN


def test_a_foreign_page_never_reaches_streamlit_and_the_log_tells_of_it_once(client, monkeypatch):
    told = []
    monkeypatch.setattr(log, "problem", lambda name, **facts: told.append(facts["sentence"]))
    headers = {"host": HOST, "origin": EVIL}
    for _ in range(2):
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            client.websocket_connect("/_stcore/stream", headers=headers),
        ):
            pass
        assert closed.value.code == POLICY
    (sentence,) = told
    assert EVIL in sentence
    assert "server.corsAllowedOrigins" in sentence


@pytest.mark.parametrize(
    ("page", "path", "status"),
    [
        (None, "/_stcore/health", 200),
        (f"http://{HOST}/runs", "/_stcore/health", 200),
        ("http://localhost:8501/", "/_stcore/health", 200),
        (f"{EVIL}/", "/_stcore/health", 421),
        (f"{EVIL}/runs?H=4", "/runs/_stcore/host-config", 421),
        (f"{EVIL}/", "/other", 404),
    ],
)
def test_streamlits_page_behind_a_proxy_that_rewrites_host_is_told_why_it_stays_empty(client, page, path, status):
    headers = {"host": HOST} | ({} if page is None else {"referer": page})
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    if status == 421:
        # Streamlit's page shows a string of JSON.
        assert f"came from {EVIL}. Whoever runs the server can allow it" in answer.json()
