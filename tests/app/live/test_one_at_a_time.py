"""The compiler's line: in the order of asking, those who are waited for first, and each knows its place."""

import threading

from app.live.one_at_a_time import OneAtATime
from tests.playing.watcher import wait_for


class Waiting:
    """A thread that waits for the lock, notes its turn and gives the lock on."""

    def __init__(self, lock, turns, name, wanted=True):
        self.places, self.wanted = [], wanted
        self._lock, self._turns, self._name = lock, turns, name
        self.thread = threading.Thread(target=self._work)
        self.thread.start()
        wait_for(lambda: self.places)

    def _work(self):
        with self._lock.turn(self.places.append, lambda: 0 if self.wanted else 1):
            self._turns.append(self._name)


def test_who_is_waited_for_goes_first_in_the_order_of_asking_and_hears_its_place():
    lock, turns = OneAtATime(), []
    lock.acquire()
    unwatched = Waiting(lock, turns, "unwatched", wanted=False)
    waiting = [unwatched, Waiting(lock, turns, "first"), Waiting(lock, turns, "second")]
    assert [each.places for each in waiting[1:]] == [[1], [2]]
    wait_for(lambda: unwatched.places[-1] == 3)
    lock.release()
    for each in waiting:
        each.thread.join(20)
    assert turns == ["first", "second", "unwatched"]


def test_somebody_who_comes_to_look_moves_a_waiting_one_forward():
    lock, turns = OneAtATime(), []
    lock.acquire()
    late = Waiting(lock, turns, "late", wanted=False)
    other = Waiting(lock, turns, "other", wanted=False)
    other.wanted = True
    wait_for(lambda: other.places[-1] == 1)
    lock.release()
    for each in (late, other):
        each.thread.join(20)
    assert turns == ["other", "late"]


def test_the_wait_can_be_given_up():
    lock = OneAtATime()
    assert lock.acquire(timeout=0)
    assert not lock.acquire(timeout=0.01)
    lock.release()
    assert lock.acquire(timeout=0)
