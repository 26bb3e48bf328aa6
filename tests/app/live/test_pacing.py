"""How many steps a run takes in one go: alone, and where many want to compute."""

from itertools import pairwise

import pytest

from app.live.fair_scheduler import FairScheduler
from app.live.pacing import LONGEST_BURST, ROUND_SECONDS, SPEEDS, Pace
from tests.playing.fake_engine import FakeEngine

COUNTED = [speed for speed in SPEEDS if isinstance(speed, int)]


def paced(speed, seconds_per_step, seconds_per_frame=0.0):
    """A pace that has learned what steps and frames take."""
    pace = Pace(speed)
    for n in range(40):
        pace.trained(1, float(n), n + seconds_per_step)
        pace.drawn(float(n), seconds_per_frame)
    return pace


def calls_of_a_frame(pace, seconds_per_step, crowd=0.0):
    """The numbers of steps in the calls up to the next frame."""
    calls, now = [], 100.0
    while not calls or not pace.frame_due(now):
        assert pace.wait(now) == 0.0
        calls.append(pace.steps(now, crowd))
        pace.begin_call(calls[-1], now)
        pace.trained(calls[-1], now, now := now + calls[-1] * seconds_per_step)
    return calls


@pytest.mark.parametrize("speed", COUNTED)
@pytest.mark.parametrize("crowd", [0.0, 0.5, 1.0])
def test_without_a_crowd_it_is_exactly_the_number_that_was_chosen(speed, crowd):
    assert paced(speed, 0.001).steps(0.0, crowd) == speed


@pytest.mark.parametrize("speed", COUNTED)
@pytest.mark.parametrize("seconds_per_step", [0.001, 0.04, 0.1, 1.6, 10.0])
def test_a_call_is_short_enough_to_be_paused_and_a_frame_comes_after_the_chosen_number(speed, seconds_per_step):
    calls = calls_of_a_frame(paced(speed, seconds_per_step), seconds_per_step)
    assert sum(calls) == speed
    assert max(calls) * seconds_per_step <= max(LONGEST_BURST, seconds_per_step)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_first_step_goes_alone_because_nobody_knows_how_long_it_takes(speed):
    pace = Pace(speed)
    pace.begin(0.0)
    assert pace.steps(0.0, 20.0) == 1
    pace.begin_call(1, 0.0)
    assert pace.longest_wait(0.2) == (0.2, False)
    assert pace.longest_wait(3.0) == (3.0, False)
    pace.trained(1, 0.0, 4.0)
    assert pace.longest_wait(4.0) == (4.0, True)
    assert pace.steps(4.0) == 1


def test_another_speed_begins_another_frame():
    pace = paced(20, 0.1)
    pace.trained(pace.steps(100.0), 100.0, 100.2)
    assert not pace.frame_due(200.0)
    pace.choose(5)
    assert sum(calls_of_a_frame(pace, 0.1)) == 5


@pytest.mark.parametrize("speed", COUNTED)
def test_a_crowd_whose_steps_are_quick_changes_nothing(speed):
    assert paced(speed, 0.001).steps(0.0, 20.0) == speed


@pytest.mark.parametrize("crowd", [5.0, 20.0, 40.0])
@pytest.mark.parametrize("seconds_per_frame", [0.0, 0.005])
def test_in_a_crowd_a_round_of_all_stays_below_a_second(crowd, seconds_per_frame):
    pace = paced(20, 0.01, seconds_per_frame)
    steps = pace.steps(0.0, crowd)
    assert 1 <= steps < 20
    assert crowd * (steps * 0.01 + seconds_per_frame) <= ROUND_SECONDS + 1e-9
    assert crowd * ((steps + 1) * 0.01 + seconds_per_frame) > ROUND_SECONDS * 0.99


def test_there_is_always_a_step():
    assert paced(5, 1.0, 1.0).steps(0.0, 1000.0) == 1


def test_at_full_speed_a_crowd_changes_nothing():
    assert paced("max", 0.001).steps(0.0, 20.0) == paced("max", 0.001).steps(0.0)


@pytest.mark.parametrize("milliseconds", [5, 5.5, 6, 6.5, 7, 9, 11])
def test_one_call_leads_up_to_a_frame(milliseconds):
    """A call of a step or two before each frame costs more to start than it trains."""
    pace, now, calls = Pace("smooth", 1 / 25), 0.0, [0]
    pace.begin(now)
    while len(calls) < 40:
        steps = pace.steps(now)
        pace.trained(steps, now, now + 0.002 + steps * milliseconds / 1000)
        now += 0.002 + steps * milliseconds / 1000
        calls[-1] += 1
        if pace.frame_due(now):
            now += 0.003
            pace.drawn(now, 0.003)
            calls.append(0)
    assert set(calls[20:-1]) == {1}


def test_forty_runs_in_turns_on_two_slots_show_a_frame_a_second_each():
    """Each takes its burst on one clock, in the order of a fair round; steps of 12 ms, frames of 4."""
    engine, slots, runs = FakeEngine(seconds_per_step=0.012), 2, [Pace(5) for _ in range(40)]
    clock = engine.clock
    frames = [[] for _ in runs]
    while clock.now < 1020:
        for pace, shown in zip(runs, frames, strict=True):
            began = clock.now
            steps = pace.steps(clock.now, (len(runs) - 1) / slots)
            # What one slot does in this time, the other does as well.
            clock.now += steps * 0.012 / slots
            pace.trained(steps, began, began + steps * 0.012)
            clock.now += 0.004 / slots
            pace.drawn(clock.now, 0.004)
            shown.append(clock.now)
    gaps = [later - earlier for shown in frames for earlier, later in pairwise(shown[5:])]
    assert max(gaps) <= 1.0


def test_the_scheduler_tells_how_many_want_to_compute_for_each_slot():
    scheduler = FairScheduler(2)
    shares = [scheduler.share() for _ in range(3)]
    assert scheduler.crowd == 0
    with scheduler.turn(shares[0]), scheduler.turn(shares[1]):
        assert scheduler.crowd == 1.0
    assert scheduler.crowd == 0
