"""One server under several names: where a browser's other runs are, and what others must open."""

from types import SimpleNamespace

import pytest
import streamlit as st

from app.operations import address
from app.view import origin, run_list
from app.view.plain import plain

FOLDER = "/home/me/unrolled"


@pytest.fixture
def opened_at(monkeypatch):
    """The page is opened at an address of a server on port 8501 that listens on `host`."""

    def opened(url, host="localhost"):
        options = {"server.address": host, "server.port": 8501}
        monkeypatch.setattr(type(st.context), "url", url)
        monkeypatch.setattr(st, "get_option", options.__getitem__)
        monkeypatch.setattr(address, "_network_addresses", lambda family: ["10.0.0.7"])
        monkeypatch.setattr(address, "_CONTAINER_MARKS", ())

    return opened


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("http://localhost:8501/runs", "http://127.0.0.1:8501/runs"),
        ("http://127.0.0.1:8501/runs", "http://localhost:8501/runs"),
        ("http://10.0.0.7:8501/runs", ""),
    ],
)
def test_a_browser_that_came_by_another_name_is_told_where_its_runs_are(monkeypatch, opened_at, url, names):
    opened_at(url)
    said = []
    monkeypatch.setattr(st, "caption", said.append)
    run_list._say_where_others_are(SimpleNamespace(folder=FOLDER))
    assert plain(url.removesuffix("/runs")) in said[0]
    assert (f"]({names})" in said[0]) == bool(names)
    assert (plain(FOLDER) in said[0]) == bool(names)


@pytest.mark.parametrize(
    ("url", "host", "board"),
    [
        ("http://localhost:8501/", "0.0.0.0", "http://10.0.0.7:8501"),
        ("http://localhost:8501/", None, "http://10.0.0.7:8501"),
        ("http://0.0.0.0:8501/", "0.0.0.0", "http://10.0.0.7:8501"),
        ("http://127.0.1.1:8501/", "0.0.0.0", "http://10.0.0.7:8501"),
        ("http://[::1]:8501/", "::", "http://10.0.0.7:8501"),
        ("http://lab.localhost:8501/", "0.0.0.0", "http://10.0.0.7:8501"),
        ("http://notlocalhost:8501/", "0.0.0.0", ""),
        ("http://localhost:8501/", "localhost", ""),
        ("http://localhost:9000/", "0.0.0.0", ""),
        ("http://10.0.0.7:8501/", "0.0.0.0", ""),
        (None, "0.0.0.0", ""),
    ],
)
def test_others_open_the_address_on_the_board(opened_at, url, host, board):
    opened_at(url, host)
    assert origin.board_origin() == board
