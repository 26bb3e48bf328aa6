"""A run whose training does not come on is told of, once, and no more when it goes on."""

import json

import pytest

from app.live.commands import PLAY
from app.live.entry import Entry
from app.live.latest_state import STUCK
from app.live.pacing import OVERDUE_SECONDS, OVERDUE_TIMES
from app.live.watchdog import Watchdog
from app.operations import log
from tests.playing.threadless_run import prepared, turns
from tests.playing.watcher import Watcher


@pytest.fixture
def told(monkeypatch):
    told = []
    monkeypatch.setattr(log, "problem", lambda name, **facts: told.append((name, facts)))
    return told


def test_a_run_that_does_not_come_on_is_told_of_once_with_where_every_thread_stands(told):
    run, _, clock = prepared()
    entry = Entry("stuck", "key", "me", run)
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 1.0)
    watchdog = Watchdog(clock)
    run.pace.begin_call(5, clock.now)
    clock.now += OVERDUE_SECONDS
    watchdog.look([entry])
    assert (watchdog.num_stuck, told, run.state()["message"]) == (0, [], "")
    clock.now += 0.1
    watchdog.look([entry])
    watchdog.look([entry])
    assert (watchdog.num_stuck, run.state()["message"]) == (1, STUCK)
    ((name, facts),) = told
    assert (name, facts["run"], facts["step"]) == ("run_stuck", "stuck", run.step)
    assert "live/test_watchdog.py:" in facts["stacks"]
    assert "MainThread: " in facts["stacks"]
    json.dumps(facts)
    run.pace.trained(5, clock.now - 40, clock.now)
    watchdog.look([entry])
    assert (watchdog.num_stuck, run.state()["message"]) == (0, "")


def test_long_steps_are_given_time_and_a_first_step_as_much_as_it_takes():
    run, _, clock = prepared()
    run.pace.begin_call(1, clock.now)
    assert not run.pace.is_overdue(clock.now + 10_000)
    run.pace.trained(1, clock.now, clock.now + 10)
    run.pace.begin_call(1, clock.now)
    assert not run.pace.is_overdue(clock.now + OVERDUE_TIMES * 10)
    assert run.pace.is_overdue(clock.now + OVERDUE_TIMES * 10 + 1)
