"""Streamlit's own WebSocket takes bytes: a text that a foreign program sends there ends its connection.

Streamlit would look for bytes in it, and the log would hold an error of the program.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.routes import live_address, path_here

UNSUPPORTED = 1003
"""RFC 6455, section 7.4.1: a kind of data that is not accepted."""


class BytesAlone:
    """ASGI middleware: on every WebSocket but those of runs a text is the end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "websocket" or scope["path"].startswith(path_here(live_address(""))):
            await self._app(scope, receive, send)
            return

        async def received() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or message.get("bytes") is not None:
                return message
            await send({"type": "websocket.close", "code": UNSUPPORTED})
            return {"type": "websocket.disconnect", "code": UNSUPPORTED}

        await self._app(scope, received, send)
