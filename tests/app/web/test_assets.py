"""The assets folder below its version: kept by browsers for good, and asked for anew under another one."""

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.operations.paths import ASSETS
from app.web import routes


@pytest.mark.parametrize(("version", "kept"), [("", True), ("another", False)])
def test_only_files_of_this_version_are_kept(version, kept):
    client = TestClient(Starlette(routes=routes.own_routes()))
    answer = client.get(f"{routes.assets_address(version)}/scope/lab.js")
    assert answer.content == (ASSETS / "scope/lab.js").read_bytes()
    assert ("immutable" in answer.headers["cache-control"]) == kept
    assert (answer.headers["cache-control"] == "no-cache") == (not kept)


def test_a_proxy_that_keeps_its_path_finds_everything_below_it(monkeypatch):
    real = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: "/lab/" if name == "server.baseUrlPath" else real(name))
    client = TestClient(Starlette(routes=routes.own_routes()))
    assert client.get(f"/lab/{routes.assets_address()}/scope/lab.js").status_code == 200
    assert client.get("/lab/live/none/qr.svg?page=http://a.example/lab/").status_code == 200
    assert client.get(f"/{routes.assets_address()}/scope/lab.js").status_code == 404


def test_another_file_is_another_version(tmp_path, monkeypatch):
    monkeypatch.setattr(routes, "ASSETS", tmp_path)
    found = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.css", "2")):
        (tmp_path / name).write_text(text)
        routes.assets_version.cache_clear()
        found.add(routes.assets_version())
    routes.assets_version.cache_clear()
    assert len(found) == 3
