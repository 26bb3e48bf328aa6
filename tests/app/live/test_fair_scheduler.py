import contextlib
import functools
import math
import threading

import pytest

from app.live.fair_scheduler import FairScheduler
from tests.playing.fake_engine import Clock
from tests.playing.watcher import wait_for


class Turn:
    """One turn in a thread of its own, which computes until `end`."""

    def __init__(self, scheduler, share, *, long=False):
        self._scheduler, self.share, self._long = scheduler, share, long
        self.granted = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()
        wait_for(lambda: self.waits or self.granted is not None)

    @property
    def waits(self):
        with self._scheduler._lock:
            return self.share in self._scheduler._waiting

    def _take(self):
        with self._scheduler.turn(self.share, long=self._long) as granted:
            self.granted = granted
            if granted:
                # Longer than anybody waits for something to happen: a slot is never given back just in time.
                self._end.wait(60)

    def end(self):
        self._end.set()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def pass_through(self):
        wait_for(lambda: self.granted)
        self.end()


def play(scheduler, clock, bursts, num_turns):
    """Runs that never pause, on one slot, each with the length of its bursts; who had the turns, and the shares."""
    shares = [scheduler.share() for _ in bursts]
    turns = [Turn(scheduler, share) for share in shares]
    had = []
    while len(had) < num_turns:
        wait_for(lambda: any(turn.granted for turn in turns))
        (n,) = (n for n, turn in enumerate(turns) if turn.granted)
        had.append(n)
        clock.now += bursts[n]
        turns[n].end()
        wait_for(lambda: scheduler._computing)
        turns[n] = Turn(scheduler, shares[n])
    while turns:
        wait_for(lambda: any(turn.granted for turn in turns))
        turns.sort(key=lambda turn: turn.granted is None)
        turns.pop(0).end()
    return had, shares


def test_runs_with_equal_bursts_take_turns_in_the_order_of_their_arrival():
    clock = Clock()
    had, _ = play(FairScheduler(1, clock), clock, [1.0] * 5, 20)
    assert had == [0, 1, 2, 3, 4] * 4


def test_runs_with_unequal_bursts_get_the_same_machine_time():
    clock = Clock()
    bursts = [1.0] * 4 + [3.0] * 4
    had, shares = play(FairScheduler(1, clock), clock, bursts, 120)
    used = [share.used for share in shares]
    assert max(used) - min(used) <= max(bursts)
    assert sum(had.count(n) for n in range(4)) == pytest.approx(90, abs=4)


def test_nobody_starves_among_forty_threads():
    clock = Clock()
    scheduler = FairScheduler(1, clock)
    first = Turn(scheduler, scheduler.share())
    turns = [0] * 40
    enough = threading.Event()

    def work(n):
        share = scheduler.share()
        while not enough.is_set():
            with scheduler.turn(share):
                clock.now += 1
                turns[n] += 1
                if sum(turns) >= 400:
                    enough.set()

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(40)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(scheduler._waiting) == 40)
    first.end()
    for thread in threads:
        thread.join(20)
    assert min(turns) >= 9
    assert max(turns) <= 12


def test_as_many_bursts_compute_at_once_as_there_are_slots_and_no_more():
    scheduler = FairScheduler(2)
    together, computing, most = threading.Barrier(2), [], []

    def work(n):
        with scheduler.turn(scheduler.share()):
            computing.append(n)
            most.append(len(computing))
            # Passes only if another burst computes at the same time.
            together.wait(20)
            computing.remove(n)

    threads = [threading.Thread(target=work, args=(n,), daemon=True) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(most) == 10
    assert max(most) == 2
    assert not together.broken


def test_only_the_chosen_one_of_those_who_wait_wakes():
    scheduler = FairScheduler(1)
    computing = Turn(scheduler, scheduler.share())
    waiting = [Turn(scheduler, scheduler.share()) for _ in range(20)]
    called = []

    def noted(n, notify):
        called.append(n)
        notify()

    for n, turn in enumerate(waiting):
        turn.share.called.notify = functools.partial(noted, n, turn.share.called.notify)
    computing.end()
    wait_for(lambda: waiting[0].granted)
    assert called == [0]
    for turn in waiting:
        turn.pass_through()
    assert called == list(range(20))


def test_two_slots_that_get_free_at_once_are_both_taken():
    scheduler = FairScheduler(1)
    computing = Turn(scheduler, scheduler.share())
    waiting = [Turn(scheduler, scheduler.share()) for _ in range(2)]
    with scheduler._lock:
        # Both calls come before anybody has woken, so they call the same one.
        scheduler._slots += 2
        scheduler._call_next()
        scheduler._call_next()
    wait_for(lambda: all(turn.granted for turn in waiting))
    for turn in (*waiting, computing):
        turn.end()


def test_a_run_that_comes_back_goes_first_but_does_not_hold_up_the_others():
    clock = Clock()
    scheduler = FairScheduler(1, clock)
    away = scheduler.share()
    _, (one, other) = play(scheduler, clock, [1.0, 1.0], 200)
    busy = Turn(scheduler, one)
    waiting, back = Turn(scheduler, other), Turn(scheduler, away)
    clock.now += 1
    busy.end()
    wait_for(lambda: back.granted)
    waiting_too = Turn(scheduler, one)
    clock.now += 2
    back.end()
    wait_for(lambda: waiting.granted)
    again = Turn(scheduler, away)
    waiting.end()
    wait_for(lambda: waiting_too.granted or again.granted)
    assert again.waits
    waiting_too.end()
    again.pass_through()


def test_the_machine_is_idle_since_the_last_turn_ended():
    clock = Clock()
    scheduler = FairScheduler(1, clock)
    assert scheduler.idle_seconds == math.inf
    with scheduler.turn(scheduler.share()):
        clock.now += 3
        assert scheduler.idle_seconds == 0
    clock.now += 5
    assert scheduler.idle_seconds == 5


def test_a_run_does_not_pay_for_what_it_used_alone():
    clock = Clock()
    scheduler = FairScheduler(1, clock)
    early, late, later = (scheduler.share() for _ in range(3))
    for _ in range(100):
        with scheduler.turn(early):
            clock.now += 1
    busy = Turn(scheduler, late)
    waiting, third = Turn(scheduler, early), Turn(scheduler, later)
    clock.now += 2
    busy.end()
    wait_for(lambda: third.granted)
    again = Turn(scheduler, late)
    third.end()
    wait_for(lambda: waiting.granted or again.granted)
    assert again.waits
    waiting.end()
    again.pass_through()


def test_a_run_keeps_what_it_is_owed_between_two_bursts():
    clock = Clock()
    scheduler = FairScheduler(2, clock)
    short, far_ahead = scheduler.share(), scheduler.share()
    with scheduler.turn(far_ahead):
        clock.now += 0.2
    with scheduler.turn(short):
        clock.now += 0.1
    with scheduler.turn(far_ahead):
        clock.now += 1
    with scheduler.turn(short):
        assert short.used == pytest.approx(0.1)


def test_long_bursts_leave_one_slot_to_the_short_ones():
    scheduler = FairScheduler(3)
    heavy = [Turn(scheduler, scheduler.share(), long=True) for _ in range(4)]
    assert [turn.granted for turn in heavy] == [True, True, None, None]
    short = Turn(scheduler, scheduler.share())
    short.pass_through()
    assert heavy[2].waits
    heavy[0].end()
    wait_for(lambda: heavy[2].granted)
    for turn in heavy[1:]:
        turn.pass_through()


def test_long_steps_of_training_do_not_wait_for_what_a_question_has_to_compile():
    scheduler = FairScheduler(2)
    questions = [Turn(scheduler, scheduler.share("questions"), long=True) for _ in range(2)]
    assert [turn.granted for turn in questions] == [True, None]
    Turn(scheduler, scheduler.share(), long=True).pass_through()
    for turn in questions:
        turn.pass_through()


def test_a_waiting_turn_that_is_interrupted_gives_up_and_a_later_one_works():
    scheduler = FairScheduler(1)
    busy = Turn(scheduler, scheduler.share())
    interrupted, waiting = Turn(scheduler, scheduler.share()), Turn(scheduler, scheduler.share())
    interrupted.share.interrupt()
    wait_for(lambda: interrupted.granted is False)
    interrupted.end()
    later = Turn(scheduler, interrupted.share)
    assert later.waits
    busy.end()
    for turn in (waiting, later):
        turn.pass_through()


def test_an_interruption_just_before_the_wait_is_not_lost_and_costs_nothing_where_nobody_waits():
    scheduler = FairScheduler(1)
    share = scheduler.share()
    busy = Turn(scheduler, scheduler.share())
    share.interrupt()
    with scheduler.turn(share) as granted:
        assert not granted
    share.interrupt()
    busy.end()
    with scheduler.turn(share) as granted:
        assert granted


def test_a_burst_that_fails_gives_its_slot_back_and_is_charged():
    clock = Clock()
    scheduler = FairScheduler(1, clock)
    share = scheduler.share()
    with contextlib.suppress(ZeroDivisionError), scheduler.turn(share):
        clock.now += 2
        raise ZeroDivisionError
    assert share.used == 2
    with scheduler.turn(scheduler.share()) as granted:
        assert granted


def test_where_nobody_else_computes_nothing_waits_not_even_what_is_long(monkeypatch):
    scheduler = FairScheduler(1)
    monkeypatch.setattr(threading.Condition, "wait", lambda self, timeout=None: pytest.fail("it waited"))
    share = scheduler.share()
    for long in (False, True, True):
        with scheduler.turn(share, long=long) as granted:
            assert granted
