"""How fast a run trains and how often it is drawn: how many steps to take next, and when the next frame is due."""

from __future__ import annotations

from collections import deque
from typing import Literal, NamedTuple

Speed = int | Literal["smooth", "max"]
SPEEDS: tuple[Speed, ...] = (1, 2, 5, 10, 20, "smooth", "max")
DEFAULT_SPEED: Speed = 5

SMOOTH_INTERVAL = 1 / 30
MAX_INTERVAL = 1 / 5
LONGEST_BURST = 0.25
"""Seconds after which a run hears what is asked of it: longer only where a single step takes longer."""
LONGEST_CALL = 0.05
OVERDUE_TIMES, OVERDUE_SECONDS = 20, 30.0
"""A call is overdue after so many times its time, and no sooner than so many seconds: a machine may be busy."""
LATE_CALL = 0.008
EARLY = 0.2
MOST_STEPS = 50
RATE_WINDOW = 1.0
ROUND_SECONDS = 0.85
"""In a crowd, the time in which every run should have had its turn once, so that each shows a frame a second."""


class Wait(NamedTuple):
    """Some seconds, and whether they go by steps that were `measured` or by an estimate."""

    seconds: float
    measured: bool


class Pace:
    """The clockwork of one run. Times are seconds on a monotonic clock, handed in by the caller.

    A number as `speed` is steps a frame, at most 30 frames a second; fewer steps where the machine is so crowded that
    the run would show less than a frame a second. `smooth` trains without a pause and shows 30 frames a second (or one
    every `smooth_interval` seconds); `max` trains without a pause and shows 5, so that making frames costs next to
    nothing.
    """

    def __init__(self, speed: Speed = DEFAULT_SPEED, smooth_interval: float = SMOOTH_INTERVAL) -> None:
        self.speed: Speed = speed
        self._smooth_interval = smooth_interval
        self._due = 0.0
        self._seconds_per_step: float | None = None
        self._estimate = 0.0
        self._seconds_per_frame = 0.0
        self._left_of_frame = 0
        self._began: float | None = None
        self._expected = 0.0
        self._trained: deque[tuple[float, int]] = deque()

    def choose(self, speed: Speed) -> None:
        """Train at another `speed` from now on."""
        self.speed, self._left_of_frame = speed, 0

    @property
    def interval(self) -> float:
        """Seconds from one frame to the next."""
        return MAX_INTERVAL if self.speed == "max" else self._smooth_interval

    def estimate(self, seconds_per_step: float) -> None:
        """A step may take so long: what is told of it until one has been measured."""
        self._estimate = seconds_per_step

    def begin(self, now: float) -> None:
        """Training starts, or goes on after a pause: the rate is measured anew; a frame is due after the next steps."""
        self._trained.clear()
        self._due, self._left_of_frame = now, 0

    def wait(self, now: float) -> float:
        """Seconds to wait before the next steps: none at full speed, else until the next frame may be drawn."""
        return max(0.0, self._due - now) if isinstance(self.speed, int) and self._left_of_frame == 0 else 0.0

    def steps(self, now: float, crowd: float = 0.0) -> int:
        """How many steps to take in one go; `crowd` is the number of other runs that want to compute, for each slot.

        With steps counted per frame it is their number, or what fits into this run's part of a round of all; where they
        take long, a part of them, and the rest in the next calls. At full speed that is what fits until the next frame
        is due, to the nearest step. Where the frame is overdue, because no browser has drawn the last one yet, the
        calls are short: a browser that gets ready is then served within milliseconds. How long a step takes is not
        known before the first: that one goes alone.
        """
        if isinstance(self.speed, int):
            if self._left_of_frame == 0:
                self._left_of_frame = self._steps_of_frame(self.speed, crowd)
            return min(self._left_of_frame, self._fitting(LONGEST_BURST))
        left = self._due - now
        return min(MOST_STEPS, self._fitting(min(left, LONGEST_CALL) if left > 0 else LATE_CALL, nearest=True))

    def _steps_of_frame(self, speed: int, crowd: float) -> int:
        if crowd <= 1 or self._seconds_per_step is None:
            return speed
        return min(speed, self._fitting(ROUND_SECONDS / crowd - self._seconds_per_frame))

    def _fitting(self, seconds: float, *, nearest: bool = False) -> int:
        """How many steps take `seconds`: a step at least."""
        if self._seconds_per_step is None:
            return 1
        steps = seconds / self._seconds_per_step
        return max(1, round(steps) if nearest else int(steps))

    def expected(self, steps: int) -> float:
        """Seconds that `steps` steps will take, going by those before; by the estimate before the first."""
        return steps * (self._estimate if self._seconds_per_step is None else self._seconds_per_step)

    def longest_wait(self, now: float) -> Wait:
        """The time that a step takes, or has taken already: about as long as one may have to wait for an answer."""
        taken = 0.0 if self._began is None else now - self._began
        return Wait(max(self.expected(1), taken), self._seconds_per_step is not None)

    def begin_call(self, steps: int, now: float) -> None:
        """Some steps begin."""
        self._began, self._expected = now, 0.0 if self._seconds_per_step is None else self.expected(steps)

    def is_overdue(self, now: float) -> bool:
        """Whether the steps that were begun take much longer than those before; never of the first."""
        began = self._began
        if began is None or self._expected == 0:
            return False
        return now - began > max(OVERDUE_SECONDS, OVERDUE_TIMES * self._expected)

    def trained(self, steps: int, began: float, ended: float) -> None:
        """Learn from a call that took `steps` steps between two times."""
        self._began = None
        self._left_of_frame = max(0, self._left_of_frame - steps)
        seconds_per_step = (ended - began) / steps
        # An old estimate fades within a few calls: the machine's load changes while a class is at work.
        before = seconds_per_step if self._seconds_per_step is None else self._seconds_per_step
        self._seconds_per_step = max(before + 0.3 * (seconds_per_step - before), 1e-6)
        self._trained.append((ended, steps))

    def frame_due(self, now: float) -> bool:
        """Whether a frame may be made now; at full speed up to a fifth of the interval before its time.

        What is left then is too short for a call that is worth its overhead. With steps counted per frame it comes
        after the last of them.
        """
        if isinstance(self.speed, int) and self._left_of_frame > 0:
            return False
        early = 0.0 if isinstance(self.speed, int) else min(EARLY * self.interval, LATE_CALL)
        return now >= self._due - early

    def drawn(self, now: float, took: float = 0.0) -> None:
        """A frame was made, which took some seconds.

        The next one is due one interval after this one was, or from now if training fell behind.
        """
        self._seconds_per_frame += 0.3 * (took - self._seconds_per_frame)
        self._due = max(self._due + self.interval, now)

    def skipped(self, now: float) -> None:
        """No browser was ready for the frame that was due. With steps counted per frame, training keeps its beat."""
        if isinstance(self.speed, int):
            self._due = max(self._due + self.interval, now)

    def rate(self, now: float) -> float:
        """Training steps per second over the last second of training."""
        while self._trained and self._trained[0][0] < now - RATE_WINDOW:
            self._trained.popleft()
        if len(self._trained) < 2:
            return 0.0
        seconds = self._trained[-1][0] - self._trained[0][0]
        steps = sum(steps for _, steps in self._trained) - self._trained[0][1]
        return steps / seconds if seconds > 0 else 0.0
