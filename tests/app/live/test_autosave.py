"""When live runs are saved and when not, and that nothing brings back what was deleted."""

import itertools
import threading
from types import SimpleNamespace

import pytest

from app.live.autosave import BROKEN, MADE_ROOM, NO_COOKIES, Autosave
from app.live.commands import PAUSE, PLAY, STEP, checked_command
from app.live.entry import Entry
from app.operations.idle_times import IdleTimes
from app.operations.limits import Limits
from tests.playing.restarted_server import FULL, NotedStore, create
from tests.playing.saved_files import save
from tests.playing.threadless_run import prepared, turns
from tests.playing.watcher import Watcher, wait_for


@pytest.fixture
def at(tmp_path):
    """A run without a thread, the store and the autosave: the test takes the turns and the looks."""
    run, _, clock = prepared(seconds_per_step=0.2)
    run.viewers.add(Watcher())
    store = NotedStore(tmp_path, Limits(), clock)
    entries = [Entry("a", "the key", "me", run)]
    yield SimpleNamespace(
        run=run, clock=clock, store=store, entries=entries, autosave=Autosave(store, lambda: entries, clock)
    )
    store.close()


def do(at, *commands):
    for command in commands:
        at.run.command(command)
    at.run.turn()
    at.autosave.look()


def wait(at, seconds):
    end = at.clock.now + seconds
    while at.clock.now < end:
        next_look = at.clock.now + 0.5
        turns(at.run, at.clock, 0.5)
        at.clock.now = max(at.clock.now, next_look)
        at.autosave.look()


def gaps(at):
    times = [when for when, _ in at.store.asked]
    return [later - before for before, later in itertools.pairwise(times)]


def unsaved(at):
    return at.run.latest.words()["unsaved"]


def test_a_training_run_is_saved_every_few_seconds_so_that_a_crash_costs_less_than_ten(at):
    do(at, PLAY)
    wait(at, 100)
    assert len(gaps(at)) > 8
    assert all(IdleTimes().save <= gap < 10 for gap in gaps(at))
    steps = [step for _, step in at.store.asked]
    assert steps == sorted(set(steps))
    assert at.store.runs("me")[0].about.step == steps[-1]


def test_a_run_that_comes_to_rest_is_saved_at_once_and_then_not_again(at):
    do(at, PLAY)
    wait(at, 3)
    assert at.store.asked == []
    do(at, PAUSE)
    assert at.store.asked == [(at.clock.now, at.run.step)]
    wait(at, 60)
    assert at.autosave.save(at.entries[0])
    assert len(at.store.asked) == 1


def test_there_is_nothing_to_save_at_step_0(at):
    at.run.latest.rename("named")
    do(at, checked_command("set", 0.05, "learning_rate"))
    at.clock.now += 60
    do(at)
    assert at.store.asked == []
    do(at, STEP)
    assert [step for _, step in at.store.asked] == [1]
    assert unsaved(at) == ""


@pytest.mark.parametrize("change", ["name", "setting", "step"])
def test_whatever_changes_in_a_resting_run_is_saved(at, change):
    do(at, STEP)
    if change == "name":
        at.run.latest.rename("🦔 <b>")
    elif change == "setting":
        at.run.command(checked_command("set", 0.05, "learning_rate"))
    else:
        at.run.command(STEP)
    do(at)
    assert len(at.store.asked) == 2
    assert at.store.runs("me")[0].about.name == ("🦔 <b>" if change == "name" else "")


@pytest.mark.parametrize("command", [PLAY, STEP])
def test_after_a_failure_it_waits_says_so_and_tries_again(at, command):
    at.store.full = True
    do(at, command)
    wait(at, 30)
    assert unsaved(at) == FULL
    assert 3 <= len(at.store.asked) <= 4
    assert min(gaps(at)) >= IdleTimes().save
    assert not at.autosave.save(at.entries[0])
    at.store.full = False
    at.clock.now += IdleTimes().save
    do(at)
    assert unsaved(at) == ""
    assert at.store.runs("me")[0].about.step == at.run.step


def test_a_run_of_a_browser_without_cookies_says_that_it_is_not_saved(at):
    at.entries[0] = Entry("a", "the key", "", at.run)
    do(at, STEP)
    assert unsaved(at) == NO_COOKIES
    assert at.store.size() == (0, 0)


def test_a_run_that_is_written_for_seconds_is_not_written_all_the_time(at):
    at.store.takes = 4.0
    do(at, PLAY)
    wait(at, 120)
    assert gaps(at)
    assert all(20 <= gap < 22 for gap in gaps(at))


def test_a_run_that_cannot_be_made_a_file_does_not_cost_the_others_theirs(at):
    broken, _, _ = prepared()
    broken.saved = lambda stamp: 1 / 0
    broken.command(STEP)
    broken.turn()
    at.entries.insert(0, Entry("broken", "another key", "me", broken))
    do(at, STEP)
    assert [stored.id for stored in at.store.runs("me")] == ["a"]
    assert broken.latest.words()["unsaved"] == BROKEN


def put_away(registry, entry):
    registry._clock.now += IdleTimes().forget
    registry.look_after()
    assert registry.in_memory(entry.id) is None
    assert entry.run.closed


def test_a_run_that_cannot_be_saved_stays_in_memory_until_it_can(server):
    registry = server.start()
    entry = create(registry, STEP)
    registry.store.full = True
    server.clock.now += IdleTimes().forget
    registry.look_after()
    assert registry.find(entry.id) is entry
    registry.store.full = False
    put_away(registry, entry)
    assert registry.find(entry.id).run.step == 1


def test_a_run_in_memory_whose_file_made_room_says_so_until_it_is_named(server):
    registry = server.start(storage_mb=1)
    entry = create(registry, STEP)
    registry.look_after()
    save(registry.store, "other", megabytes=0.999)
    registry.look_after()
    assert not registry.store.is_of("me", entry.id)
    assert entry.run.latest.words()["unsaved"] == MADE_ROOM
    registry.rename(entry.id, "me", "mine")
    assert registry.store.is_of("me", entry.id)
    assert entry.run.latest.words()["unsaved"] == ""


def test_a_run_that_stays_in_memory_is_not_written_at_every_look(server):
    registry = server.start()
    create(registry, STEP)
    registry.store.full = True
    server.clock.now += IdleTimes().forget
    for _ in range(10):
        registry.look_after()
        server.clock.now += 0.1
    assert len(registry.store.asked) == 1


def test_closing_saves_every_run_the_training_ones_too(server):
    registry = server.start()
    entries = [create(registry, STEP), create(registry, PLAY), create(registry)]
    wait_for(lambda: entries[1].run.step > 0)
    registry = server.start()
    assert {stored.id: stored.about.step for stored in registry.store.runs("me")} == {
        entry.id: entry.run.step for entry in entries[:2]
    }


def test_deleting_a_run_while_it_is_saved_does_not_bring_it_back(server):
    registry = server.start()
    entry = create(registry, STEP)
    inside, go_on = threading.Event(), threading.Event()

    def gate():
        inside.set()
        go_on.wait(20)

    registry.store.gate = gate
    saving = threading.Thread(target=registry.look_after)
    saving.start()
    assert inside.wait(20)
    deleting = threading.Thread(target=registry.delete, args=(entry.id, "me"))
    deleting.start()
    wait_for(lambda: entry.run.progress is None)
    go_on.set()
    for thread in (saving, deleting):
        thread.join(20)
    registry.look_after()
    assert registry.store.size() == (0, 0)
    assert registry.find(entry.id) is None
    assert server.start().find(entry.id) is None


def test_nobody_deletes_or_renames_somebody_elses_run_in_memory_or_on_disk(server):
    entry = create(server.start(), STEP)
    for registry in (server.start(), server.start()):
        registry.delete(entry.id, "thief")
        registry.rename(entry.id, "thief", "stolen")
        assert registry.find(entry.id).run.latest.name == ""
