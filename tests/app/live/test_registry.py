import contextlib
import threading

import pytest

from app.live import run_maker
from app.live.commands import PLAY, Refused
from app.live.registry import RunRegistry
from app.operations.idle_times import IdleTimes
from app.operations.limits import Limits, TooLarge
from rnn_core.settings.config import RunConfig
from rnn_core.settings.table import Change
from rnn_core.tasks.text import TextError
from tests.playing.fake_engine import Clock, FakeEngine
from tests.playing.watcher import Watcher, wait_for


class TextEngine(FakeEngine):
    def check(self, config, text=None):
        if text == "bad":
            raise TextError("This text is too short; give a longer one.")
        return self.bytes_needed


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def engine(clock):
    return TextEngine(clock)


@pytest.fixture
def registry(engine, clock):
    registry = RunRegistry(engine, shipped=b"shipped", most=Limits(runs=3), clock=clock)
    yield registry
    registry.close()


def test_a_run_is_found_by_its_id_and_owned_by_its_key(registry):
    entry = registry.create(RunConfig())
    assert registry.find(entry.id) is entry
    assert registry.find(entry.key) is None
    assert entry.owned_by(entry.key)
    for key in ("", entry.id, entry.key[:-1], "ключ", "\ud800"):
        assert not entry.owned_by(key)


def test_ids_and_keys_do_not_repeat(registry):
    entries = [registry.create(RunConfig()) for _ in range(3)]
    assert len({word for entry in entries for word in (entry.id, entry.key)}) == 6


def test_only_a_default_run_shows_the_shipped_one(registry):
    assert registry.create(RunConfig()).run.latest.frame == b"shipped"
    for config in (RunConfig(seed=1), RunConfig(changes=(Change(3, "learning_rate", 0.1),))):
        assert registry.create(config).run.latest.frame != b"shipped"


def test_what_cannot_be_trained_is_refused_and_leaves_no_run(registry):
    with pytest.raises(TextError, match="too short"):
        registry.create(RunConfig(task="own_text"), "bad")
    assert registry._entries == {}


def test_a_run_in_the_place_of_another_begins_at_its_own_step_0(registry):
    first = registry.create(RunConfig())
    again = registry.create(RunConfig(), before=first)
    assert again.run.latest.frame != b"shipped"
    assert "already trained" not in again.run.latest.message


def test_the_default_lab_is_built_once(registry):
    registry.warm_up()
    engine, started = registry._engine, []
    engine.fresh = lambda config, text=None: started.append(config)
    registry.create(RunConfig())
    registry.create(RunConfig())
    registry.close()
    assert started == []


def test_a_visitor_waits_for_no_more_than_one_program_of_the_default_lab():
    engine, compiling, asked, done = FakeEngine(), threading.Event(), threading.Event(), []

    def warm_up(run, ready=None):
        whose = "visitor's" if run.config.hidden_size == 8 else "default"
        for part in range(2):
            done.append((whose, part))
            compiling.set()
            asked.wait(20)
            if ready is not None:
                ready(part + 1, 2)

    engine.warm_up = warm_up
    registry = RunRegistry(engine)
    first = threading.Thread(target=registry.warm_up)
    first.start()
    compiling.wait(20)
    entry = registry.create(RunConfig(hidden_size=8))
    wait_for(lambda: entry.run.latest.message)
    asked.set()
    first.join(20)
    registry.close()
    assert done.index(("default", 1)) > done.index(("visitor's", 1))
    assert done[-2:] == [("default", 0), ("default", 1)]


def test_the_default_lab_is_not_compiled_beside_somebody_who_trains(monkeypatch):
    monkeypatch.setattr(run_maker, "IDLE_SECONDS", 0.1)
    engine, done = FakeEngine(), []
    registry = RunRegistry(engine)
    scheduler = registry._make.scheduler

    def warm_up(run, ready=None):
        for part in range(2):
            done.append((part, scheduler.crowd))
            with contextlib.nullcontext() if len(done) > 1 else scheduler.turn(scheduler.share()):
                ready(part + 1, 2)

    engine.warm_up = warm_up
    with scheduler.turn(scheduler.share()):
        thread = threading.Thread(target=registry.warm_up)
        thread.start()
        thread.join(0.3)
        assert done == []
    thread.join(20)
    registry.close()
    # The first part ended beside somebody who trained, and the compiler was given back until that was over.
    assert done == [(0, 0), (0, 0), (1, 0)]


def test_runs_nobody_watched_for_a_quarter_of_an_hour_are_dropped(registry, clock):
    watched, forgotten = registry.create(RunConfig()), registry.create(RunConfig())
    watched.run.viewers.add(Watcher())
    clock.now += IdleTimes().forget - 1
    registry.look_after()
    assert registry.find(forgotten.id) is forgotten
    clock.now += 1
    registry.look_after()
    assert registry.find(watched.id) is watched
    assert registry.find(forgotten.id) is None
    forgotten.run.join(5)
    assert not forgotten.run._thread.is_alive()


def test_a_full_server_drops_the_run_longest_unwatched_and_else_refuses(registry, clock):
    entries = []
    for _ in range(3):
        entries.append(registry.create(RunConfig()))
        clock.now += IdleTimes().loading
    entries[0].run.viewers.add(Watcher())
    fourth = registry.create(RunConfig())
    assert [registry.find(entry.id) is entry for entry in entries] == [True, False, True]
    for entry in (entries[2], fourth):
        entry.run.viewers.add(Watcher())
    with pytest.raises(Refused, match="Try again"):
        registry.create(RunConfig())


def test_closing_ends_every_thread(registry):
    entries = [registry.create(RunConfig()) for _ in range(3)]
    for entry in entries:
        entry.run.command(PLAY)
    registry.close()
    assert not any(entry.run._thread.is_alive() for entry in entries)


def test_runs_compile_one_after_the_other():
    engine, active, most = FakeEngine(), threading.Semaphore(1), []

    def warm_up(run, ready=None):
        most.append(active.acquire(blocking=False))
        asked_for.wait(20)
        active.release()

    asked_for = threading.Event()
    engine.warm_up = warm_up
    registry = RunRegistry(engine)
    entries = [registry.create(RunConfig(seed=seed)) for seed in range(4)]
    waiting = ["", "One other run is prepared before it.", *(f"{n} other runs are prepared before it." for n in (2, 3))]
    while sorted(entry.run.latest.message for entry in entries) != sorted(waiting):
        threading.Event().wait(0.01)
    asked_for.set()
    for entry in entries:
        while entry.run.status == "compiling":
            threading.Event().wait(0.01)
    registry.close()
    assert most == [True] * 4


def test_closing_does_not_wait_for_the_compiler():
    engine, compiled = FakeEngine(), threading.Event()
    engine.warm_up = lambda *_: compiled.wait(20)
    registry = RunRegistry(engine)
    entry = registry.create(RunConfig(seed=1))
    assert not registry.close(0.05)
    compiled.set()
    entry.run.join(5)
    assert registry.close()


def test_a_run_without_room_in_memory_is_refused_and_the_others_go_on(registry, engine):
    kept = registry.create(RunConfig(), owner="me")
    engine.bytes_needed = 10**13
    with pytest.raises(TooLarge, match=r"about 10,000\.0 GB of memory"):
        registry.create(RunConfig(hidden_size=8), owner="me")
    with pytest.raises(TooLarge, match=r"about 10,000\.0 GB of memory"):
        registry.require_memory(RunConfig())
    assert registry.entries() == (kept,)


def test_memory_that_other_runs_may_yet_take_is_not_free(engine, clock, monkeypatch):
    monkeypatch.setattr("app.live.run_maker.free_memory", lambda: 6 * 10**9)
    monkeypatch.setattr("app.live.run_maker.usable_cores", lambda: 2)
    compiled = threading.Event()
    engine.bytes_needed, engine.warm_up = 35 * 10**8, lambda *_: compiled.wait(20)
    registry = RunRegistry(engine, clock=clock)
    first = registry.create(RunConfig(seed=1), owner="me")
    with pytest.raises(TooLarge, match=r"about 3\.5 GB of memory, and beside its other runs .* 2\.6 GB free"):
        registry.create(RunConfig(seed=2), owner="you")
    again = registry.create(RunConfig(seed=3), owner="me", before=first)
    registry.leave(first, again)
    compiled.set()
    wait_for(lambda: again.run.prepared)
    # Nobody waits for it, so that it rests until somebody comes.
    fourth = registry.create(RunConfig(seed=4), owner="you")
    wait_for(lambda: fourth.run.prepared)
    again.run.viewers.add(Watcher())
    with pytest.raises(TooLarge, match="beside its other runs"):
        registry.branch(again, "you")
    assert registry.branch(again, "me").run.config == again.run.config
    registry.close()
