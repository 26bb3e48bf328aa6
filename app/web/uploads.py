"""Uploads of a browser that keeps no cookies, as in a frame of another site.

Streamlit takes an upload only with a token that the page has read from a cookie, and answers 403 without one. The token
guards what a browser sends by itself, its cookies, against other pages. Without the cookie nothing is sent by itself:
the address of an upload holds the id of the page's session, which no other page knows. Then this server brings the
token, for pages that may also open a WebSocket here.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from app.web.origins import is_allowed
from app.web.routes import path_here

UPLOADS = "_stcore/upload_file/"
TOKEN = "x-xsrftoken"


class UploadsWithoutCookies:
    """ASGI middleware: an upload of our own page in a browser without cookies passes Streamlit's check."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if _lacks_its_cookie(scope):
            headers, token = MutableHeaders(scope=scope), generate_xsrf_token_string()
            headers[TOKEN] = token
            headers["cookie"] = "; ".join(filter(None, (headers.get("cookie"), f"{XSRF_COOKIE_NAME}={token}")))
        await self._app(scope, receive, send)


def _lacks_its_cookie(scope: Scope) -> bool:
    """Whether `scope` is an upload, or the end of one, of our own page without the cookie and without the token."""
    if scope["type"] != "http" or scope["method"] not in ("PUT", "DELETE"):
        return False
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    known = TOKEN in headers or XSRF_COOKIE_NAME in cookie_parser(headers.get("cookie", ""))
    return (
        scope["path"].startswith(path_here(UPLOADS))
        and origin is not None
        and is_allowed(origin, headers.get("host"))
        and not known
    )
