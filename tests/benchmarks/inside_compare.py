"""The page "Compare": how soon its figures are there, and what training the seeds of a grid at once saves.

`grid_speedup` is the processor time that the seeds take one after the other over the time that they take in one `vmap`,
for places of the grid, after compilation: steps of training and their tests, no seed stopping early. The median over
turns, of all places together. `figures_s` is from the press of Pause to the last number of “Cost”, time measured anew.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from rnn_core.inside.memory_horizon import LAGS, SEEDS, HorizonSettings
from rnn_core.settings.lane_config import CELLS
from rnn_core.training.run import Run, advance, start
from tests.benchmarks.inside_figures import figures_seconds, opened_browser
from tests.benchmarks.report import Measured

SIZES = (({"H": "32", "T": "50"}, "≤ 1.0"), ({"H": "128", "T": "200"}, "≤ 2.5"))
TURNS, STEPS = 3, 100


def measure() -> Iterator[Measured]:
    """Every row of the page."""
    yield from speedup()
    yield from figures()


def figures() -> Iterator[Measured]:
    """`figures_s` of the part that measures the longest."""
    with opened_browser() as tab:
        for size, target in SIZES:
            seconds = figures_seconds(tab, "compare", {**size, "seeds": "1", "cmp_part": "cost"}, 1)
            case = {"page": "compare", "view": "cost", "hidden_size": int(size["H"]), "T": int(size["T"])}
            yield Measured("inside", "figures_s", seconds, "s", case, target)


def speedup() -> Iterator[Measured]:
    """`grid_speedup`."""
    settings = HorizonSettings("recall")
    lags = LAGS[settings.task]
    places = [(cell, lag) for cell in CELLS for lag in (lags[0], lags[len(lags) // 2], lags[-1])]
    together = [start(settings.config(*place)) for place in places]
    alone = [start(run.config.replace(num_seeds=1)) for run in together]
    for run in (*together, *alone):
        # What has to be compiled is compiled.
        advance(run, STEPS)
    gains = []
    for _ in range(TURNS):
        at_once = sum(map(processor_seconds, together))
        gains.append(sum(SEEDS * processor_seconds(run) for run in alone) / at_once)
    case = {"cells": len(CELLS), "seeds": SEEDS, "lags": len(lags), "hidden_size": settings.hidden_size, "steps": STEPS}
    yield Measured("inside", "grid_speedup", statistics.median(gains), "×", case, "≥ 2")


def processor_seconds(run: Run) -> float:
    """The processor time of some steps."""
    began = time.process_time()
    advance(run, STEPS)
    return time.process_time() - began
