"""What a page is told depends on whose it is, and on whether a next run is on its way to it."""

import asyncio
import json

import pytest

from app.live import run_maker
from app.live.autosave import NO_COOKIES
from app.live.training_loop import ENDS
from app.web import stream
from rnn_core.settings.config import RunConfig
from tests.playing.live_page import Page, connect


def test_a_viewer_is_not_asked_to_download_what_only_the_owner_can(client, entry):
    entry.run.latest.report_unsaved(NO_COOKIES)
    with connect(client, entry) as first, connect(client, entry) as second:
        pages = {NO_COOKIES: Page(first, entry.key), "": Page(second, "")}
        for told, page in pages.items():
            assert page.until("state", lambda state: "owns" in state)["unsaved"] == told


@pytest.mark.parametrize("message", [run_maker.SHIPPED, run_maker.RESTORED.format(step=7)])
def test_a_viewer_is_not_asked_to_press_play(client, entry, message):
    with connect(client, entry) as first, connect(client, entry) as second:
        pages = {"owner": Page(first, entry.key), "viewer": Page(second, "")}
        for page in pages.values():
            page.until("state", lambda state: "owns" in state and state["status"] == "ready")
        entry.run.latest.tell("ready", message)
        told = {who: page.until("state", lambda state: state["message"])["message"] for who, page in pages.items()}
    assert told == {"owner": message, "viewer": f"{message.split('. ')[0]}. {run_maker.MAKE_A_COPY}"}


def test_a_viewer_is_not_told_what_only_the_owner_can_do_about_a_run_that_has_ended():
    ends = {status: run_maker.for_viewers(sentence) for status, sentence in ENDS.items()}
    assert ends == {
        "finished": "Finished: a run ends at 20,000 steps.",
        "diverged": "Training broke in every lane. In the lab each lane says why, and what did not break in our tests.",
    }


def test_a_run_that_is_left_before_it_is_compiled_raises_no_alarm(entry, registry):
    said = []

    class Socket:
        async def send_text(self, text):
            said.append(json.loads(text))

        async def close(self, code):
            said.append(code)

    async def watch_to_the_end(run):
        await stream.WatchingPage(Socket(), run).send()

    with registry._compiling:
        left = registry.create(RunConfig(), owner="visitor")
        registry.leave(left, entry)
        assert registry.find(left.id) is None
        asyncio.run(watch_to_the_end(left))
    assert said == []
    registry.delete(entry.id, entry.owner)
    asyncio.run(watch_to_the_end(entry))
    assert said == [{"refused": stream.GONE}, stream.UNKNOWN]
