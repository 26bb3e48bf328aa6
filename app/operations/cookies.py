"""A cookie that tells one browser from another, so that a reloaded page finds its own run again and may command it.

In a frame of another site browsers keep a cookie only over https, and only one that is partitioned: each site that
shows the lab then has its own (CHIPS, draft-cutler-httpbis-partitioned-cookies).
"""

from __future__ import annotations

import hashlib
import secrets
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "unrolled_visitor"
REMEMBERED_SECONDS = 400 * 24 * 3600
"""The longest that browsers keep a cookie (RFC 6265bis, section 5.5)."""
FRAMES = frozenset({"iframe", "frame", "embed", "object"})
"""A browser's words for the use of a page (`Sec-Fetch-Dest`, W3C Fetch Metadata) when another page shows it."""


class VisitorCookie:
    """ASGI middleware: a browser without the cookie gets one, random and unreadable to scripts, with its first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or COOKIE in cookie_parser(Headers(scope=scope).get("cookie", "")):
            await self._app(scope, receive, send)
            return

        for_a_page = "text/html" in Headers(scope=scope).get("accept", "")

        async def send_with_cookie(message: Message) -> None:
            # Only the page itself sets it: files that load beside it would each set another. A page that the browser
            # still holds from before its cookies were deleted is answered without a body and so without its kind.
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                held = message["status"] == HTTPStatus.NOT_MODIFIED and for_a_page
                if held or headers.get("content-type", "").startswith("text/html"):
                    # Without a Path it is for the folder that the browser sees the page in (RFC 6265, section 5.1.4):
                    # below a proxy's path that the server does not know, other servers there never hear of it.
                    cookie = f"{COOKIE}={secrets.token_urlsafe(16)}; HttpOnly; Max-Age={REMEMBERED_SECONDS}"
                    kept = "SameSite=None; Secure; Partitioned" if in_a_secure_frame(scope) else "SameSite=Lax"
                    cookie += f"; {kept}"
                    headers.append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def in_a_secure_frame(scope: Scope) -> bool:
    """Whether the request in `scope` came by https, to this server or to a proxy before it, for a page in a frame."""
    headers = Headers(scope=scope)
    proxied = headers.get("x-forwarded-proto", "").split(",")[0].strip()
    embedded = "true" in QueryParams(scope["query_string"]).getlist("embed")
    return "https" in (scope["scheme"], proxied) and (headers.get("sec-fetch-dest", "") in FRAMES or embedded)


def known_as(cookie: str) -> str:
    """The server's name for the browser with this cookie: a hash, which may be on disk and tells nobody the cookie."""
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()[:32] if cookie else ""
