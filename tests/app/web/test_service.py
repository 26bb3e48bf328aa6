"""The service with the real engine: what a link says is what is trained, whatever the pace and whoever watches."""

import asyncio
import threading

import pytest

import rnn_core
from app.live.commands import PLAY, STEP, checked_command
from app.live.registry import RunRegistry
from app.operations.paths import SHIPPED_RUN
from app.web.service import threads_enough
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.config import RunConfig
from rnn_core.settings.link import MACHINE, from_link
from rnn_core.settings.table import Change
from rnn_core.tasks.text import TextError
from tests.playing.small_live_run import SMALL_LIVE, assert_nearly_same, frame_of, paused
from tests.playing.watcher import Watcher, wait_for


@pytest.fixture
def registry():
    registry = RunRegistry(rnn_core)
    yield registry
    registry.close()


def trained(registry, config, *, speed, beyond):
    entry = registry.create(config)
    entry.run.viewers.add(Watcher())
    entry.run.command(checked_command("speed", speed))
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.status == "training" and frame_of(entry).step > beyond)
    return entry


@pytest.mark.slow
def test_a_links_changes_give_the_numbers_of_the_same_changes_made_directly(registry):
    config = SMALL_LIVE.replace(changes=(Change(7, "learning_rate", 0.05), Change(23, "clip_norm", 0.1)))
    shown = paused(trained(registry, config, speed="smooth", beyond=40))
    run = rnn_core.change(rnn_core.advance(rnn_core.start(SMALL_LIVE), 7), "learning_rate", 0.05)
    run = rnn_core.change(rnn_core.advance(run, 16), "clip_norm", 0.1)
    assert_nearly_same(shown, rnn_core.observe(rnn_core.advance(run, shown.step - 23)))


@pytest.mark.slow
def test_the_link_of_a_run_changed_by_hand_gives_the_same_numbers_again(registry):
    entry = trained(registry, SMALL_LIVE, speed=5, beyond=20)
    entry.run.command(checked_command("set", 0.05, "learning_rate"))
    wait_for(lambda: entry.run.config.changes and frame_of(entry).step > entry.run.config.changes[0].step + 20)
    shown = paused(entry)
    config, notices = from_link(entry.run.state()["link"], other=(MACHINE,))
    assert not notices
    assert_nearly_same(shown, rnn_core.observe(rnn_core.advance(rnn_core.start(config), shown.step)))


@pytest.mark.slow
def test_looking_back_shows_the_numbers_of_then_and_playing_on_those_of_never_having_looked(registry):
    entry = trained(registry, SMALL_LIVE, speed=5, beyond=60)
    newest = paused(entry).step
    entry.run.command(checked_command("seek_exactly", 23))
    wait_for(lambda: frame_of(entry).step == 23)
    assert_nearly_same(frame_of(entry), rnn_core.observe(rnn_core.advance(rnn_core.start(SMALL_LIVE), 23)))
    for _ in range(5):
        entry.run.command(STEP)
    wait_for(lambda: frame_of(entry).step == newest + 5)
    direct = rnn_core.observe(rnn_core.advance(rnn_core.start(SMALL_LIVE), newest + 5))
    assert_nearly_same(frame_of(entry), direct)
    assert entry.run.config == SMALL_LIVE


@pytest.mark.slow
def test_a_learning_rate_of_1000_ends_as_diverged_with_a_last_frame_of(registry):
    entry = registry.create(SMALL_LIVE.replace(learning_rate=1000.0, clip_norm=0.0, optimizer="sgd"))
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: entry.run.status == "diverged")
    assert {lane.status for lane in frame_of(entry).lanes} == {"diverged"}


def test_a_text_too_short_for_its_windows_is_refused_with_a_sentence(registry):
    with pytest.raises(TextError, match=r"\.$"):
        registry.create(RunConfig(task="own_text", text="x", sequence_length=512), "To be, or not to be." * 20)


def test_the_shipped_run_is_a_finished_default_run():
    shown = from_bytes(SHIPPED_RUN.read_bytes())
    assert shown.step == 800
    assert shown.config == {}
    assert [lane.cell for lane in shown.lanes] == ["rnn", "lstm", "gru"]


def test_a_class_that_waits_for_downloads_keeps_no_page_from_its_run():
    async def crowd():
        threads_enough()
        made = threading.Event()
        waiting = [asyncio.create_task(asyncio.to_thread(made.wait, 30)) for _ in range(40)]
        await asyncio.sleep(0)
        found = await asyncio.wait_for(asyncio.to_thread(lambda: "the run"), 10)
        made.set()
        await asyncio.gather(*waiting)
        return found

    assert asyncio.run(crowd()) == "the run"
