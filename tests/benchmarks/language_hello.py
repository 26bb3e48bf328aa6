"""How soon a word is spelled, as somebody in front of the page sees it, and what the page's presets say.

`hello_s` is from Play to the first frame in which the lane's probabilities of all four right letters are above 0.9, at
the speed with which a run opens (5 steps a frame, 30 frames a second) and with its three lanes side by side: the
longest over ten seeds. `hello_steps` is the latest training step of such a frame. `solved` counts the seeds of a preset
that have solved it within the steps that the preset names; of the preset with one number of memory, those whose loss
is below that of the best network without memory and whose four answers are right.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

import rnn_core
from app.live.commands import PAUSE, PLAY
from app.live.live_run import LiveRun
from app.live.pacing import DEFAULT_SPEED
from app.live.registry import RunRegistry
from app.view.next_character import PRESETS
from rnn_core import Frame, Lane, RunConfig, advance, start
from rnn_core.tasks import hello
from rnn_core.tasks.openings import opened
from rnn_core.training.run import LaneRun, Run
from tests.benchmarks.report import Measured

SEEDS = range(10)
EIGHT = RunConfig(num_seeds=8)
CLAIMS = {"hello": 250, "A memory of one number": 500, "Counting: aaaaab": 400, "mississippi": 800}
PATIENCE = 60.0


class Page:
    """A viewer for whom every frame is drawn at once."""

    ready = True

    def notify(self) -> None:
        """Nothing to do."""


def measure() -> Iterator[Measured]:
    """Every row about spelling."""
    found: dict[str, list[tuple[float, int]]] = {}
    registry = RunRegistry(rnn_core)
    for seed in SEEDS:
        for cell, when in until_spelled(registry, opened("hello", RunConfig(num_seeds=1, seed=seed))).items():
            found.setdefault(cell, []).append(when)
    registry.close()
    for cell, each in found.items():
        seconds, steps = zip(*each, strict=True)
        case = {"cell": cell, "hidden_size": 4, "seeds": "0–9", "speed": DEFAULT_SPEED, "lanes": 3}
        yield Measured("language", "hello_s", max(seconds), "s", case, "≤ 3")
        yield Measured("language", "hello_steps", max(steps), "steps", case)
    for preset in PRESETS:
        if preset.title in CLAIMS:
            yield from solved(preset.title, preset.config(EIGHT), CLAIMS[preset.title])


def until_spelled(registry: RunRegistry, config: RunConfig) -> dict[str, tuple[float, int]]:
    """Of each lane the seconds from Play, and the step, to the first frame in which it spells the word."""
    live = registry.create(config).run
    live.viewers.add(Page())
    while not live.prepared:
        time.sleep(0.01)
    found: dict[str, tuple[float, int]] = {}
    began = time.perf_counter()
    live.command(PLAY)
    for frame in frames(live, began + PATIENCE):
        seconds = time.perf_counter() - began
        for lane in frame.lanes:
            if spells(frame, lane):
                found.setdefault(lane.cell, (seconds, frame.step))
        if len(found) == len(frame.lanes):
            break
    live.command(PAUSE)
    live.settle()
    missing = {lane.cell for lane in config.lanes} - found.keys()
    return found | dict.fromkeys(missing, (float("inf"), -1))


def frames(live: LiveRun, end: float) -> Iterator[Frame]:
    """The frames of a run as they are made, until `end`."""
    before = b""
    while time.perf_counter() < end:
        data = live.latest.frame or b""
        if data != before:
            before = data
            yield rnn_core.from_bytes(data)
        time.sleep(0.002)


def spells(frame: Frame, lane: Lane) -> bool:
    """Whether the probability of every right letter is above 0.9."""
    right = frame.targets[:, 0].astype(int)
    return bool((lane.arrays["outputs"][np.arange(len(right)), right] > hello.SURE).all())


def solved(title: str, config: RunConfig, steps: int) -> Iterator[Measured]:
    """How many of eight seeds of each lane have done within `steps` what the preset says."""
    run = advance(start(config), steps)
    for lane in run.lanes:
        case = {"preset": title, "cell": lane.spec.cell.name, "steps": steps, "seeds": "0–7"}
        yield Measured("language", "solved", int(done(run, lane).sum()), "of 8", case, "8")


def done(run: Run, lane: LaneRun) -> np.ndarray:
    """Which seeds have done what the run's preset says."""
    if run.config.hidden_size > 1:
        assert run.task.solved is not None
        return run.task.solved.passed(lane.curves.task_loss[:, -1], lane.curves.task_accuracy[:, -1])
    bound = min(line.value for line in run.task.baselines)
    return (lane.curves.task_loss[:, -1] < bound) & (lane.curves.task_accuracy[:, -1] == 1)
