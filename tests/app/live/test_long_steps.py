"""A run whose steps take long says so as soon as something is asked of it."""

import pytest

from app.live.commands import PAUSE, PLAY, STEP
from app.live.fair_scheduler import FairScheduler
from app.live.latest_state import FIRST_STEP, LONG_STEP
from app.live.live_run import LiveRun
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import Clock, FakeEngine
from tests.playing.threadless_run import prepared, turns
from tests.playing.watcher import Watcher


def test_a_run_whose_steps_take_long_says_so_when_something_is_asked_of_it_and_pauses_after_the_step():
    run, engine, clock = prepared()
    run.viewers.add(Watcher())
    run.command(PLAY)
    engine.seconds_per_step = 4.0
    turns(run, clock, 4.5)
    run.command(PAUSE)
    assert run.state()["message"] == LONG_STEP.format(seconds=4)
    steps = run.step
    run.turn()
    assert (run.status, run.step, run.state()["message"]) == ("paused", steps, "")
    run.command(STEP)
    assert (run.status, run.state()["message"]) == ("paused", LONG_STEP.format(seconds=4))
    run.turn()
    assert (run.status, run.step, run.state()["message"]) == ("paused", steps + 1, "")


@pytest.mark.parametrize("early", [False, True], ids=["ready", "while it compiles"])
def test_before_the_first_step_it_is_said_how_long_that_may_take(early):
    clock = Clock()
    engine = FakeEngine(clock, 5.0)
    engine.estimated_seconds = 3.2
    run, told = LiveRun(engine, RunConfig(), clock=clock), []
    advance = engine.advance

    def told_before(of, steps):
        told.append((run.status, run.state()["message"]))
        return advance(of, steps)

    engine.advance = told_before
    for do in (lambda: run.command(STEP), run.prepare) if early else (run.prepare, lambda: run.command(STEP)):
        do()
    run.turn()
    assert told == [("ready", FIRST_STEP.format(seconds=4))]
    assert (run.status, run.step, run.state()["message"]) == ("paused", 1, "")
    run.command(STEP)
    assert run.state()["message"] == LONG_STEP.format(seconds=5)


def test_the_first_step_of_a_large_run_is_a_long_burst_that_leaves_a_core_to_the_others():
    class Noting(FairScheduler):
        def turn(self, share, *, long=False):
            bursts.append(long)
            return super().turn(share, long=long)

    bursts, clock = [], Clock()
    engine = FakeEngine(clock, 0.001)
    engine.estimated_seconds = 3.2
    run = LiveRun(engine, RunConfig(), scheduler=Noting(2), clock=clock)
    run.prepare()
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 0.1)
    # Measured, the steps are short.
    assert bursts[0]
    assert not any(bursts[1:])
