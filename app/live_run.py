"""One live run: the thread that trains it, the commands it takes and the frames it gives to those who watch."""

from __future__ import annotations

import dataclasses
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

from app.audience import Audience
from app.commands import Command, Refused
from app.engine import Engine, TrainingRun
from app.pacing import Pace
from rnn_core.config import RunConfig
from rnn_core.frame import to_bytes
from rnn_core.link import to_link

Status = Literal["ready", "compiling", "training", "paused", "finished", "diverged"]

LAST_STEP = 20_000
UNWATCHED_SECONDS = 25.0
MOST_WAITING_COMMANDS = 100

SHIPPED = "This is a finished run that comes with Unrolled; Play trains a fresh one."
UNWATCHED = f"Paused, because nobody was watching for {UNWATCHED_SECONDS:.0f} seconds; Play goes on."
FINISHED = f"Finished: a run ends at {LAST_STEP:,} steps; restart it to train anew."
DIVERGED = "Every cell has diverged; lower the learning rate or clip the gradient, then restart."
_ENDS = {"finished": FINISHED, "diverged": DIVERGED}

log = logging.getLogger(__name__)


class LiveRun:
    """A run that trains in a thread of its own.

    Everything that trains or makes frames happens in `turn`, on the run's thread; the other methods only leave word and
    may be called from anywhere. `audience` holds those who watch. `initial` is a run of the same config at step 0, if
    the caller has one; `shipped` the bytes of a frame to show until this run has one of its own.
    """

    def __init__(
        self,
        engine: Engine,
        config: RunConfig,
        *,
        text: str | None = None,
        initial: TrainingRun | None = None,
        shipped: bytes | None = None,
        compiling: AbstractContextManager[Any] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._text, self._clock = engine, text, clock
        self._start_config = config
        self._run: TrainingRun | None = initial
        self._prepared = False
        self._compiling = compiling or nullcontext()
        self._failure = ""
        self._pace = Pace()
        self._frame, self._frame_number = shipped, int(shipped is not None)
        self._status: Status = "compiling" if shipped is None else "ready"
        self._message = "" if shipped is None else SHIPPED
        self._wake = threading.Condition()
        self._commands: deque[Command] = deque()
        self.audience = Audience(clock)
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="run", daemon=True)

    @property
    def config(self) -> RunConfig:
        """The settings at step 0 and all changes, those of a link still to come among them: the whole run in a link."""
        return self._run.config if self._run is not None else self._start_config

    @property
    def present(self) -> RunConfig:
        """The settings as they hold at the next step, without `changes`."""
        return self._run.present if self._run is not None else self._start_config.replace(changes=())

    @property
    def status(self) -> Status:
        """What the run is doing."""
        return self._status

    @property
    def prepared(self) -> bool:
        """Whether the run is built and compiled, so that it does at once what it is told."""
        return self._prepared

    @property
    def wants_to_train(self) -> bool:
        """Whether the run trains, or will once it has caught up with its commands."""
        with self._wake:
            for command in reversed(self._commands):
                if command.name in ("play", "pause", "step"):
                    return command.name == "play"
            return self._status == "training"

    @property
    def text(self) -> str | None:
        """The user's own text, if this run reads one."""
        return self._text

    def state(self) -> dict[str, Any]:
        """What a viewer is told beside the frames."""
        with self._wake:
            return {
                "status": self._status,
                "speed": self._pace.speed,
                "message": self._message,
                "link": to_link(self.config),
            }

    def newest_frame(self) -> tuple[int, bytes | None]:
        """The newest frame's running number (0 before the first) and bytes."""
        with self._wake:
            return self._frame_number, self._frame

    def command(self, command: Command) -> None:
        """Leave `command` for the run's thread; raises `Refused` with a sentence if it cannot be carried out."""
        with self._wake:
            if self._failure:
                raise Refused(self._failure)
            trains = command.name in ("play", "step")
            restarts = any(waiting.name == "restart" for waiting in self._commands)
            if trains and self._status in _ENDS and not restarts:
                raise Refused(_ENDS[self._status])
            if len(self._commands) >= MOST_WAITING_COMMANDS:
                raise Refused("The run has not caught up with the commands before this one; wait a moment.")
            self._commands.append(command)
            # Under the same lock as `prepare` says "ready": said later, it would overwrite what the run does by then.
            if trains and not self._prepared:
                self._tell("compiling", "")
            self._wake.notify_all()

    def settle(self, seconds: float = 1.0) -> None:
        """Wait until the run has stopped training, at most `seconds`; for just after a pause was asked for."""
        with self._wake:
            self._wake.wait_for(lambda: self._status != "training", seconds)

    def catch_up(self, seconds: float = 0.5) -> None:
        """Wait until all commands have been carried out, at most `seconds`; not while the run compiles."""
        with self._wake:
            self._wake.wait_for(lambda: not self._commands or not self._prepared, seconds)

    def open(self) -> None:
        """Start the run's thread."""
        self._thread.start()

    def close(self) -> None:
        """Ask the run's thread to end."""
        with self._wake:
            self._closed = True
            self._wake.notify_all()

    def join(self, seconds: float) -> None:
        """Wait at most `seconds` for the run's thread to end."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _work(self) -> None:
        try:
            self.prepare()
            while not self._closed:
                wait = self.turn()
                with self._wake:
                    if not self._commands and not self._closed and wait != 0:
                        self._wake.wait(wait)
        except Exception as error:
            if self._closed:
                # The process is going down, and with it what the engine stands on.
                return
            log.exception("A run stopped on an error")
            self._failure = f"The run stopped on an error of the program ({error}); start a new one."
            self._tell("paused", self._failure)

    def prepare(self) -> None:
        """Build and compile the run, and show it at step 0 unless another frame is shown in its place."""
        try:
            with self._compiling:
                if self._closed:
                    return
                run = self._run if self._run is not None else self._engine.start(self._start_config, self._text)
                if not self._closed:
                    self._engine.warm_up(run)
        except ValueError as error:
            self._failure = str(error)
            self._tell("paused", self._failure)
            return
        if self._closed:
            return
        self._run = run
        if self._frame is None:
            self._make_frame()
        with self._wake:
            self._prepared = True
            if not any(command.name in ("play", "step") for command in self._commands):
                self._tell("ready", self._message)

    def turn(self) -> float | None:
        """Do what is to be done now; the seconds until there is more to do, or None for when somebody asks."""
        while self._commands:
            self._carry_out(self._commands[0])
            with self._wake:
                self._commands.popleft()
                self._wake.notify_all()
        if self._status != "training":
            return None
        if self.audience.away_seconds() >= UNWATCHED_SECONDS:
            self._stop("paused", UNWATCHED)
            return None
        wait = self._pace.wait(self._clock())
        if wait > 0:
            return wait
        self._train(self._pace.steps(self._clock()))
        now = self._clock()
        if self._status == "training" and self._pace.frame_due(now):
            if self.audience.ready():
                self._make_frame()
                self._pace.drawn(now)
            else:
                self._pace.skipped(now)
        return self._pace.wait(self._clock()) if self._status == "training" else None

    def _carry_out(self, command: Command) -> None:
        if self._run is None or (command.name in ("play", "step") and self._status in _ENDS):
            return
        if command.name == "speed":
            self._pace.speed = command.value
            self._tell(self._status, self._message)
        elif command.name == "play" and self._status != "training":
            self._pace.begin(self._clock())
            self._tell("training", "")
        elif command.name == "pause" and self._status == "training":
            self._stop("paused", "")
        elif command.name == "step":
            self._train(1)
            if self._run is not None and not self._run.diverged and self._run.step < LAST_STEP:
                self._stop("paused", "")
        elif command.name == "restart":
            self._restart()
        elif command.name == "set":
            self._set(command.setting, command.value)

    def _train(self, steps: int) -> None:
        run = self._run
        assert run is not None
        steps = min(steps, LAST_STEP - run.step)
        began = self._clock()
        self._run = self._engine.advance(run, steps)
        self._pace.trained(steps, began, self._clock())
        if self._run.diverged:
            self._stop("diverged", DIVERGED)
        elif self._run.step >= LAST_STEP:
            self._stop("finished", FINISHED)

    def _set(self, name: str, value: Any) -> None:
        assert self._run is not None
        self._run = self._engine.change(self._run, name, value)
        if self._status != "training":
            self._make_frame()
        self._tell(self._status, "" if self._message == SHIPPED else self._message)

    def _restart(self) -> None:
        assert self._run is not None
        self._run = self._engine.start(self._run.present, self._text)
        now = self._clock()
        self._pace.begin(now)
        self._make_frame()
        self._tell("training" if self._status == "training" else "ready", "")

    def _stop(self, status: Status, message: str) -> None:
        self._make_frame()
        self._tell(status, message)

    def _make_frame(self) -> None:
        frame = self._engine.observe(self._run)
        rate = self._pace.rate(self._clock())
        # Encoded once, whatever the number of those who watch.
        data = to_bytes(dataclasses.replace(frame, steps_per_second=rate, made=time.time()))
        with self._wake:
            self._frame = data
            self._frame_number += 1
        self.audience.notify()

    def _tell(self, status: Status, message: str) -> None:
        with self._wake:
            self._status, self._message = status, message
            self._wake.notify_all()
        self.audience.notify()
