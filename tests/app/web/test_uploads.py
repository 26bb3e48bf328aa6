"""Who may upload without the token that Streamlit asks for."""

import warnings

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from app.web.uploads import UploadsWithoutCookies

with warnings.catch_warnings():
    # Starlette's client announces a change of its own dependency, which is nothing of ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

OURS = {"origin": "http://testserver"}
UPLOAD = "/_stcore/upload_file/session/file"


@pytest.mark.parametrize(
    ("method", "path", "headers", "valid"),
    [
        ("PUT", UPLOAD, OURS, True),
        ("DELETE", UPLOAD, OURS, True),
        ("PUT", UPLOAD, OURS | {"cookie": "unrolled_visitor=abc"}, True),
        ("PUT", UPLOAD, {"origin": "http://evil.example"}, False),
        ("PUT", UPLOAD, {"origin": "null"}, False),
        ("PUT", UPLOAD, {}, False),
        # A browser that has the cookie must show that the page could read it.
        ("PUT", UPLOAD, OURS | {"cookie": f"{XSRF_COOKIE_NAME}=2|00|11|1"}, False),
        ("PUT", UPLOAD, OURS | {"x-xsrftoken": "2|00|11|1"}, False),
        ("PUT", "/_stcore/other", OURS, False),
        ("POST", UPLOAD, OURS, False),
    ],
)
def test_only_our_own_page_without_cookies_gets_the_token(method, path, headers, valid):
    def judged(request):
        cookie = request.cookies.get(XSRF_COOKIE_NAME)
        return PlainTextResponse(str(validate_xsrf_token(request.headers.get("x-xsrftoken"), cookie)))

    served = Starlette(routes=[Route("/{path:path}", judged, methods=["PUT", "DELETE", "POST"])])
    with TestClient(UploadsWithoutCookies(served)) as client:
        assert client.request(method, path, headers=headers).text == str(valid)
