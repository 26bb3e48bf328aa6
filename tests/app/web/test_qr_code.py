"""The viewers' address as a QR code."""

import io
import warnings

import pytest
import segno
from starlette.applications import Starlette

from app.web.qr_code import NO_PAGE
from app.web.routes import own_routes

with warnings.catch_warnings():
    # Starlette's client announces a change of its own dependency, which is nothing of ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def client():
    return TestClient(Starlette(routes=own_routes()))


def test_the_code_says_the_page_and_the_run_alone(client):
    answer = client.get("/live/abc/qr.svg", params={"page": "http://10.0.0.7:8501/translator"})
    assert answer.headers["content-type"] == "image/svg+xml"
    expected = io.BytesIO()
    code = segno.make_qr("http://10.0.0.7:8501/translator?run=abc", error="m")
    code.save(expected, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    assert answer.content == expected.getvalue()


@pytest.mark.parametrize(
    ("page", "run"),
    [
        *((page, "abc") for page in ("", "javascript:alert(1)", "http://[::1", "http://" + 300 * "a")),
        ("http://10.0.0.7:8501/", 5000 * "a"),
    ],
)
def test_what_is_no_address_of_a_page_gets_a_sentence(client, page, run):
    answer = client.get(f"/live/{run}/qr.svg", params={"page": page})
    assert (answer.status_code, answer.text) == (400, NO_PAGE)
