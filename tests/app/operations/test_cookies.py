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
def test_only_a_browser_without_the_cookie_gets_one(cookies, sets):
    page = Starlette(routes=[Route("/", lambda _: HTMLResponse("page"))])
    with TestClient(VisitorCookie(page)) as client:
        answer = client.get("/", headers={"cookie": cookies})
    assert (COOKIE in answer.headers.get("set-cookie", "")) == sets


@pytest.mark.parametrize(
    ("accept", "sets"), [("text/html,application/xhtml+xml,*/*;q=0.8", True), ("*/*", False), ("image/avif", False)]
)
def test_a_page_that_the_browser_still_holds_sets_it_and_a_file_beside_it_does_not(accept, sets):
    held = Starlette(routes=[Route("/", lambda _: Response(status_code=304))])
    with TestClient(VisitorCookie(held)) as client:
        answer = client.get("/", headers={"accept": accept})
    assert (COOKIE in answer.headers.get("set-cookie", "")) == sets
