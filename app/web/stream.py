"""The WebSocket `/live/{run}`: frames and states to everyone who watches, commands from the run's owner.

From the server come frames (binary, see `rnn_core.frames.frame`) and, as JSON text, `{"state": {"status", "speed",
"message", "link", "name", "unsaved", "owns"}}` on connect and at every change, to those who watch `{"crosshair": {"t",
"unit", "pinned"}}` where the owner points (null for nowhere), `{"refused": sentence}`, and `{"alive": true}` as the
answer to the same. From the browser come, as JSON text, `{"hello": key}` first, `{"drawn": step}` when a frame is on
screen, `{"alive": true}` now and then, the owner's `{"crosshair": ...}`, and commands: `{"command": "play"}` (or
`pause`, `step`), `{"command": "speed", "value": ...}`, `{"command": "seek", "value": step}` for the nearest kept
moment, `seek_exactly` for exactly that step, `{"command": "set", "name": ..., "value": ...}`.

A frame is sent only after the last one was acknowledged, and then it is the newest: a slow browser sees fewer frames,
never an old one. Where many watch, those who may not command get a few frames a second, so that training goes on.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.live import shared
from app.live.commands import Refused, checked_command
from app.live.entry import Entry
from app.live.pointing import Crosshair, checked_crosshair
from app.live.run_maker import for_viewers
from app.operations import log
from app.operations.counters import FRAMES_SENT
from app.operations.limits import limits
from app.operations.program_error import logged_as
from app.web.refusal import refuse
from app.web.wakeup import wakeup_of
from rnn_core.errors import UserError

LONGEST_MESSAGE = 2000
MOST_MESSAGES, WITHIN = 600, 1.0
"""Messages of one page, which sends some for each animation frame at most, and in how many seconds."""
UNKNOWN, FULL, FAILED = 4404, 4429, 1011

FRAMES_FOR_ALL = 1100
"""Frames a second for all viewers together: 200 of them then see 5.5 each, at a cost that training hardly feels."""

CROSSHAIRS_FOR_ALL = 1100
"""Crosshairs a second for all viewers together, as for frames; one viewer gets ten at most."""
LEAST_BETWEEN = 0.1

NONE_SENT, BEFORE_ALL = 0, -1
"""Numbers that no frame has: nothing was sent yet, or only what came after the moment that is looked at."""

GONE = "This run is not on this server any more. Reload the page for a new one."
VIEWER = "You are watching somebody else's run. Open the lab without this link to train your own."
UNREADABLE = "That message was not understood. Reload the page."


async def watch(socket: WebSocket) -> None:
    """Serve one browser until it leaves."""
    # A browser learns why only from a connection that was open.
    await socket.accept()
    most = limits()
    if WatchingPage.present >= most.viewers:
        await refuse(socket, most.full_of_viewers, FULL)
        return
    try:
        # A run may have to come from disk first.
        entry = await asyncio.to_thread(shared.registry().find, socket.path_params["run"])
    except UserError as error:
        await refuse(socket, str(error), UNKNOWN)
        return
    if entry is None:
        await refuse(socket, GONE, UNKNOWN)
        return
    page = WatchingPage(socket, entry)
    WatchingPage.present += 1
    entry.run.viewers.add(page)
    sending = asyncio.create_task(page.send())
    try:
        await page.receive()
    except WebSocketDisconnect:
        pass
    finally:
        WatchingPage.present -= 1
        entry.run.viewers.remove(page)
        if page.points:
            entry.run.viewers.point(None)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


class WatchingPage:
    """One browser that watches a run; a `Viewer` whose sending happens on the event loop."""

    present = 0
    """How many there are, all runs together."""

    def __init__(self, socket: WebSocket, entry: Entry) -> None:
        self._socket, self._entry = socket, entry
        self._loop = asyncio.get_running_loop()
        self._wakeup = wakeup_of(self._loop)
        self._news = asyncio.Event()
        self._news.set()
        self._owns: bool | None = None
        self._drawn = True
        self._not_before, self._waits = 0.0, False
        self._frame_number = NONE_SENT
        self._words = -1
        self._answers: list[dict[str, Any]] = []
        self._crosshair: Crosshair | None = None
        self._crosshair_not_before, self._crosshair_waits = 0.0, False
        self.points = False

    @property
    def ready(self) -> bool:
        """Whether the last frame sent is on screen, and another one may be sent."""
        return self._drawn and self._loop.time() >= self._not_before

    def notify(self) -> None:
        """There is a new frame or a new state; called from the run's thread."""
        # Who waits for its turn will look at the newest frame then: two hundred need not wake for every one before.
        if not (self._waits and self._entry.run.latest.version == self._words):
            self._wakeup.wake(self._news)

    async def send(self) -> None:
        """Send what is new, whenever something is; where that fails, end the connection: the page opens another."""
        try:
            await self._send_news()
        except (WebSocketDisconnect, RuntimeError):
            # The browser left while something was on its way to it.
            return
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must not wait for it in silence
            log.problem("sending_failed", error)
            await self._socket.close(FAILED)

    async def _send_news(self) -> None:
        run = self._entry.run
        while not run.closed:
            await self._news.wait()
            self._news.clear()
            # Asked first: what changes meanwhile is then sent once more, never left out.
            words = run.latest.version
            if words != self._words:
                self._words = words
                # Whose page it is shows only once it has said hello: no owner shall see the controls go and come.
                known = {} if self._owns is None else {"owns": self._owns}
                state = run.state() | known
                if self._owns is False:
                    state["message"] = for_viewers(state["message"])
                    # Nor can a viewer save it, or download it.
                    state["unsaved"] = ""
                await self._say({"state": state})
            while self._answers:
                await self._say(self._answers.pop(0))
            await self._send_crosshair()
            await self._send_frame()
        # Where its owner has gone on before it was compiled, the page is about to be told of the next run, and closes
        # this connection itself: until then it hears nothing, and has no alarm to give.
        if run.prepared or not run.latest.gone_on:
            await refuse(self._socket, GONE, UNKNOWN)

    async def _send_frame(self) -> None:
        latest = self._entry.run.latest
        number, frame = latest.newest_frame()
        if frame is None or number == self._frame_number or not self._drawn:
            return
        if latest.version != self._words:
            # What is said of a frame comes before it.
            self._news.set()
            return
        wait = self._not_before - self._loop.time()
        if wait > 0:
            if not self._waits:
                self._waits = True
                self._loop.call_later(wait, self._take_turn)
            return
        # A page that comes while an earlier moment is looked at gets the newest step first, to draw later losses pale.
        newest = latest.newest_step_frame
        if self._frame_number == NONE_SENT and newest is not None and newest is not frame:
            number, frame = BEFORE_ALL, newest
        self._drawn, self._frame_number = False, number
        if not self._owns:
            self._not_before = self._loop.time() + WatchingPage.present / FRAMES_FOR_ALL
        await self._socket.send_bytes(frame)
        FRAMES_SENT.inc()

    async def _send_crosshair(self) -> None:
        """Say where the owner points, to those who do not; calmly, however the pointer moves."""
        crosshair = self._entry.run.viewers.crosshair
        if self._owns is not False or crosshair == self._crosshair:
            return
        now = self._loop.time()
        if now < self._crosshair_not_before:
            if not self._crosshair_waits:
                self._crosshair_waits = True
                self._loop.call_at(self._crosshair_not_before, self._news.set)
            return
        self._crosshair, self._crosshair_waits = crosshair, False
        self._crosshair_not_before = now + max(LEAST_BETWEEN, WatchingPage.present / CROSSHAIRS_FOR_ALL)
        await self._say({"crosshair": None if crosshair is None else asdict(crosshair)})

    def _take_turn(self) -> None:
        self._waits = False
        self._news.set()

    async def _say(self, words: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(words))

    def _answer(self, words: dict[str, Any]) -> None:
        # A browser that only sends nonsense and never reads gets no growing queue of answers.
        self._answers = [*self._answers[-9:], words]
        self._news.set()

    async def receive(self) -> None:
        """Take messages until the browser leaves, at most `MOST_MESSAGES` `WITHIN` a time: what is beyond waits."""
        count, until = 0, self._loop.time() + WITHIN
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                self._take(message.get("text"))
            except UserError as refusal:
                self._answer({"refused": str(refusal)})
            count += 1
            # Hundreds of messages may have come at once: the others get their turn between two of them.
            await asyncio.sleep(max(0.0, until - self._loop.time()) if count == MOST_MESSAGES else 0)
            if self._loop.time() >= until:
                count, until = 0, self._loop.time() + WITHIN

    @logged_as("message_failed", "That did not work", "reload the page and try again")
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
            self._words = -1
            if self._owns:
                self._not_before = 0.0
            self._news.set()
        elif "alive" in words:
            self._answer({"alive": True})
        elif "drawn" in words:
            self._drawn = True
            self._news.set()
        elif "crosshair" in words:
            if not self._owns:
                raise Refused(VIEWER)
            crosshair = checked_crosshair(words["crosshair"])
            self.points = crosshair is not None
            self._entry.run.viewers.point(crosshair)
        elif "command" in words:
            if not self._owns:
                raise Refused(VIEWER)
            self._entry.run.command(checked_command(words["command"], words.get("value"), words.get("name")))
        else:
            raise Refused(UNREADABLE)
