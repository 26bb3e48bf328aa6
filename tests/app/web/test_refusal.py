"""Who leaves while being refused makes no error."""

import asyncio
import json

import pytest
from starlette.websockets import WebSocket

from app.web.refusal import refuse


def refused(send):
    """Refuse a browser whose connection takes messages by `send`."""

    async def run():
        async def receive():
            return {"type": "websocket.connect"}

        socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
        await socket.accept()
        await refuse(socket, "No.", 4404)

    asyncio.run(run())


def test_it_hears_the_sentence_and_the_code():
    sent = []

    async def send(message):
        sent.append(message)

    refused(send)
    assert json.loads(sent[1]["text"]) == {"refused": "No."}
    assert sent[2]["code"] == 4404


@pytest.mark.parametrize(
    "error", [OSError("gone"), RuntimeError('Unexpected ASGI message "websocket.send", after "websocket.close"')]
)
@pytest.mark.parametrize("leaves_at", ["websocket.send", "websocket.close"])
def test_one_that_leaves_meanwhile_is_let_go(error, leaves_at):
    async def send(message):
        if message["type"] == leaves_at:
            raise error

    refused(send)
