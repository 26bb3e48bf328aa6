"""A run and its past: training it, going back to a moment of it, and what must be kept to go on from there.

Only the run's own thread alters it. What it has become is replaced whole and never altered: any thread may look.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from app.live.engine import Engine, Moment, TrainingRun
from app.live.kept_moments import before, kept, nearest
from app.live.pacing import LONGEST_BURST
from rnn_core.frames.frame import Frame, Parent, Surroundings, to_bytes
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import RECORDED

REPLAYED_AT_ONCE = 50


@dataclass(frozen=True)
class Beginning:
    """A time line begins: `run` at step 0 or later, the `moments` kept of it before, and a branch's `parent`."""

    run: TrainingRun
    moments: tuple[Moment, ...] = ()
    parent: Parent | None = None


@dataclass(frozen=True)
class Copied:
    """A lane that a branch has twice: its id, and the gates that the copy holds from there on."""

    lane: str
    clamps: tuple[Clamp, ...]


@dataclass(frozen=True)
class Position:
    """A time line now: `run` at its newest step, and `past` at the earlier step that is looked at, if one is."""

    run: TrainingRun
    moments: tuple[Moment, ...]
    past: TrainingRun | None = None

    @property
    def shown(self) -> TrainingRun:
        """The run at the step that is looked at."""
        return self.run if self.past is None else self.past


class TimeLine:
    """A run, on the user's own `text` if it reads one, whose moments are kept, thinned, in about `most_bytes`."""

    def __init__(self, engine: Engine, beginning: Beginning, text: str | None, most_bytes: int) -> None:
        self._engine, self._text = engine, text
        self._most = engine.num_moments(beginning.run, most_bytes)
        self.parent = beginning.parent
        self.at = Position(beginning.run, beginning.moments)
        self._record()

    @property
    def config(self) -> RunConfig:
        """The settings at step 0 and all changes, those of a link still to come among them."""
        return self.at.run.config

    @property
    def present(self) -> RunConfig:
        """The settings as they hold at the next step, without `changes`."""
        return self.at.run.present

    @property
    def step(self) -> int:
        """Training steps done."""
        return self.at.run.step

    @property
    def shown(self) -> TrainingRun:
        """The run at the step that is looked at."""
        return self.at.shown

    @property
    def past_step(self) -> int | None:
        """The earlier step that is looked at, if one is."""
        return None if self.at.past is None else self.at.past.step

    @property
    def on_screen(self) -> RunConfig:
        """The settings as they hold at the step that is looked at, without `changes`."""
        return self.at.shown.present

    def seconds_of_step(self) -> float:
        """About how many seconds a training step takes, estimated."""
        return self._engine.seconds_of_step(self.at.run)

    def advance(self, steps: int) -> None:
        """Train the run `steps` steps further, from its newest step."""
        self.at = replace(self.at, run=self._engine.advance(self.at.run, steps), past=None)

    def change(self, name: str, value: Any, lane: str = "") -> None:
        """Change a traced setting from the newest step on; the past too, where it only changes what is looked at."""
        run = self._engine.change(self.at.run, name, value, lane)
        past = self.at.past
        if past is not None and name not in RECORDED:
            past = self._engine.change(past, name, value, lane)
        self.at = replace(self.at, run=run, past=past)

    def return_to_present(self) -> None:
        """Look at the newest step again."""
        self.at = replace(self.at, past=None)

    def look_near(self, step: int) -> None:
        """Look at the kept moment nearest to `step`."""
        self._record()
        run, moment = self.at.run, nearest(self.at.moments, step)
        self.at = replace(self.at, past=None if moment.step >= run.step else self._engine.rewound(run, moment))

    def steps_again(self, step: int) -> int:
        """How many steps are trained again to look at exactly `step`."""
        at = self.at
        return 0 if step >= at.run.step else step - before(at.moments, step).step

    def look_at(self, step: int, go_on: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        """Look at exactly `step`: train again from the kept moment before it, unless `go_on` says no on the way.

        It is asked again and again, after as many steps as fit a burst of training by the `clock`.
        """
        self._record()
        run, moments = self.at.run, self.at.moments
        if step >= run.step:
            self.return_to_present()
            return
        past, at_once = self._engine.rewound(run, before(moments, step), until=step), 1
        while past.step < step:
            if not go_on():
                return
            began = clock()
            past = self._engine.advance(past, min(at_once, step - past.step))
            at_once = min(2 * at_once, REPLAYED_AT_ONCE) if 2 * (clock() - began) < LONGEST_BURST else 1
        self.at = Position(run, kept(moments, self._engine.moment_of(past), len(moments) + 1), past)

    def kept_runs(self, most: int) -> list[TrainingRun]:
        """The run at `most` of its kept moments up to the one that is looked at, which is the last; from any thread."""
        at = self.at
        steps = sorted({moment.step for moment in at.moments if moment.step < at.shown.step})
        if len(steps) > most - 1:
            steps = [steps[round(k * (len(steps) - 1) / (most - 2))] for k in range(most - 1)]
        moments = {moment.step: moment for moment in at.moments}
        return [*(self._engine.rewound(at.run, moments[step]) for step in steps), at.shown]

    def frame(self, steps_per_second: float = 0.0) -> Frame:
        """The frame of the step that is looked at; at the newest step, that moment is kept and the rate is said."""
        if self.at.past is not None:
            return self._engine.observe(self.at.past, self._around(self.at))
        self._record()
        return self._engine.observe(self.at.run, self._around(self.at, steps_per_second))

    def kept_frames(self, most: int) -> list[bytes]:
        """The frames of `kept_runs(most)`, as of a run that stands at the last of them and kept them alone."""
        runs = self.kept_runs(most)
        steps = tuple(run.step for run in runs)
        around = Surroundings(steps[-1], steps, self.parent)
        return [to_bytes(self._engine.observe(run, around)) for run in runs]

    def saved(self, *, name: str, stamp: float) -> bytes:
        """The bytes of a file from which the run goes on where it stands; callable from any thread."""
        at = self.at
        moments = kept(at.moments, self._engine.moment_of(at.run), len(at.moments) + 1)
        frame = to_bytes(self._engine.observe(at.run, self._around(Position(at.run, moments), made=stamp)))
        return self._engine.save_run(
            at.run, moments, name=name, saved=stamp, frame=frame, text=self._text, parent=self.parent
        )

    def branch(self, name: str, copied: Copied | None = None) -> tuple[RunConfig, Beginning]:
        """The config and the beginning of a run that leaves this one, called `name`, at the step that is looked at.

        With a lane `copied` it has that one twice; raises a `UserError` where there is no room for it.
        """
        at = self.at
        here = self._engine.rewound(at.run, self._engine.moment_of(at.shown))
        moments = tuple(moment for moment in at.moments if moment.step <= here.step)
        parent = self._engine.parent_of_branch(at.run, name, here.step)
        if copied is not None:
            here, moments = self._engine.with_copy(here, moments, copied.lane, copied.clamps)
        return here.config, Beginning(here, moments, parent)

    def as_run_before(self, config: RunConfig, name: str) -> Parent | None:
        """The part of this run, called `name`, that a new run of `config` in its place shows; None at step 0."""
        return self._engine.run_before(self.at.run, config, name) if self.step > 0 else None

    def _around(self, at: Position, steps_per_second: float = 0.0, made: float | None = None) -> Surroundings:
        kept_steps = tuple(moment.step for moment in at.moments)
        return Surroundings(at.run.step, kept_steps, self.parent, steps_per_second, made)

    def _record(self) -> None:
        at = self.at
        self.at = replace(at, moments=kept(at.moments, self._engine.moment_of(at.run), self._most))
