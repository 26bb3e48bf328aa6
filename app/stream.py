"""The WebSocket `/live/{run}`: frames and states to everyone who watches, commands from the run's owner.

From the server come frames (binary, see `rnn_core.frame`) and, as JSON text, `{"state": {"status", "speed", "message",
"link"}}` on connect and at every change, and `{"refused": sentence}`. From the browser come, as JSON text,
`{"hello": key}` first, `{"drawn": step}` when a frame is on screen, and commands: `{"command": "play"}` (or `pause`,
`step`, `restart`), `{"command": "speed", "value": ...}`, `{"command": "set", "name": ..., "value": ...}`.

A frame is sent only after the last one was acknowledged, and then it is the newest: a slow browser sees fewer frames,
never an old one.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import streamlit as st
from starlette.websockets import WebSocket, WebSocketDisconnect

from app import live
from app.commands import Refused, checked_command
from app.live import Entry

LONGEST_MESSAGE = 2000
FOREIGN, UNKNOWN = 4403, 4404

VIEWER = "You are watching somebody else's run; open the lab without this link to train one of your own."
UNREADABLE = "That message was not understood; reload the page."


async def watch(socket: WebSocket) -> None:
    """Serve one browser until it leaves."""
    if not is_same_site(socket):
        await socket.close(FOREIGN)
        return
    entry = live.registry().find(socket.path_params["run"])
    if entry is None:
        await socket.close(UNKNOWN)
        return
    await socket.accept()
    viewer = Viewer(socket, entry)
    entry.live.audience.add(viewer)
    sending = asyncio.create_task(viewer.send())
    try:
        await viewer.receive()
    except WebSocketDisconnect:
        pass
    finally:
        entry.live.audience.remove(viewer)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


def is_same_site(socket: WebSocket) -> bool:
    """Whether the page that opens `socket` came from this server, or from an origin that its operator allows.

    A program that is no browser sends no Origin; it could forge one anyway.
    """
    origin = socket.headers.get("origin")
    if origin is None:
        return True
    host = socket.headers.get("host")
    return origin in (f"http://{host}", f"https://{host}", *st.get_option("server.corsAllowedOrigins"))


class Viewer:
    """One browser that watches a run; a `Subscriber` whose sending happens on the event loop."""

    def __init__(self, socket: WebSocket, entry: Entry) -> None:
        self._socket, self._entry = socket, entry
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._news.set()
        self._owns = False
        self._drawn = True
        self._frame_number = 0
        self._state: dict[str, Any] = {}
        self._refusals: list[str] = []

    @property
    def ready(self) -> bool:
        """Whether the last frame sent is on screen."""
        return self._drawn

    def notify(self) -> None:
        """There is a new frame or a new state; called from the run's thread."""
        try:
            self._loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:
            # The event loop has closed: the server is going down, and nobody is left to tell.
            return

    async def send(self) -> None:
        """Send what is new, whenever something is."""
        while True:
            await self._news.wait()
            self._news.clear()
            state = self._entry.live.state()
            if state != self._state:
                self._state = state
                await self._socket.send_text(json.dumps({"state": state}))
            while self._refusals:
                await self._socket.send_text(json.dumps({"refused": self._refusals.pop(0)}))
            number, frame = self._entry.live.newest_frame()
            if frame is not None and number != self._frame_number and self._drawn:
                self._drawn, self._frame_number = False, number
                await self._socket.send_bytes(frame)

    async def receive(self) -> None:
        """Take messages until the browser leaves."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                self._take(message.get("text"))
            except Refused as refusal:
                # A browser that only sends nonsense and never reads gets no growing queue of answers.
                self._refusals = [*self._refusals[-9:], str(refusal)]
                self._news.set()

    def _take(self, text: str | None) -> None:
        if text is None or len(text) > LONGEST_MESSAGE:
            raise Refused(UNREADABLE)
        try:
            words = json.loads(text)
        except (ValueError, RecursionError):
            raise Refused(UNREADABLE) from None
        if not isinstance(words, dict):
            raise Refused(UNREADABLE)
        if "hello" in words:
            self._owns = isinstance(words["hello"], str) and self._entry.owned_by(words["hello"])
        elif "drawn" in words:
            self._drawn = True
            self._news.set()
        elif "command" in words:
            if not self._owns:
                raise Refused(VIEWER)
            self._entry.live.command(checked_command(words["command"], words.get("value"), words.get("name")))
        else:
            raise Refused(UNREADABLE)
