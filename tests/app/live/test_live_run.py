import time

import pytest

from app.live.commands import LAST_STEP, PAUSE, PLAY, SHOW, STEP, Refused, checked_command
from app.live.live_run import LiveRun
from app.operations.idle_times import IdleTimes
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import Clock, FakeEngine
from tests.playing.threadless_run import newest, prepared, turns
from tests.playing.watcher import Watcher


def test_a_run_is_compiling_then_ready_with_a_frame_at_step_0():
    clock = Clock()
    run = LiveRun(FakeEngine(clock), RunConfig(), clock=clock)
    assert run.state()["status"] == "compiling"
    run.prepare()
    assert run.state()["status"] == "ready"
    assert newest(run).step == 0


@pytest.mark.parametrize("asked", [False, True], ids=["at once", "by Play, while a shipped run is shown"])
def test_it_is_said_how_far_the_networks_are_compiled_while_somebody_waits(asked):
    """Play does not wipe it off the page, either."""

    class Slow(FakeEngine):
        def warm_up(self, run, ready=None):
            for count in (1, 2):
                ready(count, 9)
                if asked:
                    run_.command(PLAY)
                said.append([run_.status, *map(run_.state().get, ("message", "prepared"))])

    said = []
    clock = Clock()
    run_ = LiveRun(Slow(clock), RunConfig(), shown=b"shipped" if asked else None, clock=clock)
    run_.prepare()
    assert said == [["compiling", f"{count} of 9 parts are ready.", [count, 9]] for count in (1, 2)]
    assert asked or (run_.status, run_.state()["message"]) == ("ready", "")


def test_the_shipped_frame_stands_until_the_run_has_its_own():
    """It never stands under the word "training": the run's own picture at step 0 comes first."""

    class Listener(Watcher):
        def notify(self):
            heard.append((run.status, "example" in run.state()))

    heard = []
    run, _, clock = prepared(shown=b"shipped")
    run.viewers.add(Listener())
    assert run.latest.newest_frame() == (1, b"shipped")
    assert (run.state()["message"], run.state()["example"]) == ("As shipped.", True)
    run.command(PLAY)
    turns(run, clock, 0.1)
    assert heard[:3] == [("ready", False), ("ready", False), ("training", False)]
    told = {
        "status": "training",
        "speed": 5,
        "message": "",
        "link": {"machine": "a fake machine"},
        "name": "",
        "unsaved": "",
    }
    assert run.state() == told | {"link": {"machine": "a fake machine"}}
    assert 0 < newest(run).step <= 20


def test_a_page_that_looks_inside_sees_the_run_itself_in_the_place_of_the_shipped_frame():
    run, _, _ = prepared(shown=b"shipped")
    assert run.latest.shows_example
    run.command(SHOW)
    run.turn()
    assert not run.latest.shows_example
    assert (newest(run).step, run.state()["status"], run.state()["message"]) == (0, "ready", "")
    with pytest.raises(Refused):
        checked_command("show")


def test_play_before_the_compiler_is_done_is_kept():
    clock = Clock()
    run = LiveRun(FakeEngine(clock), RunConfig(), shown=b"shipped", clock=clock)
    run.command(PLAY)
    assert run.status == "compiling"
    run.prepare()
    run.turn()
    assert run.status == "training"


@pytest.mark.parametrize(("speed", "steps"), [(1, 30), (5, 150), (20, 600)])
def test_a_numbered_speed_is_steps_a_frame_at_30_frames_a_second(speed, steps):
    run, engine, clock = prepared()
    run.viewers.add(Watcher())
    run.command(checked_command("speed", speed))
    run.command(PLAY)
    turns(run, clock, 1.0)
    # Nobody knows how long the first step takes: it goes alone.
    assert set(engine.calls[:2]) == {1, max(1, speed - 1)}
    assert set(engine.calls[2:]) == {speed}
    assert sum(engine.calls) == pytest.approx(steps, rel=0.1)
    assert engine.observed == pytest.approx(31, abs=2)
    assert newest(run).steps_per_second == pytest.approx(steps, rel=0.1)


@pytest.mark.parametrize(("speed", "frames"), [("smooth", 30), ("max", 5)])
def test_full_speed_never_waits_and_keeps_its_frame_rate(speed, frames):
    run, engine, clock = prepared()
    run.viewers.add(Watcher())
    run.command(checked_command("speed", speed))
    run.command(PLAY)
    turns(run, clock, 1.0)
    assert sum(engine.calls) == pytest.approx(1000, rel=0.05)
    assert engine.observed == pytest.approx(frames + 1, abs=2)
    assert newest(run).steps_per_second == pytest.approx(1000, rel=0.05)


@pytest.mark.parametrize("speed", [5, "smooth", "max"])
def test_no_frame_is_made_while_nobody_is_ready_but_the_last_one_always_is(speed):
    run, engine, clock = prepared()
    run.viewers.add(Watcher(ready=False))
    run.command(checked_command("speed", speed))
    run.command(PLAY)
    turns(run, clock, 1.0)
    assert engine.observed == 1
    run.command(PAUSE)
    run.turn()
    assert run.status == "paused"
    assert newest(run).step == sum(engine.calls) > 100


def test_a_browser_that_gets_ready_late_is_served_within_milliseconds():
    run, _, clock = prepared()
    watcher = Watcher(ready=False)
    run.viewers.add(watcher)
    run.command(checked_command("speed", "max"))
    run.command(PLAY)
    turns(run, clock, 1.0)
    watcher.ready, number, began = True, run.latest.newest_frame()[0], clock.now
    while run.latest.newest_frame()[0] == number:
        run.turn()
    assert clock.now - began < 0.02


def test_a_run_nobody_watches_stops_training_within_30_seconds():
    run, _, clock = prepared(seconds_per_step=0.05)
    run.command(PLAY)
    turns(run, clock, 40)
    assert run.status == "paused"
    assert clock.now == pytest.approx(1000 + IdleTimes().sleep, abs=0.5)
    assert "nobody" in run.state()["message"]


def test_a_tab_that_closes_stops_its_run_and_one_that_reloads_does_not():
    run, _, clock = prepared(seconds_per_step=0.05)
    tab = Watcher()
    run.viewers.add(tab)
    run.command(PLAY)
    turns(run, clock, 40)
    assert run.status == "training"
    run.viewers.remove(tab)
    turns(run, clock, 20)
    run.viewers.add(tab)
    turns(run, clock, 40)
    assert run.status == "training"
    run.viewers.remove(tab)
    turns(run, clock, IdleTimes().sleep + 1)
    assert run.status == "paused"


def test_a_single_step_pauses_and_shows_that_step():
    run, _, clock = prepared()
    run.viewers.add(Watcher())
    run.command(STEP)
    run.turn()
    assert (run.status, newest(run).step) == ("paused", 1)
    run.command(PLAY)
    turns(run, clock, 0.5)
    before = run.state()
    run.command(STEP)
    run.turn()
    assert before["status"] == "training"
    assert run.status == "paused"


def test_a_setting_changed_while_paused_is_seen_at_once():
    run, engine, _ = prepared()
    run.viewers.add(Watcher())
    run.command(checked_command("set", 3, "watched"))
    run.turn()
    assert engine.observed == 2
    assert run.config.watched == 3


def test_a_diverged_run_stops_and_says_what_to_do():
    run, _, clock = prepared(RunConfig(learning_rate=1000.0))
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 1)
    assert run.status == "diverged"
    assert newest(run).step > 0
    with pytest.raises(Refused, match="restart"):
        run.command(PLAY)


def test_a_run_finishes_at_its_last_step_exactly():
    run, engine, clock = prepared(seconds_per_step=1e-5)
    run.viewers.add(Watcher())
    run.command(checked_command("speed", "max"))
    run.command(PLAY)
    turns(run, clock, 10)
    assert run.status == "finished"
    assert sum(engine.calls) == newest(run).step == LAST_STEP
    with pytest.raises(Refused, match="restart"):
        run.command(STEP)


@pytest.mark.parametrize(("commands", "wants"), [([], False), ([PLAY], True), ([PLAY, PAUSE], False)])
def test_a_run_wants_to_train_as_its_commands_say_before_it_has_done_them(commands, wants):
    clock = Clock()
    run = LiveRun(FakeEngine(clock), RunConfig(), clock=clock)
    for command in commands:
        run.command(command)
    assert run.wants_to_train == wants
    run.prepare()
    run.turn()
    assert run.wants_to_train == wants


def test_a_run_closed_before_its_turn_to_compile_is_not_compiled():
    engine = FakeEngine()
    run = LiveRun(engine, RunConfig())
    run.close()
    run.prepare()
    assert not run.prepared
    assert engine.warm == 0


def test_play_as_the_compiler_gets_done_never_hides_that_the_run_trains():
    for _ in range(50):
        run = LiveRun(FakeEngine(), RunConfig())
        run.viewers.add(Watcher())
        run.open()
        run.command(PLAY)
        run.catch_up(5)
        deadline = time.monotonic() + 5
        while not run.prepared and time.monotonic() < deadline:
            time.sleep(0.001)
        run.catch_up(5)
        assert run.status in ("training", "finished")
        run.close()
        run.join(5)


def test_a_flood_of_commands_is_refused():
    run, _, _ = prepared()
    for _ in range(100):
        run.command(STEP)
    with pytest.raises(Refused, match="Wait"):
        run.command(STEP)


def test_an_error_in_training_ends_the_run_with_a_sentence(caplog):
    clock = Clock()
    engine = FakeEngine(clock)
    engine.advance = lambda run, steps: 1 / 0
    run = LiveRun(engine, RunConfig(), clock=clock)
    run.command(PLAY)
    run.open()
    run.join(5)
    assert run.status == "paused"
    assert "stopped because of an error of the program" in run.state()["message"]
    assert "ZeroDivisionError" in caplog.text
    with pytest.raises(Refused, match="start a new one"):
        run.command(PLAY)
