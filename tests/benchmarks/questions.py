"""What a question costs beside a training run: how long it takes to be answered, and what training loses meanwhile.

One live run at full speed, three lanes, H=64, T=100, in this process. `ask_s` is from asking for the one-step Jacobians
of a lane to the answer, each of another example, so that no answer is kept already: the median and the longest.
`ask_cost` is the share of its training steps that the run loses while somebody goes through the examples, a few
questions a second: the median over turns, each against the same time without questions just before.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Iterable, Iterator

import rnn_core
from app.live.commands import PAUSE, PLAY, Command
from app.live.live_run import LiveRun
from app.live.registry import RunRegistry
from rnn_core import OneStepJacobians, RunConfig
from rnn_core.training import cores
from tests.benchmarks.report import Measured, main

CONFIG = RunConfig(hidden_size=64, sequence_length=100, batch_size=32, num_seeds=1)
QUESTIONS_A_SECOND = 4
TURNS = 5
TURN_SECONDS = 4.0
EXAMPLES = 32


class Page:
    """A viewer for whom every frame is drawn at once."""

    ready = True

    def notify(self) -> None:
        """Nothing to do."""


def measure(_arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
    cores.use_all_cores()
    registry = RunRegistry(rnn_core)
    live = prepared(registry)
    questions = itertools.cycle(
        OneStepJacobians(lane.id, example)
        for example in range(1, EXAMPLES + 1)
        for lane in rnn_core.from_bytes(live.latest.frame or b"").lanes
    )
    for question in itertools.islice(questions, 3):
        live.ask(question, 120.0)
    seconds: list[float] = []
    lost = []
    for _ in range(TURNS):
        # A new one each time, so that none reaches its last step.
        live = prepared(registry)
        live.command(Command("speed", "smooth"))
        live.command(PLAY)
        live.catch_up()
        time.sleep(0.5)
        alone = steps_per_second(live, (), seconds)
        asked = steps_per_second(live, questions, seconds)
        lost.append(1 - asked / alone)
        live.command(PAUSE)
    registry.close()
    case = {"lanes": 3, "hidden_size": 64, "sequence_length": 100, "batch_size": 32, "num_seeds": 1}
    yield Measured("questions", "ask_s", statistics.median(seconds), "s", case, "≤ 0.3")
    yield Measured("questions", "ask_max_s", max(seconds), "s", case)
    yield Measured(
        "questions", "ask_cost", statistics.median(lost), "fraction", {"a_second": QUESTIONS_A_SECOND, **case}, "≤ 0.20"
    )


def prepared(registry: RunRegistry) -> LiveRun:
    """A run that is compiled and watched."""
    live = registry.create(CONFIG).run
    live.viewers.add(Page())
    while not live.prepared:
        time.sleep(0.01)
    return live


def steps_per_second(live: LiveRun, questions: Iterable[OneStepJacobians], seconds: list[float]) -> float:
    """Training steps a second over one turn in which `questions` are asked; how long each took goes to `seconds`."""
    first, began = live.step, time.perf_counter()
    for question in questions:
        asked = time.perf_counter()
        if asked > began + TURN_SECONDS:
            break
        live.ask(question)
        seconds.append(time.perf_counter() - asked)
        time.sleep(max(0.0, 1 / QUESTIONS_A_SECOND - seconds[-1]))
    time.sleep(max(0.0, began + TURN_SECONDS - time.perf_counter()))
    return (live.step - first) / (time.perf_counter() - began)


if __name__ == "__main__":
    main("What a question costs (tests/benchmarks/questions.py)", measure, argparse.ArgumentParser())
