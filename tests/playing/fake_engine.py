"""An engine that trains nothing and takes no time, and a clock that a test sets: the service alone is under test."""

import time
from dataclasses import dataclass, replace

import numpy as np

from rnn_core.frames.frame import Frame, Lane, Parent
from rnn_core.frames.run_before import comparable, difference, so_far
from rnn_core.saved.run_file import About, SavedLane, about_of, checked, written
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.link import from_link
from rnn_core.settings.table import SETTINGS, Change
from rnn_core.tasks import build
from tests.playing.legend import legend


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@dataclass(frozen=True)
class FakeRun:
    config: RunConfig
    step: int = 0
    diverged: bool = False

    @property
    def present(self):
        return self.config.present(self.step)


@dataclass(frozen=True)
class FakeSavedRun:
    """`rnn_core.SavedRun`, whose types would refuse a fake run."""

    about: About
    run: FakeRun
    moments: tuple
    frame: bytes
    text: str | None
    parent: Parent | None


class FakeEngine:
    """Every step takes `seconds_per_step` on `clock`; a learning rate of 1000 diverges."""

    COMPILER = 150_000_000

    def __init__(self, clock=None, seconds_per_step=0.001):
        self.clock, self.seconds_per_step = clock or Clock(), seconds_per_step
        self.calls = []
        self.observed = 0
        self.warm = 0
        self.bytes_needed, self.estimated_seconds = 10**6, 0.0
        self.files = {}

    def check(self, config, text=None):
        build(config, text)
        return self.bytes_needed

    def fresh(self, config, text=None):
        return FakeRun(config)

    def first_look(self, run, around):
        return None

    def with_first_test(self, run):
        return run

    def warm_up(self, run, ready=None):
        self.warm += 1

    def seconds_of_step(self, run):
        return self.estimated_seconds

    def advance(self, run, steps):
        self.calls.append(steps)
        self.clock.now += steps * self.seconds_per_step
        return replace(run, step=run.step + steps, diverged=run.present.learning_rate >= 1000)

    def change(self, run, name, value, lane=""):
        made = Change(run.step, name, value, lane)
        if run.step == 0:
            return replace(run, config=made.applied(run.config))
        return replace(run, config=run.config.replace(changes=(*run.config.changes, made)))

    def observe(self, run, around):
        self.observed += 1
        made = time.time() if around.made is None else around.made
        return replace(
            frame(run.step, run.config),
            newest_step=around.newest_step,
            kept_steps=around.kept_steps,
            parent=around.parent,
            steps_per_second=around.steps_per_second,
            made=made,
        )

    def moment_of(self, run):
        return run

    def num_moments(self, run, most_bytes):
        return 8

    def rewound(self, run, moment, until=None):
        last = moment.step if until is None else until
        changes = tuple(change for change in run.config.changes if change.step <= last)
        return replace(moment, config=run.config.replace(changes=changes))

    def parent_of_branch(self, run, name, step):
        steps = np.arange(step, run.step + 1, dtype=np.float32)
        return Parent(name, step, steps, dict.fromkeys(run.config.lane_ids, steps[None]))

    def run_before(self, run, config, name):
        past = so_far(run.config, run.step)
        steps = np.arange(1, run.step + 1, dtype=np.float32) if comparable(past, config) else np.zeros(0, np.float32)
        lanes = [lane for lane in run.config.lane_ids if lane in config.lane_ids] if len(steps) else []
        return Parent(name, 0, steps, dict.fromkeys(lanes, steps[None]), difference(past, config))

    def save_run(self, run, moments, *, name, saved, frame, text, parent):
        """A real file, whose header says what it must; what was saved stays in this engine's memory."""
        config = {setting.link: setting.write(getattr(run.config, setting.name)) for setting in SETTINGS}
        about = About(name, "Adding problem", self._lanes(run), run.step, saved, config)
        if parent is not None:
            told = {"parent": (parent.name, parent.step), "difference": parent.difference, "before": parent.run}
            about = replace(about, **told)
        self.files[saved] = FakeSavedRun(about, run, moments, frame, text, parent)
        return written({"frame": np.frombuffer(frame, np.uint8)}, about)

    def _lanes(self, run):
        names = lane_names(run.config.full_lanes)
        return tuple(
            SavedLane(name.id, lane.cell, name.name, ()) for name, lane in zip(names, run.config.lanes, strict=True)
        )

    def this_machine(self, task=""):
        return "a fake machine"

    def parting(self, machine):
        return "" if machine in ("", self.this_machine()) else f"This comes from {machine}."

    def saved_config(self, data):
        return from_link(about_of(data).config)[0]

    def ask(self, run, question, go_on):
        """What the question itself says, which this engine does not understand."""
        return question.answer(run, go_on)

    def load_run(self, data):
        about = checked(data)
        return replace(self.files[about.saved], about=about)


def frame(step=0, config=None, T=6, H=4):
    config = config or RunConfig()
    rng = np.random.default_rng(step)

    def numbers(*shape):
        return rng.random(shape, dtype=np.float32)

    lanes = tuple(
        Lane(
            **(words := legend(lane.cell, name.number, name.differs)),
            num_parameters=10,
            train_loss=0.1,
            test_loss=0.2,
            accuracy=None,
            gradient_norm=1.0,
            arrays={name: numbers(1, T, H) for name in ("hidden", *(row.trace for row in words["traces"]))}
            | {
                "train_curve": numbers(3, 5),
                "test_curve": numbers(3, 2),
                "outputs": numbers(T, 1),
                "hidden_gradient": numbers(1, 3, T),
                "watched_gradient": numbers(1, T),
                "contribution": numbers(1, T),
            },
        )
        for lane, name in zip(config.lanes, lane_names(config.full_lanes), strict=True)
    )
    return Frame(
        step=step,
        made=0.0,
        steps_per_second=0.0,
        config={},
        task={"title": "Adding problem", "baselines": [{"label": "always answer 1", "value": 0.167}]},
        loss_name="mean squared error",
        caption="Orthogonal initialisation, 3 seeds.",
        lanes=lanes,
        inputs=numbers(T, 2),
        targets=numbers(T, 1),
        loss_weights=numbers(T),
        curve_steps=np.arange(1, 6, dtype=np.float32),
        test_steps=np.array([1, 5], dtype=np.float32),
    )
