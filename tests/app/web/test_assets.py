"""The assets folder below its version: kept by browsers for good, and asked for anew under another one."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.operations.paths import ASSETS
from app.web import routes


@pytest.mark.parametrize(("version", "kept"), [("", True), ("another", False)])
def test_only_files_of_this_version_are_kept(version, kept):
    client = TestClient(Starlette(routes=routes.own_routes()))
    answer = client.get(f"{routes.assets_path(version)}/scope/lab.js")
    assert answer.content == (ASSETS / "scope/lab.js").read_bytes()
    assert ("immutable" in answer.headers["cache-control"]) == kept
    assert (answer.headers["cache-control"] == "no-cache") == (not kept)


def test_another_file_is_another_version(tmp_path, monkeypatch):
    monkeypatch.setattr(routes, "ASSETS", tmp_path)
    found = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.css", "2")):
        (tmp_path / name).write_text(text)
        routes.assets_version.cache_clear()
        found.add(routes.assets_version())
    routes.assets_version.cache_clear()
    assert len(found) == 3
