"""How a WebSocket that is open already is refused: with a sentence, which a browser hears only there."""

from __future__ import annotations

import contextlib
import json

from starlette.websockets import WebSocket, WebSocketDisconnect


async def refuse(socket: WebSocket, sentence: str, code: int) -> None:
    """Say `sentence` and close the accepted `socket` with `code`."""
    # Who leaves meanwhile needs no answer: an error in the log would only hide those that are some.
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await socket.send_text(json.dumps({"refused": sentence}))
        await socket.close(code)
