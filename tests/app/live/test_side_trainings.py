"""What trains beside the runs: one for each visitor, shared by all who ask for it, ended when nobody looks, kept."""

import threading
from dataclasses import dataclass

import pytest

from app.live.commands import Refused
from app.live.fair_scheduler import FairScheduler
from app.live.side_trainings import AWAY_SECONDS, MOST_AT_ONCE, MOST_KEPT, SideTrainings
from app.operations.program_error import ProgramError
from rnn_core.errors import UserError
from tests.playing.watcher import wait_for


@dataclass(frozen=True)
class Count:
    """Counts up to `last`."""

    at: int = 0
    last: int = 10**9
    size: int = 100

    @property
    def done(self):
        return self.at >= self.last


def counted(moment):
    return Count(moment.at + 1, moment.last, moment.size)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def trainings(clock):
    trainings = SideTrainings(FairScheduler(2), clock, most_bytes=250)
    yield trainings
    assert trainings.close(10)


def begin(trainings, key, visitor="one", moment=None):
    trainings.begin(key, visitor, lambda: moment or Count(), counted)


def at(trainings, key, visitor="one"):
    seen = trainings.look(key, visitor)
    return seen.moment.at if seen and seen.moment else 0


def ended(trainings, key):
    wait_for(lambda: not trainings.look(key, "").under_way)


def threads():
    return sum(thread.name == "side-training" for thread in threading.enumerate())


def test_it_trains_until_it_is_done_and_what_came_of_it_is_kept(trainings):
    begin(trainings, "a", moment=Count(last=50))
    ended(trainings, "a")
    assert at(trainings, "a") == 50
    begin(trainings, "a", "two")
    assert not trainings.look("a", "two").under_way
    assert at(trainings, "a") == 50
    assert trainings.look("b", "one") is None


def test_what_is_stopped_stays_and_goes_on_from_there(trainings):
    begin(trainings, "a")
    wait_for(lambda: at(trainings, "a") > 3)
    assert trainings.look("a", "one").mine
    assert not trainings.look("a", "two").mine
    trainings.stop("a", "one")
    ended(trainings, "a")
    stood = at(trainings, "a")
    begin(trainings, "a", moment=Count(at=-1000))
    wait_for(lambda: at(trainings, "a") > stood)


def test_two_who_ask_for_the_same_share_one_and_one_who_stops_leaves_it_to_the_other(trainings):
    before = threads()
    begin(trainings, "a", "one")
    begin(trainings, "a", "two")
    assert threads() == before + 1
    trainings.stop("a", "one")
    stood = at(trainings, "a")
    wait_for(lambda: at(trainings, "a") > stood + 3)
    trainings.stop("a", "two")
    ended(trainings, "a")
    assert threads() == before


def test_another_one_takes_the_place_of_a_visitors_first(trainings):
    begin(trainings, "a")
    begin(trainings, "b")
    ended(trainings, "a")
    wait_for(lambda: at(trainings, "b") > 3)
    # Who only looks stops nothing.
    trainings.stop("b", "two")
    assert trainings.look("b", "two").under_way


def test_it_ends_when_nobody_has_looked_for_a_minute(trainings, clock):
    begin(trainings, "a")
    wait_for(lambda: at(trainings, "a") > 3)
    clock.now += AWAY_SECONDS - 1
    assert trainings.look("a", "two").under_way
    clock.now += AWAY_SECONDS + 1
    wait_for(lambda: threads() == 0)
    assert not trainings.look("a", "one").under_way


def test_only_so_many_train_at_once_and_a_sentence_says_so(trainings):
    for n in range(MOST_AT_ONCE):
        begin(trainings, n, f"visitor {n}")
    with pytest.raises(Refused, match="at once"):
        begin(trainings, "more", "another")
    assert threads() == MOST_AT_ONCE
    # To join one, or to change one's own, there is room.
    begin(trainings, 0, "another")
    begin(trainings, "changed", "visitor 1")
    wait_for(lambda: threads() == MOST_AT_ONCE)


def test_what_was_looked_at_longest_ago_is_forgotten_for_want_of_room(trainings):
    for key in "abc":
        begin(trainings, key, moment=Count(last=3))
        ended(trainings, key)
        trainings.look("a", "one")
    wait_for(lambda: trainings.look("b", "one") is None)
    assert at(trainings, "a") == at(trainings, "c") == 3


def test_no_more_than_so_many_are_remembered_also_of_those_that_failed(trainings):
    def refused():
        raise UserError("The text has 3 words.")

    for number in range(MOST_KEPT + 1):
        trainings.begin(number, "one", refused, counted)
        ended(trainings, number)
    assert trainings.look(0, "one") is None
    assert trainings.look(1, "one").error is not None


def test_a_sentence_is_told_and_an_error_of_the_program_is_not(trainings, caplog):
    def refused():
        raise UserError("The text has 3 words.")

    def broken():
        return 1 / 0

    trainings.begin("a", "one", refused, counted)
    ended(trainings, "a")
    assert str(trainings.look("a", "one").error) == "The text has 3 words."
    trainings.begin("b", "one", broken, counted)
    ended(trainings, "b")
    error = trainings.look("b", "one").error
    assert isinstance(error, ProgramError)
    assert "division" not in str(error)
    assert [record.msg for record in caplog.records] == ["side_training_failed"]
    # Asked for again, it is tried again.
    begin(trainings, "b", moment=Count(last=2))
    ended(trainings, "b")
    assert (at(trainings, "b"), trainings.look("b", "one").error) == (2, None)


def test_a_run_beside_it_has_its_share_of_the_machine():
    scheduler = FairScheduler(1)
    trainings = SideTrainings(scheduler)
    begin(trainings, "a")
    share = scheduler.share()
    for _ in range(20):
        with scheduler.turn(share) as granted:
            assert granted
    stood = at(trainings, "a")
    wait_for(lambda: at(trainings, "a") > stood)
    assert trainings.close(10)


def test_the_registry_ends_them_when_the_server_stops(registry):
    begin(registry.side_trainings, "a")
    wait_for(lambda: at(registry.side_trainings, "a") > 3)
    assert registry.close()
    assert threads() == 0
    with pytest.raises(Refused):
        begin(registry.side_trainings, "a")


def test_stopping_and_beginning_at_once_never_leaves_it_standing(trainings):
    for n in range(200):
        begin(trainings, "a")
        if n % 2:
            trainings.stop("a", "one")
    begin(trainings, "a")
    stood = at(trainings, "a")
    wait_for(lambda: at(trainings, "a") > stood + 3)
