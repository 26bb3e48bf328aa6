"""Going back in a live run: what is shown, what goes on, and what branches off."""

import pytest

from app.live.commands import PAUSE, PLAY, STEP, Command, CommandQueue, Refused, checked_command
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.config import RunConfig
from tests.playing.threadless_run import newest, prepared, turns
from tests.playing.watcher import Watcher


@pytest.fixture
def travelled():
    """A run without a thread that has trained to step 150 or so, its clock and its engine."""
    run, engine, clock = prepared()
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 1.0)
    return run, engine, clock


def seek(run, step, name="seek"):
    run.command(checked_command(name, step))
    run.turn()
    return newest(run)


def test_a_seek_stops_the_training_and_shows_the_nearest_kept_moment(travelled):
    run, _, clock = travelled
    frame = seek(run, 63)
    assert run.status == "paused"
    assert frame.step in frame.kept_steps
    assert abs(frame.step - 63) == min(abs(step - 63) for step in frame.kept_steps)
    assert frame.newest_step == run.step == frame.kept_steps[-1] > frame.step
    assert frame.steps_per_second == 0.0
    turns(run, clock, 1.0)
    assert newest(run).step == frame.step


def test_an_exact_seek_shows_exactly_that_step_and_keeps_it(travelled):
    run, engine, _ = travelled
    assert 63 not in newest(run).kept_steps
    frame = seek(run, 63, "seek_exactly")
    assert frame.step == 63
    assert 63 in frame.kept_steps
    calls = len(engine.calls)
    assert seek(run, 63).step == 63
    assert len(engine.calls) == calls


def test_frames_of_kept_moments_lead_to_the_one_that_is_looked_at(travelled):
    run, _, _ = travelled
    frames = [from_bytes(data) for data in run.kept_frames(4)]
    steps = tuple(frame.step for frame in frames)
    assert steps == tuple(sorted(set(steps)))
    assert (steps[0], steps[-1], len(steps)) == (0, run.step, 4)
    assert all((frame.kept_steps, frame.newest_step) == (steps, run.step) for frame in frames)
    looked_at = seek(run, 63).step
    assert from_bytes(run.kept_frames(4)[-1]).step == looked_at


@pytest.mark.parametrize("name", ["seek", "seek_exactly"])
@pytest.mark.parametrize("beyond", [0, 1, 5000])
def test_the_newest_step_and_whatever_lies_beyond_it_is_the_present(travelled, name, beyond):
    run, _, _ = travelled
    seek(run, 20)
    frame = seek(run, run.step + beyond, name)
    assert frame.step == frame.newest_step == run.step


def test_play_goes_on_from_the_newest_step(travelled):
    run, _, clock = travelled
    seek(run, 20)
    before = run.step
    run.command(PLAY)
    turns(run, clock, 0.1)
    assert run.status == "training"
    assert newest(run).step > before


def test_a_single_step_goes_on_from_the_newest_step(travelled):
    run, _, _ = travelled
    seek(run, 20)
    before = run.step
    run.command(STEP)
    run.turn()
    assert newest(run).step == before + 1


def test_what_is_only_looked_at_changes_in_the_past_too(travelled):
    run, engine, _ = travelled
    frame = seek(run, 20)
    seen = []
    observe = engine.observe

    def watched(at, around):
        seen.append(at)
        return observe(at, around)

    engine.observe = watched
    run.command(checked_command("set", 3, "watched"))
    run.turn()
    assert (seen[-1].step, seen[-1].present.watched) == (frame.step, 3)
    run.command(checked_command("set", 0.5, "learning_rate"))
    run.turn()
    assert (seen[-1].step, seen[-1].present.learning_rate) == (frame.step, 0.005)
    assert run.present.learning_rate == 0.5


def test_no_command_loses_a_step_that_was_trained(travelled):
    run, _, clock = travelled
    seek(run, 20)
    stood, shown = run.step, newest(run).step
    every = [PLAY, STEP, PAUSE, *(checked_command(name, 0) for name in ("seek", "seek_exactly"))]
    every += [checked_command("speed", "max"), *(checked_command("set", 2, name) for name in ("watched", "clip_norm"))]
    for command in every:
        run.command(command)
        turns(run, clock, 0.1)
        run.turn()
        assert run.step >= stood
        assert run.progress[0] >= stood
    for step in (0, shown, 63, stood):
        assert seek(run, step, "seek_exactly").step == step
    with pytest.raises(Refused, match="not a command"):
        checked_command("restart")


def test_a_number_of_moments_is_kept_that_does_not_grow(travelled):
    run, _, clock = travelled
    for _ in range(20):
        run.command(PLAY)
        turns(run, clock, 1.0)
    assert run.step > 2000
    assert len(newest(run).kept_steps) == 8


def test_only_the_last_of_a_drag_is_carried_out():
    queue = CommandQueue()
    for step in range(500):
        queue.put(Command("seek", step))
    queue.put(PAUSE)
    queue.put(Command("seek", 7))
    assert [queue.take() for _ in range(4)] == [Command("seek", 499), PAUSE, Command("seek", 7), None]


def test_a_long_way_back_gives_way_to_the_next_command(travelled):
    run, engine, clock = travelled
    run.command(checked_command("speed", "max"))
    run.command(PLAY)
    turns(run, clock, 3.0)
    run.command(PAUSE)
    run.turn()
    here, advance = newest(run).step, engine.advance

    def interrupted(at, steps):
        if not run._commands:
            run.command(checked_command("speed", 1))
        return advance(at, steps)

    engine.advance = interrupted
    gap = max(zip(newest(run).kept_steps, newest(run).kept_steps[1:], strict=False), key=lambda pair: pair[1] - pair[0])
    assert gap[1] - gap[0] > 100
    frame = seek(run, gap[1] - 1, "seek_exactly")
    assert frame.step == here
    assert run.state()["speed"] == 1


def test_a_way_back_over_long_steps_is_told_and_hears_of_the_next_command_after_each(travelled):
    run, engine, clock = travelled
    run.command(PAUSE)
    run.turn()
    gap = max(zip(newest(run).kept_steps, newest(run).kept_steps[1:], strict=False), key=lambda pair: pair[1] - pair[0])
    engine.seconds_per_step, advance, told = 2.0, engine.advance, []

    def watched(at, steps):
        told.append(run.latest.message)
        return advance(at, steps)

    engine.advance, engine.calls[:] = watched, []
    run.pace.trained(1, clock.now - 20, clock.now)
    assert seek(run, gap[0] + 3, "seek_exactly").step == gap[0] + 3
    assert engine.calls == [1, 1, 1]
    assert set(told) == {f"Step {gap[0] + 3} is trained again, which takes about 19 s. Any other command ends it."}
    assert run.latest.message == ""
    engine.seconds_per_step = 0.001
    seek(run, gap[1] - 1, "seek_exactly")
    assert engine.calls[3:6] == [1, 2, 4]


@pytest.mark.parametrize("value", [None, True, -1, 20_001, 1.0, "5", [5], 10**30])
@pytest.mark.parametrize("name", ["seek", "seek_exactly"])
def test_only_whole_steps_of_a_run_can_be_looked_at(name, value):
    with pytest.raises(Refused, match="0 to 20,000"):
        checked_command(name, value)


def test_a_diverged_run_can_be_looked_back_at_and_branched_before_it_diverged():
    run, _, clock = prepared(RunConfig())
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 0.5)
    run.command(checked_command("set", 1000.0, "learning_rate"))
    turns(run, clock, 0.5)
    assert run.status == "diverged"
    frame = seek(run, 30)
    assert run.status == "diverged"
    config, beginning = run.branch("mine")
    assert (beginning.run.step, beginning.run.diverged) == (frame.step, False)
    assert config.changes == ()


def test_a_branch_begins_where_its_parent_is_looked_at(travelled):
    run, _, _ = travelled
    frame = seek(run, 63)
    config, beginning = run.branch("the one before")
    assert config == RunConfig()
    assert beginning.run.step == frame.step == beginning.moments[-1].step
    assert (beginning.parent.name, beginning.parent.step) == ("the one before", frame.step)
    assert beginning.parent.steps[-1] == run.step


def test_the_default_lab_with_the_frame_that_comes_along_can_be_taken_back_to_its_beginning():
    run, _, clock = prepared(shown=b"shipped")
    run.viewers.add(Watcher())
    run.command(PLAY)
    turns(run, clock, 0.5)
    assert newest(run).kept_steps[0] == 0
    assert seek(run, 3, "seek_exactly").step == 3
    assert seek(run, 0).step == 0


def test_steps_that_are_typed_one_after_the_other_are_not_kept_without_end(travelled):
    run, _, _ = travelled
    for step in range(1, 60):
        frame = seek(run, step, "seek_exactly")
        assert frame.step == step
        assert len(frame.kept_steps) <= 9
