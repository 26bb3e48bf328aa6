from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.operations import frame_ancestors
from app.operations.frame_ancestors import DEFAULT, VARIABLE, WHAT, FrameAncestors, read
from app.operations.table import LimitError

README = Path(__file__).parents[3] / "README.md"
HEADER = "content-security-policy"


@pytest.mark.parametrize(
    "written", ["'self'", "'none'", "*", "https:", "'self'  https://course.example https://*.uni.example:8443 a.b:*"]
)
def test_what_browsers_understand_is_taken(written):
    assert read(f" {written} ") == " ".join(written.split())
    assert read(" ") == ""


@pytest.mark.parametrize(
    "written",
    ["self", "none", "'none' https://a.example", "https://a.example/path", "a;b", "a,b", "'unsafe'", "é.example"],
)
def test_what_they_would_not_is_refused_with_a_sentence(written):
    with pytest.raises(LimitError, match=rf"^{VARIABLE} \(.* was .* or leave it out for any site\.$") as refused:
        read(written)
    assert written in str(refused.value)


@pytest.mark.parametrize("allowed", ["", "'self' https://course.example"])
def test_pages_say_who_may_frame_them_and_files_do_not(monkeypatch, allowed):
    monkeypatch.setattr(frame_ancestors, "frame_ancestors", lambda: allowed)
    routes = [Route("/", lambda _: HTMLResponse("page")), Route("/file", lambda _: PlainTextResponse("file"))]
    with TestClient(FrameAncestors(Starlette(routes=routes))) as client:
        said = client.get("/").headers.get(HEADER, "")
        assert said == (f"frame-ancestors {allowed}" if allowed else "")
        assert HEADER not in client.get("/file").headers


def test_the_readme_has_the_row():
    assert f"| `{VARIABLE}` | {DEFAULT} | {WHAT} |" in README.read_text(encoding="utf-8")
