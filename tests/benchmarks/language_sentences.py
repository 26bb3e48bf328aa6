"""Word order and agreement: what the pages say of them, over seeds never looked at one by one.

`accuracy` is the share of right answers on sentences whose combinations never come in training: for word order after 15
seconds of training beside each other (the fewest of all seeds; `steps` is how far they came), with a bag of words
trained for as many steps; for agreement by `distance` between subject and verb, the mean of five seeds. `solved` counts
the seeds that passed 99 % at a test within `steps`. `learned` is the fewest right answers at any distance up to 40 of
any seed that has solved it. `gradient` is the middle one over seeds of ‖∂L/∂h‖ at the subject over that at the last
word, 40 words apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np

from rnn_core import LaneConfig, RunConfig, advance, ask, start, warm_up
from rnn_core.language.agreement_accuracy import AgreementAccuracy
from rnn_core.language.bag_of_words import BagOfWords
from rnn_core.language.gradient_at_subject import GradientAtSubject
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.openings import opened
from rnn_core.training.run import LaneRun, Run
from tests.benchmarks.report import Measured

SECONDS = 15.0
FIVE = RunConfig(num_seeds=5)
AGREEMENT = opened("agreement", FIVE)
BANDS = ((1, 10), (11, 20), (21, 30), (31, 40))
SEEDS = 5


def word_order() -> Iterator[Measured]:
    """The opening run of the page with a bag of words, and the case of a single unit."""
    yield from _beside_a_bag()
    config = opened("word_order", FIVE).replace(hidden_size=1, lanes=lanes_of("lstm", "gru"))
    run = advance(start(config), 500)
    for lane in run.lanes:
        yield _solved(run, lane, 500, "5")


def _beside_a_bag() -> Iterator[Measured]:
    run = start(opened("word_order", RunConfig(num_seeds=3)))
    warm_up(run)
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        run = advance(run, 50)
    case = {"task": "word_order", "seeds": "0-2", "seconds": int(SECONDS), "steps": run.step}
    for lane in run.lanes:
        fewest = float(lane.curves.task_accuracy[:, -1].min())
        yield Measured("language", "accuracy", fewest, "fraction", case | {"cell": lane.id}, "≥ 0.99")
    within = np.array([lane.curves.task_accuracy[:, : 300 // 50 + 1].max(axis=1) for lane in run.lanes])
    reached = int((within >= 0.99).sum())
    yield Measured("language", "solved", reached, "of 9", case | {"steps": 300}, "9")
    bag = float(ask(run, BagOfWords()).arrays["accuracy"][:, -1].max())
    yield Measured("language", "accuracy", bag, "fraction", case | {"cell": "bag of words"}, "≤ 0.55")


def agreement() -> Iterator[Measured]:
    """What the page says comes out: accuracy by distance, gradients, and shorter and longer sentences in training."""
    yield from _by_distance()
    yield from _gradients()
    for length, steps, targets in (
        (13, 200, {"rnn": "5", "lstm": "5", "gru": "5"}),
        (83, 500, {"rnn": "≤ 2", "lstm": "5", "gru": "≤ 2"}),
    ):
        run = advance(start(AGREEMENT.replace(sequence_length=length)), steps)
        yield from (_solved(run, lane, steps, targets[lane.id]) for lane in run.lanes)
        if length == 13:
            yield from _learned(run)


def _by_distance() -> Iterator[Measured]:
    """Accuracy by distance at two steps, and what a network knows that has learned it."""
    run = start(AGREEMENT)
    for steps, targets in ((200, {"rnn": "≤ 3", "lstm": "5", "gru": "≤ 3"}), (1000, {"rnn": "3 to 5"})):
        run = advance(run, steps - run.step)
        arrays = ask(run, AgreementAccuracy()).arrays
        names = [*[lane.id for lane in run.lanes], "ngram", "last_noun"]
        for name in names if steps == 1000 else names[:3]:
            right = arrays[f"{name}.right_by_distance"].mean(axis=0) / arrays["by_distance"]
            for low, high in BANDS:
                case = {"case": f"distance {low}-{high}", "cell": name, "seeds": "0-4", "steps": steps}
                yield Measured("language", "accuracy", float(right[low - 1 : high].mean()), "fraction", case)
        yield from (_solved(run, lane, steps, targets.get(lane.id, "")) for lane in run.lanes)
    yield from _learned(run)


def _learned(run: Run) -> Iterator[Measured]:
    """The fewest right answers, at any distance, of the seeds that have solved the task."""
    arrays = ask(run, AgreementAccuracy()).arrays
    for lane in run.lanes:
        knows = lane.curves.task_accuracy[:, -1] >= 0.99
        if knows.any():
            fewest = (arrays[f"{lane.id}.right_by_distance"][knows] / arrays["by_distance"]).min()
            attractors = (arrays[f"{lane.id}.right_by_attractors"][knows] / arrays["by_attractors"]).min()
            case = {"cell": lane.id, "T": run.config.sequence_length, "steps": run.step, "seeds": int(knows.sum())}
            yield Measured("language", "learned", float(min(fewest, attractors)), "fraction", case, "≥ 0.95")


def _gradients() -> Iterator[Measured]:
    """The gradient at the subject of networks that have learned it, each seed by itself."""
    for cell in ("rnn", "lstm", "gru"):
        found = []
        for seed in range(SEEDS):
            config = AGREEMENT.replace(lanes=(LaneConfig(cell),), num_seeds=1, seed=seed)
            run = advance(start(config), 1000)
            if run.lanes[0].curves.task_accuracy[0, -1] >= 0.99:
                found.append(float(ask(run, GradientAtSubject()).arrays[f"{cell}.hidden"][1, -1]))
        case = {"cell": cell, "distance": 40, "steps": 1000, "seeds": len(found)}
        case["largest"] = f"{max(found):.1e}" if found else "–"
        middle = float(np.median(found)) if found else None
        yield Measured("language", "gradient", middle, "ratio", case, "≤ 1e-10" if cell == "rnn" else "")


def _solved(run: Run, lane: LaneRun, steps: int, target: str) -> Measured:
    """How many seeds passed the task's threshold at a test within `steps`."""
    passed = (lane.curves.task_accuracy[:, : steps // 50 + 1] >= 0.99).any(axis=1)
    config = run.config
    case = {"task": config.task, "cell": lane.id, "T": config.sequence_length, "H": config.hidden_size, "steps": steps}
    return Measured("language", "solved", int(passed.sum()), f"of {len(passed)}", case, target)


PARTS: dict[str, Callable[[], Iterator[Measured]]] = {"word_order": word_order, "agreement": agreement}
