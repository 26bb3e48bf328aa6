"""Which cell learns which task: the lessons that the lab shows, counted over seeds.

`solved` is the number of seeds with a test evaluation (every 50 steps, 256 sequences never trained on) that passed the
task's threshold within the budget, `better_than_rule` the number closer than the best rule without learning.
`longest_n` is the n up to which every aⁿbⁿ is accepted after training on n ≤ 12. `longest_tau` is how long that unit
keeps its state which keeps it longest, `accuracy` that of the last test, of the seed that has the least or the most.
The settings are those with which the tasks open, and the targets hold what `rnn_core.tasks.openings` and the cases of
the lab, of “Gates” and of “Compare” say of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import partial

import jax
import numpy as np

from app.view.cases import CASES
from app.view.comparison.presets import PRESETS as COMPARED
from app.view.gates.presets import PRESETS as GATES
from rnn_core import RunConfig, advance, ask, start
from rnn_core.inside.gate_values import GateValues, time_constants
from rnn_core.network import stack
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.tasks.counting import longest_accepted
from rnn_core.tasks.openings import opened
from rnn_core.training.run import LaneRun, Run
from tests.benchmarks.report import Measured, main

EIGHT = RunConfig(num_seeds=8)
ADDING, ORDER, PARITY = opened("adding", EIGHT), opened("temporal_order", EIGHT), opened("parity", EIGHT)
THERMOMETER = opened("thermometer", EIGHT)
RECALL = opened("recall", EIGHT).replace(lanes=lanes_of("lstm"))
THREE = RunConfig(num_seeds=3)
MULTIPLICATION, PREFIXES = opened("multiplication", THREE), opened("prefix_parity", THREE)
NOISE_FREE = opened("noise_free", THREE)
CHRONO = next(preset for preset in CASES if preset.title == "Chrono, T = 100").config(THREE)
ECHO = opened("echo", THREE)
CUT = next(preset for preset in CASES if preset.title == "Echo, cut too short").config(THREE)
IRNN = next(preset for preset in CASES if preset.title == "IRNN").config(THREE)
CLIPPED = next(preset for preset in CASES if preset.title == "Rescued by clipping").config(THREE)
EQUAL, _, BEYOND, _ = (preset.config(THREE) for preset in COMPARED)
COUNTER = next(preset for preset in GATES if preset.title == "A unit that counts").config(RunConfig(num_seeds=1))
SHUT = next(preset for preset in GATES if preset.title == "Forget gate held at 0").config(THREE)
COUNTING = opened("counting", RunConfig(num_seeds=5)).replace(lanes=lanes_of("lstm", "gru"))
LIMIT = 100
SOLVED: tuple[tuple[RunConfig, dict[str, int], dict[str, str]], ...] = (
    (ADDING, {"rnn": 800, "lstm": 800, "gru": 800}, {"rnn": "0", "lstm": "≥ 7", "gru": "≥ 7"}),
    (ORDER, {"rnn": 800, "lstm": 800, "gru": 800}, {"rnn": "0", "lstm": "≥ 6", "gru": "≥ 6"}),
    (PARITY, {"rnn": 200, "lstm": 200, "gru": 200}, {"rnn": "", "lstm": "8", "gru": "8"}),
    (RECALL.replace(forget_bias=0.0), {"lstm": 200}, {"lstm": "≤ 3"}),
    (RECALL.replace(forget_bias=1.0), {"lstm": 200}, {"lstm": "≥ 7"}),
    (RECALL.replace(forget_bias=3.0), {"lstm": 200}, {"lstm": "≥ 7"}),
    (MULTIPLICATION, {"rnn": 800, "lstm": 800, "gru": 800}, {"rnn": "0", "lstm": "3", "gru": "3"}),
    (EQUAL, {"rnn": 800, "lstm": 800, "gru": 800}, {"rnn": "0", "lstm": "3", "gru": "3"}),
    (BEYOND, {"rnn": 200, "lstm": 200}, {"rnn": "0", "lstm": "≥ 2"}),
    (NOISE_FREE, {"rnn": 300, "lstm": 300, "gru": 300}, {"rnn": "3", "lstm": "", "gru": "0"}),
    (CHRONO, {"lstm": 400, "lstm2": 400, "gru": 400}, {"lstm": "0", "lstm2": "3", "gru": "3"}),
    (ECHO, {"rnn": 400, "lstm": 400, "gru": 400}, {"rnn": "3", "lstm": "3", "gru": "3"}),
    (ECHO, {"rnn": 100, "lstm": 100, "gru": 100}, {"rnn": "3", "lstm": "0", "gru": "0"}),
    (CUT, {"rnn": 400, "lstm": 400, "gru": 400}, {"rnn": "≥ 1", "lstm": "0", "gru": ""}),
    (IRNN, {"rnn": 600, "rnn2": 600}, {"rnn": "0", "rnn2": "0"}),
    (CLIPPED, {"lstm": 400}, {"lstm": "0"}),
    (CLIPPED.replace(clip_norm=0.01), {"lstm": 400}, {"lstm": "3"}),
    (
        PREFIXES,
        {"rnn": 2400, "lstm": 2400, "lstm2": 2400, "gru": 2400},
        {"rnn": "0", "lstm": "3", "lstm2": "0", "gru": "3"},
    ),
    (PREFIXES.replace(lanes=(LaneConfig("lstm", forget_bias=2.0),)), {"lstm": 3125}, {"lstm": "2"}),
)
"""A run, the steps that each of its lanes has, by id, and how many seeds must solve it within them."""


def measure(_: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the science table."""
    for part in PARTS.values():
        yield from part()


def seeds_that_solve(config: RunConfig, budgets: dict[str, int], targets: dict[str, str]) -> Iterator[Measured]:
    """A row of `SOLVED`."""
    run = advance(start(config), max(budgets.values()))
    for lane in run.lanes:
        case = {"task": config.task, "cell": lane.id, "T": config.sequence_length, "steps": budgets[lane.id]}
        if config.task == "recall":
            case["forget_bias"] = config.forget_bias
        if config in (EQUAL, BEYOND):
            case["page"] = "compare"
        if config.replace(clip_norm=CLIPPED.clip_norm) == CLIPPED:
            case["clip_norm"] = config.clip_norm
        found = solved(run, lane, budgets[lane.id])
        yield Measured("science", "solved", found, f"of {config.num_seeds}", case, targets[lane.id])


def closer_than_the_rule() -> Iterator[Measured]:
    """What the thermometer says of the best rule without learning."""
    run = advance(start(THERMOMETER), 200)
    rule = min(run.task.baselines, key=lambda line: line.value)
    for lane in run.lanes:
        better = int((lane.curves.test[:, -1] < rule.value).sum())
        case = {"cell": lane.spec.cell.name, "rule": rule.label, "steps": run.step}
        yield Measured("science", "better_than_rule", better, "of 8", case, "8")


def beyond_the_window() -> Iterator[Measured]:
    """What a window that ends before the answer's timestep knows of it: one in four is right by chance."""
    window = advance(start(BEYOND), 200).lanes[0]
    most = float(np.asarray(window.curves.accuracy)[:, -1].max())
    yield Measured("science", "accuracy", most, "", {"task": BEYOND.task, "cell": "window", "of": "most"}, "< 0.35")


def counting() -> Iterator[Measured]:
    """How far LSTM and GRU count."""
    run = advance(start(COUNTING), 1000)
    longest = {lane.spec.cell.name: longest_by_seed(lane) for lane in run.lanes}
    for cell, each in longest.items():
        target = f"≥ 20, < {LIMIT}, > {np.median(longest['gru']):g}" if cell == "lstm" else ""
        case = {"cell": cell, "seeds": ",".join(map(str, each))}
        yield Measured("science", "longest_n", float(np.median(each)), "n", case, target)


def gates() -> Iterator[Measured]:
    """What the cases of the page "Gates" say of trained networks."""
    longest: dict[str, list[float]] = {"lstm": [], "gru": []}
    for seed in range(3):
        answer = ask(advance(start(COUNTER.replace(seed=seed)), 200), GateValues())
        for cell, each in longest.items():
            each.append(float(time_constants(answer.arrays[f"{cell}.kept"])[0].max()))
    case = {"task": "counting", "steps": 200, "seeds": 3}
    yield Measured(
        "science", "longest_tau", min(longest["lstm"]), "steps", case | {"cell": "lstm", "of": "least"}, "> 20"
    )
    yield Measured("science", "longest_tau", max(longest["gru"]), "steps", case | {"cell": "gru", "of": "most"}, "< 20")
    run = advance(start(SHUT), 200)
    free, held = (np.asarray(lane.curves.accuracy)[:, -1] for lane in run.lanes)
    for gate, of, value, target in (
        ("free", "least", free.min(), "> 0.95"),
        ("held at 0", "most", held.max(), "< 0.4"),
    ):
        case = {"task": "temporal_order", "forget_gate": gate, "of": of, "steps": 200}
        yield Measured("science", "accuracy", float(value), "", case, target)


def solved(run: Run, lane: LaneRun, budget: int) -> int:
    """How many seeds passed the task's threshold at an evaluation within `budget` steps."""
    rule = run.task.solved
    assert rule is not None
    evaluations = budget // 50 + 1
    passed = rule.passed(lane.curves.task_loss, lane.curves.task_accuracy)
    return int(passed[:, :evaluations].any(axis=1).sum())


def longest_by_seed(lane: LaneRun) -> list[int]:
    """The longest n accepted without a gap, of every seed."""
    results = []
    for seed in range(len(lane.state.diverged_at)):
        weights = jax.tree.map(lambda of_seeds, seed=seed: of_seeds[seed], lane.state.weights)

        def predict(xs: jax.Array, weights: stack.NetworkWeights = weights) -> jax.Array:
            states = stack.zero_states(lane.spec.cell, 1, xs.shape[1], lane.spec.hidden_size)
            return stack.forward(lane.spec.cell, weights, states, xs).outputs

        results.append(longest_accepted(predict, LIMIT))
    return results


PARTS: dict[str, Callable[[], Iterator[Measured]]] = {
    **{f"{number}_{row[0].task}": partial(seeds_that_solve, *row) for number, row in enumerate(SOLVED)},
    "thermometer": closer_than_the_rule,
    "window": beyond_the_window,
    "gates": gates,
    "counting": counting,
}
"""The table in parts, each with a run or a few of its own."""


if __name__ == "__main__":
    main("Which cell learns which task (tests/benchmarks/science.py)", measure, argparse.ArgumentParser())
