"""The public state of a run: its status and message, its name, its newest frame."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any, Literal

from app.live.pacing import Wait

Status = Literal["ready", "compiling", "training", "paused", "finished", "diverged"]

SOON = 0.5
"""An answer within so many seconds needs no word before it."""
LONG_STEP = "One training step takes about {seconds} s in this run. What you asked for comes after it."
FIRST_STEP = (
    "By an estimate the first training step takes about {seconds} s in this run. What you asked for comes after it."
)
STUCK = "Training makes no progress. The server has noted where it stands. If it stays so, start a new run."
COMPILED = "{count} of {total} parts are ready."
ONE_BEFORE = "One other run is prepared before it."
BEFORE = "{count} other runs are prepared before it."


class LatestState:
    """The latest of one run; every method may be called from any thread, and each change calls `changed`.

    `lock` is a condition that is notified at every change of status: hold it to see status and commands at one moment.
    With `example` the frame `shown` is of a finished run, which stands there until this one has a frame of its own.
    """

    def __init__(
        self, name: str, shown: bytes | None, message: str, changed: Callable[[], None], *, example: bool = False
    ) -> None:
        self.lock = threading.Condition()
        self._changed = changed
        self._name, self._unsaved, self._message = name, "", message
        self._frame, self._frame_number = shown, int(shown is not None)
        self._newest_step_frame, self._shows_example = shown, example
        self._gone_on = ""
        self._version = 0
        self._prepared, self._preparing = (0, 0), ""
        self._status: Status = "compiling" if shown is None else "ready"

    @property
    def status(self) -> Status:
        """Whether the run trains, rests or has ended."""
        return self._status

    @property
    def message(self) -> str:
        """A sentence about it; often empty."""
        return self._message

    @property
    def name(self) -> str:
        """The name that its owner gave the run; empty if none."""
        return self._name

    @property
    def frame(self) -> bytes | None:
        """The newest frame; None before the first."""
        return self._frame

    @property
    def version(self) -> int:
        """Another number after everything that is told beside the frames."""
        return self._version

    def words(self) -> dict[str, Any]:
        """The part of this that viewers are told beside the frames."""
        with self.lock:
            return {
                "status": self._status,
                "message": self._message,
                "name": self._name,
                "unsaved": self._unsaved,
                **({"prepared": list(self._prepared)} if self._status == "compiling" else {}),
                **({"gone_on": self._gone_on} if self._gone_on else {}),
                **({"example": True} if self._shows_example else {}),
            }

    def newest_frame(self) -> tuple[int, bytes | None]:
        """The newest frame's running number (0 before the first) and bytes."""
        with self.lock:
            return self._frame_number, self._frame

    def tell(self, status: Status, message: str) -> None:
        """The run does this from now on."""
        with self.lock:
            self._status, self._message = status, message
            self._version += 1
            self.lock.notify_all()
        self._changed()

    @property
    def newest_step_frame(self) -> bytes | None:
        """The last frame that was made of the run's newest step: all its curves, also while an earlier one is shown."""
        return self._newest_step_frame

    @property
    def shows_example(self) -> bool:
        """Whether the frame is of the finished example, because the run has none of its own yet."""
        return self._shows_example

    def post(self, frame: bytes, *, past: bool = False) -> None:
        """There is a new frame; of a `past` moment, or of the run's newest step."""
        with self.lock:
            if self._shows_example:
                # Told before the frame is sent: a page knows by it whose frame comes next.
                self._version += 1
            self._frame, self._shows_example = frame, False
            self._frame_number += 1
            if not past:
                self._newest_step_frame = frame
        self._changed()

    def rename(self, name: str) -> None:
        """Call the run `name` from now on."""
        with self.lock:
            self._name = name
            self._version += 1
        self._changed()

    @property
    def gone_on(self) -> str:
        """The sentence that the owner has gone on to another run; empty while the owner is here."""
        return self._gone_on

    def report_gone_on(self, sentence: str) -> None:
        """Say that the owner has gone on; an empty sentence says that the owner is here again."""
        with self.lock:
            if sentence == self._gone_on:
                return
            self._gone_on = sentence
            self._version += 1
        self._changed()

    @property
    def prepared(self) -> tuple[int, int]:
        """How many parts of the run's networks are compiled, and of how many; (0, 0) before that is known."""
        return self._prepared

    def report_waiting(self, count: int) -> None:
        """So many other runs are compiled before this one; none once it is its turn."""
        self._prepare("" if count == 0 else ONE_BEFORE if count == 1 else BEFORE.format(count=count), (0, 0))

    def report_compiled(self, count: int, total: int) -> None:
        """So many parts of the run's networks are compiled."""
        self._prepare(COMPILED.format(count=count, total=total), (count, total))

    def tell_compiling(self) -> None:
        """Somebody waits until the run is compiled: say how far that is."""
        with self.lock:
            self.tell("compiling", self._preparing)

    def _prepare(self, sentence: str, prepared: tuple[int, int]) -> None:
        with self.lock:
            self._prepared, self._preparing = prepared, sentence
            if self._status == "compiling":
                self.tell("compiling", sentence)

    def report_long_step(self, wait: Wait, *, asked: bool = False) -> None:
        """Say that what is wanted of the run now waits for a step that takes so long; nothing where that is soon.

        That is the step that is under way while it trains, or one that is `asked` for.
        """
        with self.lock:
            if (asked or self._status == "training") and wait.seconds > SOON:
                said = LONG_STEP if wait.measured else FIRST_STEP
                self.tell(self._status, said.format(seconds=math.ceil(wait.seconds)))

    def report_stuck(self, stuck: bool) -> None:
        """Say that training does not come on, or no more that it does not."""
        with self.lock:
            if self._status == "training" and stuck != (self._message == STUCK):
                self.tell("training", STUCK if stuck else "")

    def report_unsaved(self, sentence: str) -> None:
        """Say why the run is not saved; an empty sentence says that it is."""
        with self.lock:
            if sentence == self._unsaved:
                return
            self._unsaved = sentence
            self._version += 1
        self._changed()
