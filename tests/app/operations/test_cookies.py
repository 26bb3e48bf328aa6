import warnings

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.operations.cookies import COOKIE, VisitorCookie

with warnings.catch_warnings():
    # Starlette's client announces a change of its own dependency, which is nothing of ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("cookies", "sets"),
    [("", True), ("other=1", True), (f"{COOKIE}=abc", False), (f'a[b]=[1, "2"; {COOKIE}=abc', False)],
)
@pytest.mark.parametrize("query", ["", "?begin=une%20femme%20%C3%A2g%C3%A9e", "?%FF=%00&embed"])
def test_only_a_browser_without_the_cookie_gets_one(cookies, sets, query):
    page = Starlette(routes=[Route("/", lambda _: HTMLResponse("page"))])
    with TestClient(VisitorCookie(page)) as client:
        answer = client.get(f"/{query}", headers={"cookie": cookies})
    assert (COOKIE in answer.headers.get("set-cookie", "")) == sets


@pytest.mark.parametrize(
    ("accept", "sets"), [("text/html,application/xhtml+xml,*/*;q=0.8", True), ("*/*", False), ("image/avif", False)]
)
def test_a_page_that_the_browser_still_holds_sets_it_and_a_file_beside_it_does_not(accept, sets):
    held = Starlette(routes=[Route("/", lambda _: Response(status_code=304))])
    with TestClient(VisitorCookie(held)) as client:
        answer = client.get("/", headers={"accept": accept})
    assert (COOKIE in answer.headers.get("set-cookie", "")) == sets


FRAMED = {"sec-fetch-dest": "iframe"}
PARTITIONED = {"SameSite=None", "Secure", "Partitioned"}


@pytest.mark.parametrize(
    ("url", "headers", "partitioned"),
    [
        ("https://lab.example/", FRAMED, True),
        ("https://lab.example/?embed=true", {}, True),
        ("http://lab.example/", FRAMED | {"x-forwarded-proto": "https"}, True),
        ("http://lab.example/", FRAMED | {"x-forwarded-proto": "https, http"}, True),
        ("http://lab.example/", FRAMED, False),
        ("http://lab.example/", FRAMED | {"x-forwarded-proto": "http"}, False),
        ("https://lab.example/", {"sec-fetch-dest": "document"}, False),
        ("https://lab.example/?embed=false", {}, False),
    ],
)
def test_in_a_frame_over_https_the_cookie_is_the_framing_sites_own(url, headers, partitioned):
    page = Starlette(routes=[Route("/", lambda _: HTMLResponse("page"))])
    with TestClient(VisitorCookie(page)) as client:
        kept = set(client.get(url, headers=headers).headers["set-cookie"].split("; "))
    assert PARTITIONED & kept == (PARTITIONED if partitioned else set())
    assert ("SameSite=Lax" in kept) != partitioned
    assert "HttpOnly" in kept
