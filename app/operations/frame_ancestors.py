"""Which sites may show the lab in a frame: the operator's `UNROLLED_FRAME_ANCESTORS`, as a header of every page.

The header is `Content-Security-Policy: frame-ancestors …` (CSP Level 3, section 6.4.2). Where nothing is set there is
none, and any site may: in a frame of a foreign site nobody's cookie is sent, so nothing is there to be clicked away.
"""

from __future__ import annotations

import functools
import os
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.operations.table import LimitError

VARIABLE = "UNROLLED_FRAME_ANCESTORS"
DEFAULT = "any site"
WHAT = "sites that may show the lab in a frame, as `'self' https://course.example`; `'none'` for no site"
_SOURCE = re.compile(
    r"'self'|'none'|\*|https?:|(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:([0-9]{1,5}|\*))?", re.IGNORECASE
)
_UNQUOTED = frozenset({"self", "none"})


def read(written: str) -> str:
    """The value of the directive; empty for any site. Raises `LimitError` with a sentence."""
    sources = written.split()
    bad = [each for each in sources if not _SOURCE.fullmatch(each) or each.lower() in _UNQUOTED]
    if bad or ("'none'" in sources and len(sources) > 1):
        raise LimitError(
            f"{VARIABLE} ({WHAT}) was {written[:60]!r}; allowed are sites such as https://course.example, 'self' (in "
            f"quotes), or 'none' alone, so change it, or leave it out for {DEFAULT}."
        )
    return " ".join(sources)


@functools.cache
def frame_ancestors() -> str:
    """The value of this process; raises `LimitError` with a sentence."""
    return read(os.environ.get(VARIABLE, ""))


class FrameAncestors:
    """ASGI middleware: says with every page which sites may show it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        allowed = frame_ancestors()
        if scope["type"] != "http" or not allowed:
            await self._app(scope, receive, send)
            return

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if page or message["status"] == 304:
                    headers = MutableHeaders(scope=message)
                    headers.append("content-security-policy", f"frame-ancestors {allowed}")
            await send(message)

        await self._app(scope, receive, send_with_header)
