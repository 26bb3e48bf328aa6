import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.web.bytes_alone import UNSUPPORTED, BytesAlone


@pytest.fixture
def client():
    async def echo(socket):
        await socket.accept()
        try:
            while True:
                # As Streamlit takes it: a text has no bytes.
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                await socket.send_bytes(message["bytes"] if "bytes" in message else message["text"].encode())
        except WebSocketDisconnect:
            return

    routes = [WebSocketRoute("/_stcore/stream", echo), WebSocketRoute("/live/{run}", echo)]
    with TestClient(Starlette(routes=routes, middleware=[Middleware(BytesAlone)])) as client:
        yield client


def test_a_text_ends_streamlits_connection_and_bytes_go_on(client):
    with client.websocket_connect("/_stcore/stream") as socket:
        socket.send_bytes(b"1")
        assert socket.receive_bytes() == b"1"
        socket.send_text("hello")
        assert socket.receive()["code"] == UNSUPPORTED


def test_a_run_is_told_texts(client):
    with client.websocket_connect("/live/run") as socket:
        socket.send_text("hello")
        assert socket.receive_bytes() == b"hello"
