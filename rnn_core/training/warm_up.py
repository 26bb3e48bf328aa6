"""Compiles what a run needs before it is asked for anything."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import jax

from rnn_core.training import step
from rnn_core.training.run import LaneRun, Run, own_threads, settings_of, together, written

PARTS = 3
"""What is compiled of a lane: its test, its picture and its training."""


def warm_up(run: Run, ready: Callable[[int, int], None] | None = None) -> None:
    """Compile everything that training and looking at `run` needs; the lanes compile side by side.

    `ready(count, total)` hears, in the thread of a lane, how many of the lanes' parts are compiled by now.
    """
    counted, one_at_a_time = itertools.count(1), threading.Lock()

    def compiled() -> None:
        if ready is not None:
            # Told in the order in which they are counted.
            with one_at_a_time:
                ready(next(counted), PARTS * len(run.lanes))

    def one(each: LaneRun) -> None:
        spec, state, settings = each.spec, each.state, settings_of(run, each)
        test, lead_in = run.task.test, run.task.lead_in
        # A run that comes from a file has not been evaluated here yet.
        jax.block_until_ready(step.evaluate(spec, state, test, lead_in, settings))
        if run.task.text is not None:
            written(run, each)
        compiled()
        jax.block_until_ready(step.watch(spec, state, test, lead_in, 0, settings, settings.where))
        compiled()
        # Zero steps: compiles the loop, trains nothing.
        jax.block_until_ready(step.trained(spec, state, run.task.data, run.keys, 0, 0, settings))
        each.program.forget_soon()
        compiled()

    with own_threads() as pool:
        together(one, run.lanes, pool)
