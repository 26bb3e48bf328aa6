"""A live run without a thread: the test takes its turns, on a clock that only turns move."""

from app.live.live_run import LiveRun
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import Clock, FakeEngine


def prepared(config=None, seconds_per_step=0.001, shown=None):
    """A run that is ready, its engine and its clock."""
    clock = Clock()
    engine = FakeEngine(clock, seconds_per_step)
    run = LiveRun(engine, config or RunConfig(), shown=shown, message="As shipped." if shown else "", clock=clock)
    run.prepare()
    return run, engine, clock


def turns(run, clock, seconds):
    """Take the run's turns until `seconds` have passed on the clock."""
    end = clock.now + seconds
    while clock.now < end:
        wait = run.turn()
        if wait is None:
            return
        clock.now += wait


def newest(run):
    """The newest frame of the run."""
    return from_bytes(run.latest.frame)
