"""One live run: the thread that trains it, the commands it takes and the frames it gives to those who watch."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from app.live.answer_cache import AnswerCache
from app.live.commands import Command, CommandQueue, Refused
from app.live.engine import Engine, OwnRun
from app.live.fair_scheduler import FairScheduler
from app.live.latest_state import LatestState, Status
from app.live.not_begun import line_of
from app.live.one_at_a_time import OneAtATime
from app.live.pacing import Pace
from app.live.preparation import Preparation
from app.live.questions import ANSWER_SECONDS, Questions
from app.live.time_line import Beginning, Copied, TimeLine
from app.live.training_loop import ENDS, TrainingLoop
from app.live.viewers import Viewers
from app.operations import log
from app.operations.idle_times import IdleTimes
from app.operations.program_error import sentence
from rnn_core.errors import UserError
from rnn_core.frames.frame import Parent
from rnn_core.inside.question import Answer, Question
from rnn_core.settings.config import RunConfig
from rnn_core.settings.link import MACHINE, to_link

HISTORY_BYTES = 6_000_000
STOPPED = sentence("The run stopped", "start a new one")


class LiveRun:
    """A run that trains in a thread of its own.

    Everything that trains or makes frames happens in `turn`, on the run's thread; the other methods only leave word
    and may be called from anywhere. `viewers` holds those who watch, `latest` what they may know, `pace` its clock, and
    `text` is the user's own, if the run reads one. A run that does not begin at step 0 has a `beginning`; of one that
    does, `parent` is the run before. `shown` are the bytes of a frame to show until the run has one of its own, and
    `message` is what to say about that.
    """

    def __init__(
        self,
        engine: Engine,
        config: RunConfig,
        *,
        text: str | None = None,
        name: str = "",
        beginning: Beginning | None = None,
        parent: Parent | None = None,
        shown: bytes | None = None,
        message: str = "",
        compiling: OneAtATime | None = None,
        scheduler: FairScheduler | None = None,
        history_bytes: int = HISTORY_BYTES,
        answers: AnswerCache | None = None,
        sleep_seconds: float = IdleTimes().sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self.text, self._clock = engine, text, clock
        self._line = line_of(engine, config, text, history_bytes, parent, beginning)
        self._failure = ""
        self._loop: TrainingLoop | None = None
        self._closed = self._discarded = False
        self._scheduler = scheduler or FairScheduler(1)
        self._share = self._scheduler.share()
        self._questions = Questions(engine, self._scheduler, answers or AnswerCache(), clock)
        self.pace, self._sleep_seconds = Pace(), sleep_seconds
        self.viewers = Viewers(clock, self._rouse)
        self.latest = LatestState(name, shown, message, self.viewers.notify, example=bool(shown) and self.step == 0)
        self._wake, self._commands = self.latest.lock, CommandQueue()
        self._preparation = Preparation(
            engine, compiling or OneAtATime(), self.latest, self.viewers, lambda: self._closed
        )
        self._thread = threading.Thread(target=self._work, name="run", daemon=True)

    @property
    def config(self) -> RunConfig:
        """The settings at step 0 and all changes, those of a link still to come among them: the whole run in a link."""
        return self._line.config

    @property
    def present(self) -> RunConfig:
        """The settings as they hold at the next step, without `changes`."""
        return self._line.present

    @property
    def on_screen(self) -> RunConfig:
        """The settings as they hold at the step that is looked at."""
        return self._line.on_screen

    @property
    def past_step(self) -> int | None:
        """The earlier step that is looked at, if one is."""
        return self._line.past_step

    @property
    def status(self) -> Status:
        """Whether the run trains, rests or has ended."""
        return self.latest.status

    @property
    def step(self) -> int:
        """Training steps done."""
        return self._line.step

    @property
    def prepared(self) -> bool:
        """Whether the run is built and compiled, so that it does at once what it is told."""
        return self._loop is not None

    @property
    def begun(self) -> bool:
        """Whether there is a run to ask and to take away; before, there may be a first look at it."""
        return isinstance(self._line, TimeLine)

    @property
    def up_to_date(self) -> bool:
        """Whether all that was asked for has been done, so that the settings are what everybody wanted."""
        with self._wake:
            return self.prepared and self._commands.idle

    @property
    def closed(self) -> bool:
        """Whether the run has been put away."""
        return self._closed

    @property
    def wants_to_train(self) -> bool:
        """Whether the run trains, or will once it has caught up with its commands."""
        with self._wake:
            wish = self._commands.wish
            return self.latest.status == "training" if wish is None else wish

    @property
    def progress(self) -> tuple[object, ...] | None:
        """Something that differs whenever there is something new to save; None while there is nothing: at step 0."""
        line = self._line
        return None if line.step == 0 or self._discarded else (line.step, line.config, self.latest.name)

    def state(self) -> dict[str, Any]:
        """The state that viewers are told beside the frames."""
        link = to_link(self.config) | {MACHINE: self._engine.this_machine(self.config.task)}
        return {**self.latest.words(), "speed": self.pace.speed, "link": link}

    def saved(self, stamp: float) -> bytes:
        """The run where it stands as the bytes of a file; `stamp` is the time to write into it."""
        assert isinstance(self._line, TimeLine)
        return self._line.saved(name=self.latest.name, stamp=stamp)

    def branch(self, name: str, copied: Copied | None = None) -> tuple[RunConfig, Beginning]:
        """The config and the beginning of a run that leaves this one, called `name`, at the step that is looked at."""
        return self._line.branch(name, copied)

    @property
    def parent(self) -> Parent | None:
        """The run that this one branched from, or took the place of."""
        return self._line.parent

    def as_run_before(self, config: RunConfig) -> Parent | None:
        """The part of this run that a new run of `config` in its place shows; None while nothing was trained in it."""
        return self._line.as_run_before(config, self.latest.name)

    def now(self) -> OwnRun:
        """The run at the step that is looked at, which stays as it is while this one trains; raises `Refused`."""
        self.catch_up()
        if self._failure and not self.begun:
            raise Refused(self._failure)
        return self._questions.moment(self._line.shown, trains=self.status == "training" and self.past_step is None)

    def ask(self, question: Question, seconds: float = ANSWER_SECONDS, page: str = "", at: OwnRun = None) -> Answer:
        """As `Questions.ask`, of `now()` or of what that was before: the answer, or a `UserError` if it is late."""
        return self._questions.ask(self.now() if at is None else at, question, seconds, page)

    def ask_over_training(self, question: Question, most: int, seconds: float, page: str) -> dict[int, Answer]:
        """As `ask`, at up to `most` kept moments as well, by step: those answered within `seconds`."""
        return self._questions.ask_each(self._line.kept_runs(most), question, seconds, page)

    def kept_frames(self, most: int) -> list[bytes]:
        """The frames of up to `most` moments up to the one that is looked at, oldest first; may raise `Refused`."""
        return self._line.kept_frames(most)

    def command(self, command: Command) -> None:
        """Leave `command` for the run's thread; raises `Refused` with a sentence if it cannot be carried out."""
        with self._wake:
            if self._failure:
                raise Refused(self._failure)
            if command.trains and self.latest.status in ENDS:
                raise Refused(ENDS[self.latest.status])
            self._commands.put(command)
            if command.name != "speed":
                self.latest.report_long_step(self.pace.longest_wait(self._clock()), asked=command.name == "step")
            # Under the same lock as `prepare` says "ready": said later, it would overwrite what the run does by then.
            if command.trains and not self.prepared:
                self.latest.tell_compiling()
            self._wake.notify_all()
        # Who commands does not wait for the turns of others.
        self._share.interrupt()

    def settle(self, seconds: float = 1.0) -> None:
        """Wait until the run has stopped training, at most `seconds`; for just after a pause was asked for."""
        with self._wake:
            self._wake.wait_for(lambda: self.latest.status != "training", seconds)

    def catch_up(self, seconds: float = 0.5) -> None:
        """Wait until all commands have been carried out, at most `seconds`; not while the run compiles."""
        with self._wake:
            self._wake.wait_for(lambda: self._commands.idle or not self.prepared, seconds)

    def open(self) -> None:
        """Start the run's thread."""
        self._thread.start()

    def close(self) -> None:
        """Ask the run's thread to end, and tell those who watch."""
        self._closed = True
        self._questions.close()
        self._share.interrupt()
        self._rouse()
        self.viewers.notify()

    def discard(self) -> None:
        """There is nothing worth saving here any more."""
        self._discarded = True

    def join(self, seconds: float) -> None:
        """Wait at most `seconds` for the run's thread to end."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _rouse(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def _work(self) -> None:
        try:
            self.prepare()
            while not self._closed:
                wait = self.turn()
                with self._wake:
                    sleeps_watched = self._loop is not None and self._loop.sleeps_watched
                    if wait != 0 and not (self._commands or self._closed or sleeps_watched):
                        self._wake.wait(wait)
        except Exception as error:  # noqa: BLE001 - whatever it was, the run says so and the others go on
            if self._closed:
                # The process is going down, and with it what the engine stands on.
                return
            log.problem("run_failed", error)
            self._failure = STOPPED
            self.latest.tell("paused", self._failure)

    def prepare(self) -> None:
        """Build and compile the run, and show it where it stands unless another frame is shown in its place."""
        message = self.latest.message
        try:
            line = self._preparation.of(self._line)
        except UserError as error:
            self._failure = str(error)
            self.latest.tell("paused", self._failure)
            return
        if line is None:
            return
        self._line = line
        if self._closed:
            return
        loop = TrainingLoop(
            line,
            self.latest,
            self.viewers,
            self.pace,
            self._clock,
            burst=lambda long: self._scheduler.turn(self._share, long=long),
            interrupted=lambda: bool(self._commands) or self._closed,
            sleep_seconds=self._sleep_seconds,
            crowd=lambda: self._scheduler.crowd,
        )
        if not self.latest.shows_example:
            loop.show()
        with self._wake:
            self._loop = loop
            if not self._commands.trains:
                rest = loop.at_rest()
                self.latest.tell(rest, ENDS.get(rest, message))

    def turn(self) -> float | None:
        """Do what is to be done now; the seconds until there is more to do, or None for when somebody asks."""
        if self._loop is None:
            return None
        while command := self._take():
            self._loop.carry_out(command)
        return self._loop.turn()

    def _take(self) -> Command | None:
        with self._wake:
            self._wake.notify_all()
            return self._commands.take()
