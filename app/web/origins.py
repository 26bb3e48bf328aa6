"""Which pages may open a WebSocket of this server: its own, and those of origins that its operator allows.

The answer is Streamlit's own, but for one thing: where nothing else allows an origin, Streamlit asks a server on the
internet for this machine's public address, inside the event loop. A foreign page that knocks once a second stopped all
pages of a class by that. A server that is reached by a public address says so with `browser.serverAddress` or
`server.corsAllowedOrigins`.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.net_util import get_internal_ip
from streamlit.url_util import get_hostname

from app.operations import log
from app.web.refusal import refuse
from app.web.routes import live_address, path_here

FOREIGN = 4403
POLICY = 1008
"""RFC 6455, section 7.4.1: a message that violates the endpoint's policy."""

REFUSED = (
    "This server talks only to its own pages, and this page came from {origin}. "
    "Whoever runs the server can allow it: server.corsAllowedOrigins, or browser.serverAddress behind a proxy."
)
UNNAMED = "a place that it does not name"
LOCAL = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1"})
MOST_SHOWN = 100
MOST_LOGGED = 20
"""Origins of which the log tells, each once."""
ASKED_FIRST = ("/_stcore/health", "/_stcore/host-config")
"""What Streamlit's page asks before it opens its WebSocket, below each path that may be the server's: it shows what it
is answered by another status, as JSON."""


def is_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a page from `origin` may connect to the server that it calls `host`.

    A program that is no browser sends no Origin; it could forge one anyway.
    """
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    try:
        asked = urlsplit(origin)
        hostname = asked.hostname
    except ValueError:
        return False
    if not hostname:
        return False
    return asked.netloc == host or hostname in _allowed_hostnames()


def _allowed_hostnames() -> set[str | None]:
    named = [st.get_option("browser.serverAddress"), *st.get_option("server.corsAllowedOrigins")]
    return {*LOCAL, get_internal_ip(), *(get_hostname(name.strip()) for name in named)}


class OwnPagesOnly:
    """ASGI middleware: a WebSocket of a foreign page is refused before anything else hears of it.

    A page of ours learns why; it could not hear it from a connection that was never open. So does Streamlit's page
    behind a proxy that rewrites Host, from what it asks before: it would stay empty without a word.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        asks_first = scope["type"] == "http" and scope["path"].endswith(ASKED_FIRST)
        if not asks_first and scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = _origin_of(headers.get("referer")) if asks_first else headers.get("origin")
        if origin is None or is_allowed(origin, headers.get("host")):
            await self._app(scope, receive, send)
            return
        sentence = REFUSED.format(origin=origin[:MOST_SHOWN] or UNNAMED)
        if len(self._logged) < MOST_LOGGED and sentence not in self._logged:
            self._logged.add(sentence)
            log.problem("foreign_page_refused", sentence=sentence)
        if asks_first:
            await JSONResponse(sentence, HTTPStatus.MISDIRECTED_REQUEST)(scope, receive, send)
            return
        socket = WebSocket(scope, receive, send)
        if not scope["path"].startswith(path_here(live_address(""))):
            await socket.close(POLICY)
            return
        await socket.accept()
        await refuse(socket, sentence, FOREIGN)


def _origin_of(page: str | None) -> str | None:
    """The origin of the page at this address; None where there is none."""
    try:
        asked = urlsplit(page or "")
    except ValueError:
        return None
    return f"{asked.scheme}://{asked.netloc}" if asked.netloc else None
