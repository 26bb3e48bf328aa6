"""One turn of a run: it carries out commands, trains at its pace, and shows itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager

from app.live.commands import LAST_STEP, SEEKS, SHOW, Command
from app.live.fair_scheduler import LONG_SECONDS
from app.live.latest_state import SOON, LatestState, Status
from app.live.pacing import Pace
from app.live.time_line import TimeLine
from app.live.viewers import Viewers
from app.operations.counters import FRAMES_MADE, STEPS
from rnn_core.errors import UserError
from rnn_core.frames.frame import to_bytes

UNWATCHED = "Paused because nobody is watching. It goes on by itself when somebody looks."
TRAIN_ANEW = "To train anew, restart as a new run."
FINISHED = f"Finished: a run ends at {LAST_STEP:,} steps. {TRAIN_ANEW}"
CHANGE_SETTINGS = "Set that and restart as a new run, or set it after “Continue from here” at an earlier step."
DIVERGED = (
    "Training broke in every lane. In the lab each lane says why, and what did not break in our tests. "
    f"{CHANGE_SETTINGS}"
)
AGAIN = "Step {step:,} is trained again, which takes about {seconds} s. Any other command ends it."
ENDS = {"finished": FINISHED, "diverged": DIVERGED}


class TrainingLoop:
    """Leads one run; everything happens on that run's thread.

    `burst(long)` waits for this run's share of the machine and holds it for the length of a `with`; it yields False
    when the wait was given up. Commands do not wait for it. `interrupted` says whether something else is asked for
    meanwhile, which ends what takes long. After `sleep_seconds` without a viewer the run pauses until one comes.
    `crowd` tells how many others want to compute, for each slot of the machine.
    """

    def __init__(
        self,
        line: TimeLine,
        latest: LatestState,
        viewers: Viewers,
        pace: Pace,
        clock: Callable[[], float],
        burst: Callable[[bool], AbstractContextManager[bool]],
        interrupted: Callable[[], bool],
        sleep_seconds: float,
        crowd: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._line, self._latest, self._viewers, self._pace = line, latest, viewers, pace
        self._clock, self._burst, self._interrupted = clock, burst, interrupted
        self._sleep_seconds, self._crowd = sleep_seconds, crowd
        self._asleep = False
        pace.estimate(line.seconds_of_step())

    def at_rest(self) -> Status:
        """The run's work while nobody has asked for anything."""
        run = self._line.at.run
        if run.diverged:
            return "diverged"
        if run.step >= LAST_STEP:
            return "finished"
        return "ready" if run.step == 0 else "paused"

    @property
    def sleeps_watched(self) -> bool:
        """Whether the run paused because nobody watched, and now somebody does."""
        return self._asleep and self._viewers.away_seconds() == 0

    def turn(self) -> float | None:
        """Train and show what is due now; the seconds until there is more to do, or None for when somebody asks."""
        if self.sleeps_watched:
            self._begin_training()
        if self._latest.status != "training":
            return None
        if self._viewers.away_seconds() >= self._sleep_seconds:
            self._stop("paused", UNWATCHED)
            self._asleep = True
            return None
        wait = self._pace.wait(self._clock())
        if wait > 0:
            return wait
        steps = self._pace.steps(self._clock(), self._crowd())
        with self._burst(self._pace.expected(steps) > LONG_SECONDS) as granted:
            if not granted:
                return 0.0
            self._train(steps)
            now = self._clock()
            if self._latest.status == "training" and self._pace.frame_due(now):
                if self._viewers.ready():
                    self.show()
                    self._pace.drawn(now, self._clock() - now)
                else:
                    self._pace.skipped(now)
        return self._pace.wait(self._clock()) if self._latest.status == "training" else None

    def carry_out(self, command: Command) -> None:
        """Do what the owner asks for; what can't be done any more is passed over, and what is refused is said."""
        try:
            self._carry_out(command)
        except UserError as refusal:
            self._latest.tell(self._latest.status, str(refusal))

    def _carry_out(self, command: Command) -> None:
        if command.trains and self._latest.status in ENDS:
            return
        if command.name == "speed":
            self._pace.choose(command.value)
            self._tell(self._latest.status, self._latest.message)
        elif command.name == "play" and self._latest.status != "training":
            self._begin_training()
        elif command.name == "pause" and (self._latest.status == "training" or self._asleep):
            self._stop("paused", "")
        elif command.name == "step":
            if self._latest.status == "compiling":
                # Asked for before the run was ready: what it takes is said now.
                self._tell(self.at_rest(), "")
                self._latest.report_long_step(self._pace.longest_wait(self._clock()), asked=True)
            self._train(1)
            if self._latest.status not in ENDS:
                self._stop("paused", "")
        elif command == SHOW:
            self.show()
        elif command.name in SEEKS:
            self._seek(command)
        elif command.name == "set":
            self._set(command)

    def _begin_training(self) -> None:
        self._line.return_to_present()
        if self._latest.shows_example:
            self.show()
        self._pace.begin(self._clock())
        self._tell("training", "")

    def _train(self, steps: int) -> None:
        line = self._line
        steps = min(steps, LAST_STEP - line.at.run.step)
        began = self._clock()
        self._pace.begin_call(steps, began)
        line.advance(steps)
        STEPS.inc(steps)
        self._pace.trained(steps, began, self._clock())
        if line.at.run.diverged:
            self._stop("diverged", DIVERGED)
        elif line.at.run.step >= LAST_STEP:
            self._stop("finished", FINISHED)

    def _seek(self, command: Command) -> None:
        if self._latest.status == "training":
            self._tell("paused", "")
        if command.name == "seek":
            self._line.look_near(command.value)
        else:
            self._look_at(command.value)
        self._asleep = False
        self.show()

    def _look_at(self, step: int) -> None:
        """Look at exactly `step`; what trains again for long is told before."""
        status, message = self._latest.status, self._latest.message
        seconds = self._pace.expected(self._line.steps_again(step))
        if seconds > SOON:
            self._latest.tell(status, AGAIN.format(step=step, seconds=math.ceil(seconds)))
        self._line.look_at(step, lambda: not self._interrupted(), self._clock)
        if seconds > SOON:
            self._latest.tell(status, message)

    def _set(self, command: Command) -> None:
        self._line.change(command.setting, command.value, command.lane)
        if self._latest.status != "training":
            self.show()
        self._tell(self._latest.status, self._latest.message if self._latest.status in ENDS else "")

    def _stop(self, status: Status, message: str) -> None:
        self.show()
        self._tell(status, message)

    def show(self) -> None:
        """Make a frame of the step that is looked at; what was said of an example goes with its picture."""
        example = self._latest.shows_example
        frame = self._line.frame(self._pace.rate(self._clock()))
        FRAMES_MADE.inc()
        # Encoded once, whatever the number of those who watch.
        self._latest.post(to_bytes(frame), past=self._line.at.past is not None)
        if example and self._latest.status == "ready":
            self._tell("ready", "")

    def _tell(self, status: Status, message: str) -> None:
        self._asleep = False
        self._latest.tell(status, message)
