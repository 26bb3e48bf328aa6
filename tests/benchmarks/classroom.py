"""A class at work: forty runs that train at once, two hundred who watch one run, and what a run takes of memory.

The server is `class_server.py` in a process of its own; this process watches. Both share the machine, so that what
watching takes here is taken from training too.

`received_p95_ms` is from a frame's making to its receipt, over all frames of all viewers; `command_p95_ms` from a
command to the state that shows it. `viewer_cost` is the share of its training steps that a run at full speed loses when
two hundred more watch it than its owner: the ratio of medians, measured in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from rnn_core import RunConfig
from tests.benchmarks.class_process import ClassProcess, Owned, class_process
from tests.benchmarks.report import Measured, main
from tests.benchmarks.viewer import Seen, Viewer, viewer, viewers

CONFIG = RunConfig(hidden_size=32, sequence_length=50, batch_size=32)
SEEDS = (1, 3)
RUNS, FIRST_RUNS = 40, 10
MANY = 200
# By then a run keeps as many frames and snapshots as it ever will, or nearly.
TRAINED_STEPS = 300
MOST_TRAINING_SECONDS = 400.0
SETTLING_SECONDS = 3.0
CLASS_SECONDS = 30.0
COMMAND_SECONDS = 30.0
TURN_SECONDS = 8.0
TURNS = 3
LONGEST_ANSWER = 10.0
SPEED = 5


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the table."""
    with tempfile.TemporaryDirectory(prefix="unrolled-") as folder:
        for num_seeds in arguments.seeds:
            config = CONFIG.replace(num_seeds=num_seeds)
            if "class" in arguments.parts:
                with class_process(Path(folder)) as server:
                    yield from asyncio.run(class_of_runs(server, config))
            if "viewers" in arguments.parts:
                with class_process(Path(folder)) as server:
                    yield from asyncio.run(many_viewers(server, config))


async def class_of_runs(server: ClassProcess, config: RunConfig) -> list[Measured]:
    """Forty runs, each with its owner watching; the first ten train alone for a while, to weigh the others."""
    first = [server.create(config) for _ in range(FIRST_RUNS)]
    async with viewers(server.port, first) as few:
        await train(few)
        before = server.settled_memory_mb()
        more = [server.create(config) for _ in range(RUNS - FIRST_RUNS)]
        async with viewers(server.port, more) as others:
            await train(others)
            each_mb = (server.settled_memory_mb() - before) / len(others)
            everyone = [*few, *others]
            for owner in everyone:
                owner.command("play")
            await asyncio.gather(*(owner.until_status("training") for owner in everyone))
            await asyncio.sleep(SETTLING_SECONDS)
            began = time.time()
            await asyncio.sleep(CLASS_SECONDS)
            ended = time.time()
            answers = await command_all(everyone)
            for owner in everyone:
                owner.command("pause")
    frames = [owner.seen_between(began, ended) for owner in everyone]
    rates = [len(each) / (ended - began) for each in frames]
    waits = [1e3 * (frame.received - frame.made) for each in frames for frame in each]
    case = {"runs": RUNS, **case_of(config)}
    return [
        row("memory_per_run_mb", each_mb, "MB", case, "≤ 20"),
        row("slowest_frames_per_second", min(rates), "1/s", case, "≥ 1.0"),
        row("frames_per_second", statistics.median(rates), "1/s", case),
        row("received_p95_ms", float(np.percentile(waits, 95)), "ms", case, "≤ 300"),
        row("command_p95_ms", float(np.percentile(answers, 95)), "ms", case, "≤ 500"),
        row("command_median_ms", statistics.median(answers), "ms", case),
    ]


async def train(owners: list[Viewer]) -> None:
    """Train their runs until each has made as many steps as all are weighed with, then pause them."""

    async def train_one(owner: Viewer) -> None:
        await owner.until_status("ready")
        owner.command("play")
        await owner.until(lambda: owner.step >= TRAINED_STEPS, MOST_TRAINING_SECONDS)
        owner.command("pause")
        await owner.until_status("paused")

    await asyncio.gather(*(train_one(owner) for owner in owners))


async def command_all(owners: list[Viewer]) -> list[float]:
    """Every owner, in random order and without waiting for the one before, gives some commands; the answers' ms."""
    order = random.Random(0).sample(owners, len(owners))

    async def later(place: int, owner: Viewer) -> list[float]:
        await asyncio.sleep(place * COMMAND_SECONDS / len(order))
        return await give_commands(owner)

    answers = await asyncio.gather(*(later(place, owner) for place, owner in enumerate(order)))
    return [each for of_owner in answers for each in of_owner]


async def give_commands(owner: Viewer) -> list[float]:
    """Each kind of command, and back to what was; milliseconds to each answer."""
    link = owner.state["link"]
    return [
        await answered(owner, lambda state: state["speed"] == 10, "speed", value=10),
        await answered(owner, lambda state: state["speed"] == SPEED, "speed", value=SPEED),
        await answered(owner, lambda state: state["link"] != link, "set", name="learning_rate", value=2e-3),
        await answered(owner, lambda state: state["status"] == "paused", "pause"),
        await answered(owner, lambda state: state["status"] == "training", "play"),
    ]


async def answered(owner: Viewer, shows: Callable[[dict[str, Any]], bool], command: str, **more: Any) -> float:
    """Command; the milliseconds until a state came that `shows` it. No answer counts as the longest."""
    began = time.perf_counter()
    owner.command(command, **more)
    try:
        await owner.until(lambda: shows(owner.state), LONGEST_ANSWER)
    except TimeoutError:
        return 1e3 * LONGEST_ANSWER
    return 1e3 * (owner.told - began)


async def many_viewers(server: ClassProcess, config: RunConfig) -> list[Measured]:
    """One run at full speed, watched in turns by its owner alone and by many more."""
    alone, crowded = [], []
    rates: list[float] = []
    for _ in range(TURNS):
        # A new one each time, so that none reaches its last step.
        run = server.create(config)
        async with viewer(server.port, run) as owner:
            await owner.until_status("ready")
            owner.command("speed", value="smooth")
            owner.command("play")
            await owner.until_status("training")
            (of_owner,) = await turn([owner])
            alone.append(steps_per_second(of_owner))
            async with viewers(server.port, [Owned(run.id, "")] * MANY) as many:
                of_owner, *of_many = await turn([owner, *many])
            crowded.append(steps_per_second(of_owner))
            rates += [len(frames) / TURN_SECONDS for frames in of_many]
            owner.command("pause")
    cost = 1 - statistics.median(crowded) / statistics.median(alone)
    case = {"viewers": MANY, **case_of(config)}
    return [
        row("viewer_frames_per_second", min(rates), "1/s", case, "≥ 5"),
        row("viewer_cost", cost, "fraction", case, "≤ 0.20"),
        row("steps_per_second", statistics.median(alone), "1/s", {**case, "viewers": 1}),
    ]


async def turn(watching: list[Viewer]) -> list[list[Seen]]:
    """The frames that each of `watching` got in a few seconds of training."""
    await asyncio.sleep(SETTLING_SECONDS)
    began = time.time()
    await asyncio.sleep(TURN_SECONDS)
    return [each.seen_between(began, began + TURN_SECONDS) for each in watching]


def steps_per_second(frames: list[Seen]) -> float:
    """How fast a run trained, by the frames that its owner got."""
    return (frames[-1].step - frames[0].step) / (frames[-1].made - frames[0].made)


def row(name: str, value: float, unit: str, case: dict[str, Any], target: str = "") -> Measured:
    """One number of this benchmark."""
    return Measured("classroom", name, value, unit, case, target)


def case_of(config: RunConfig) -> dict[str, Any]:
    """What was trained while it was measured."""
    sizes = {"hidden_size": config.hidden_size, "sequence_length": config.sequence_length}
    return {"lanes": len(config.lanes), **sizes, "num_seeds": config.num_seeds}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, help="seeds trained in each run")
    parser.add_argument("--parts", nargs="+", default=("class", "viewers"), help="what to measure")
    main("A class at work (tests/benchmarks/classroom.py)", measure, parser)
