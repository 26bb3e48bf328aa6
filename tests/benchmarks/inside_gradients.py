"""The page of gradients: how soon its figures are there, all Jacobians of an example, and what following costs.

`figures_s` is from the press of Pause to the last figure (`tests.benchmarks.inside_figures`), for every view of the
page that shows the run. `jacobians_s` is one question for all one-step Jacobians and their products ∂s_T/∂s_t for every
t, after compilation: the median over examples of the slowest lane. `page_cost` is the share of its training steps that
a run loses while the page's first view is asked for every two seconds, the median over turns.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import rnn_core
from app.live.commands import PAUSE, PLAY, Command
from app.live.live_run import LiveRun
from app.live.registry import RunRegistry
from app.view.following import SECONDS
from rnn_core import OneStepJacobians, RunConfig, ask
from rnn_core.inside.backward_factors import BackwardFactors
from rnn_core.inside.gradients_by_lag import GradientsByLag
from rnn_core.training.run import fresh
from tests.benchmarks.inside_figures import figures_seconds, opened_browser
from tests.benchmarks.report import Measured

CHARTS = {"lag": 3, "training": 3, "triangle": 1, "jacobians": 2, "length": 2}
"""Charts of each view at step 0, but for “training”, which has no chart of clipping by then."""
SIZES = (({"H": "32", "T": "50"}, "≤ 1.0"), ({"H": "128", "T": "200"}, "≤ 2.5"))
EXAMPLES = 5
TURNS, TURN_SECONDS = 3, 6.0


class Page:
    """A viewer for whom every frame is drawn at once."""

    ready = True

    def notify(self) -> None:
        """Nothing to do."""


def measure() -> Iterator[Measured]:
    """Every row of the page."""
    yield from jacobians()
    yield from cost()
    yield from figures()


def figures() -> Iterator[Measured]:
    """`figures_s`, view by view."""
    with opened_browser() as tab:
        for size, target in SIZES:
            for view, charts in CHARTS.items():
                if view == "triangle" and int(size["T"]) > 60:
                    continue
                link = {**size, "seeds": "1", "grad_view": view}
                seconds = figures_seconds(tab, "gradients", link, charts - (view == "training"))
                case = {"page": "gradients", "view": view, "hidden_size": int(size["H"]), "T": int(size["T"])}
                yield Measured("inside", "figures_s", seconds, "s", case, target)


def jacobians() -> Iterator[Measured]:
    """`jacobians_s`."""
    run = fresh(RunConfig(hidden_size=64, sequence_length=100, num_seeds=1))
    slowest = 0.0
    for each in run.lanes:
        ask(run, OneStepJacobians(each.id))
        seconds = []
        for example in range(1, EXAMPLES + 1):
            began = time.perf_counter()
            product = None
            for jacobian in ask(run, OneStepJacobians(each.id, example)).arrays["jacobians"][::-1]:
                product = jacobian if product is None else product @ jacobian
            seconds.append(time.perf_counter() - began)
        slowest = max(slowest, statistics.median(seconds))
    case = {"hidden_size": 64, "sequence_length": 100, "lanes": len(run.lanes)}
    yield Measured("inside", "jacobians_s", slowest, "s", case, "≤ 0.3")


def cost() -> Iterator[Measured]:
    """`page_cost` while the first view follows."""
    registry = RunRegistry(rnn_core)
    live = registry.create(RunConfig(hidden_size=32, num_seeds=1)).run
    live.viewers.add(Page())
    while not live.prepared:
        time.sleep(0.01)
    look(live)
    live.command(Command("speed", "smooth"))
    live.command(PLAY)
    time.sleep(1.0)
    lost = []
    for _ in range(TURNS):
        alone, followed = steps(live, follows=False), steps(live, follows=True)
        lost.append(1 - followed / alone)
    live.command(PAUSE)
    registry.close()
    case = {"page": "gradients", "figures": "following", "hidden_size": 32, "sequence_length": 50}
    yield Measured("inside", "page_cost", statistics.median(lost), "fraction", case, "≤ 0.10")


def look(live: LiveRun) -> None:
    """What the first view asks."""
    live.ask(GradientsByLag(), 120.0)
    live.ask(BackwardFactors("rnn"), 120.0)


def steps(live: LiveRun, *, follows: bool) -> int:
    """The training steps of one turn."""
    first, began = live.step, time.perf_counter()
    while (left := began + TURN_SECONDS - time.perf_counter()) > 0:
        if follows:
            look(live)
        time.sleep(min(SECONDS, max(left, 0)))
    return live.step - first
