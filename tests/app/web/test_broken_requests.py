"""Against a real server of uvicorn: what anybody can send leaves no error in the log."""

from __future__ import annotations

import asyncio
import base64
import logging

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.web.broken_requests import warn_alone

UPGRADE = (
    b"GET /line HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: " + base64.b64encode(bytes(16)) + b"\r\n\r\n"
)
CHUNKED = b"POST /quick HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


async def quick(_request: Request) -> Response:
    """Answers before it is known that the rest of the request is broken."""
    return PlainTextResponse("too soon")


async def line(socket: WebSocket) -> None:
    await socket.accept()
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


async def broken(_request: Request) -> Response:
    raise ValueError


async def sent(parts: list[bytes]) -> None:
    """Send `parts`, one after the other, to a server of their own."""
    routes = [Route("/quick", quick, methods=["POST"]), Route("/broken", broken), WebSocketRoute("/line", line)]
    options = {"port": 0, "http": "h11", "ws": "websockets-sansio", "log_config": None, "lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), **options))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname()[:2])
    for part in parts:
        writer.write(part)
        await asyncio.sleep(0.02)
    writer.write_eof()
    await asyncio.wait_for(reader.read(), 5)
    await asyncio.sleep(0.1)
    writer.close()
    server.should_exit = True
    await serving


@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ([UPGRADE, b"\x81\x82\0\0\0\0\xff\xfe"], 0),
        ([CHUNKED + b"zz\r\n"], 0),
        ([b"GET /broken HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"], 1),
    ],
)
def test_only_what_goes_wrong_here_is_an_error(
    caplog: pytest.LogCaptureFixture, parts: list[bytes], errors: int
) -> None:
    warn_alone()
    asyncio.run(sent(parts))
    found = [record for record in caplog.records if record.name == "uvicorn.error"]
    assert len([record for record in found if record.levelno >= logging.ERROR]) == errors
    assert all(record.levelno >= logging.ERROR or not record.exc_info for record in found)
    assert any(record.levelno >= logging.WARNING for record in found)
