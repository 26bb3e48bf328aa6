import json
import time

import pytest

from app.live import shared
from app.live.commands import PLAY, Refused
from app.live.pointing import checked_crosshair
from app.live.registry import RunRegistry
from app.operations.limits import Limits
from app.web import stream
from rnn_core.frames.frame import to_bytes
from rnn_core.saved.run_file import SavedRunError
from rnn_core.settings.config import RunConfig
from tests.playing.fake_engine import FakeEngine
from tests.playing.live_page import HOST, Page, connect
from tests.playing.moment import moment
from tests.playing.watcher import Watcher


@pytest.fixture
def registry(monkeypatch):
    class RealTime(FakeEngine):
        def advance(self, run, steps):
            time.sleep(0.001)
            return super().advance(run, steps)

    registry = RunRegistry(RealTime())
    monkeypatch.setattr(shared, "registry", lambda: registry)
    yield registry
    registry.close()


def test_a_page_gets_the_state_and_the_first_frame(client, entry):
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        # What it is told before it has said hello, what after, and the frame between or behind.
        found = dict(page.next() for _ in range(3))
    assert found["state"] == {
        "status": "ready",
        "speed": 5,
        "message": "",
        "link": {"machine": "a fake machine"},
        "name": "",
        "unsaved": "",
        "owns": True,
    }
    assert found["frame"].step == 0


def test_the_owner_plays_changes_and_pauses(client, entry):
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        page.send(command="play")
        page.until("state", lambda state: state["status"] == "training")
        page.until("frame", lambda frame: frame.step > 20)
        page.send(command="set", name="learning_rate", value=0.25)
        link = page.until("state", lambda state: state["link"])["link"]
        page.send(command="speed", value="smooth")
        page.until("state", lambda state: state["speed"] == "smooth")
        page.send(command="pause")
        page.until("state", lambda state: state["status"] == "paused")
        assert link["changes"].endswith(":lr:0.25")


def test_a_page_knows_before_a_frame_comes_whether_it_is_of_a_finished_example(monkeypatch, client):
    registry = RunRegistry(FakeEngine(seconds_per_step=0.0), shipped=to_bytes(moment(800)))
    monkeypatch.setattr(shared, "registry", lambda: registry)
    entry = registry.create(RunConfig())
    known, example = [], None
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        while len(known) < 4:
            kind, value = page.next()
            if kind == "state":
                example = value.get("example", False)
            else:
                known.append((example, value.step == 800))
                page.send(drawn=value.step)
                page.send(command="play")
    assert known == [(True, True), *[(False, False)] * 3]
    registry.close()


def test_no_frame_comes_before_the_last_was_drawn(client, entry):
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        page.send(command="play")
        first = next(value for kind, value in iter(page.next, None) if kind == "frame")
        time.sleep(0.3)
        page.send(command="pause")
        found = [page.next()]
        while found[-1][0] != "state" or found[-1][1]["status"] != "paused":
            found.append(page.next())
        assert [kind for kind, _ in found] == ["state"] * len(found)
        page.send(drawn=first.step)
        assert page.until("frame").step > 20


def test_a_viewer_sees_frames_but_commands_nothing(client, entry):
    with connect(client, entry) as first, connect(client, entry) as second:
        owner, viewer = Page(first, entry.key), Page(second, "guess")
        viewer.send(command="play")
        assert "somebody else" in viewer.until("refused")
        assert entry.run.status == "ready"
        owner.send(command="play")
        assert viewer.until("frame", lambda frame: frame.step > 10).step > 10


def test_a_page_without_a_hello_is_a_viewer(client, entry):
    with connect(client, entry) as socket:
        socket.send_text('{"command": "play"}')
        assert "refused" in [
            json.loads(m["text"]).popitem()[0] for m in (socket.receive() for _ in range(3)) if m.get("text")
        ]


def test_a_run_stops_being_watched_when_its_page_leaves(client, entry):
    with connect(client, entry) as socket:
        Page(socket, entry.key).until("frame")
        assert entry.run.viewers.away_seconds() == 0
        assert len(entry.run.viewers) == 1
    deadline = time.monotonic() + 5
    while len(entry.run.viewers) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not len(entry.run.viewers)


def test_a_wrong_run_is_refused_with_a_sentence(client):
    with client.websocket_connect("/live/nothing", headers=HOST) as socket:
        assert json.loads(socket.receive_text()) == {"refused": stream.GONE}
        assert socket.receive()["code"] == stream.UNKNOWN


def test_a_run_whose_file_is_damaged_is_refused_with_what_is_wrong(client, registry):
    def damaged(run):
        raise SavedRunError("This file is damaged; use another copy of it.")

    registry.find = damaged
    with client.websocket_connect("/live/nothing", headers=HOST) as socket:
        assert "damaged" in json.loads(socket.receive_text())["refused"]


def test_a_page_that_asks_whether_the_line_lives_is_answered(client, entry):
    with connect(client, entry) as socket:
        page = Page(socket, "guess")
        page.send(alive=True)
        assert page.until("alive") is True


def test_a_page_that_sends_without_end_is_heard_at_a_pace_that_leaves_the_others_theirs(client, entry, monkeypatch):
    monkeypatch.setattr(stream, "MOST_MESSAGES", 5)
    monkeypatch.setattr(stream, "WITHIN", 0.2)
    with connect(client, entry) as first, connect(client, entry) as second:
        flood, other = Page(first, "guess"), Page(second, "guess")
        began = time.monotonic()
        for _ in range(12):
            flood.send(alive=True)
        other.send(alive=True)
        assert other.until("alive") is True
        for _ in range(12):
            flood.until("alive")
        assert time.monotonic() - began > 0.35


def test_a_viewer_can_seek_as_little_as_it_can_play(client, entry):
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    with connect(client, entry) as socket:
        viewer = Page(socket, "guess")
        viewer.until("frame", lambda frame: frame.step > 20)
        for command in ("seek", "seek_exactly"):
            viewer.send(command=command, value=0)
            assert "somebody else" in viewer.until("refused")
        assert entry.run.status == "training"


def test_what_the_owner_looks_back_at_is_what_everybody_sees(client, entry):
    with connect(client, entry) as first, connect(client, entry) as second:
        owner, viewer = Page(first, entry.key), Page(second, "guess")
        owner.send(command="play")
        owner.until("frame", lambda frame: frame.step > 20)
        owner.send(command="seek_exactly", value=7)
        for page in (owner, viewer):
            shown = page.until("frame", lambda frame: frame.step < frame.newest_step)
            assert shown.step == 7


def test_who_comes_while_an_earlier_moment_is_looked_at_gets_what_came_after_it_too(client, entry):
    with connect(client, entry) as first:
        owner = Page(first, entry.key)
        owner.send(command="play")
        owner.until("frame", lambda frame: frame.step > 20)
        owner.send(command="seek_exactly", value=7)
        owner.until("frame", lambda frame: frame.step == 7)
        with connect(client, entry) as second:
            viewer = Page(second, "guess")
            newest = viewer.until("frame")
            assert newest.step == newest.newest_step > 20
            past = viewer.until("frame")
            assert (past.step, past.newest_step) == (7, newest.step)


def test_a_run_that_is_put_away_closes_its_lines(client, entry, registry):
    with connect(client, entry) as socket:
        page = Page(socket, entry.key)
        page.until("frame")
        registry.delete(entry.id, entry.owner)
        while (message := socket.receive())["type"] != "websocket.close":
            pass
    assert message["code"] == stream.UNKNOWN
    assert registry.find(entry.id) is None


def test_a_full_server_says_so_to_the_page_that_comes_too_late(client, entry, monkeypatch):
    monkeypatch.setattr(stream, "limits", lambda: Limits(viewers=1))
    with connect(client, entry) as socket:
        Page(socket, entry.key).until("frame")
        with connect(client, entry) as late:
            assert json.loads(late.receive_text()) == {"refused": Limits(viewers=1).full_of_viewers}
            assert late.receive()["code"] == stream.FULL
    with connect(client, entry) as socket:
        Page(socket, entry.key).until("frame")


def test_many_viewers_share_the_frames_that_the_server_sends(client, entry, monkeypatch):
    """Each gets as many as are left for it; who may command gets all."""
    monkeypatch.setattr(stream, "FRAMES_FOR_ALL", 0.01)
    with connect(client, entry) as first, connect(client, entry) as second:
        owner, viewer = Page(first, entry.key), Page(second, "guess")
        viewer.until("frame")
        owner.send(command="play")
        owner.until("frame", lambda frame: frame.step > 50)
        owner.send(command="pause")
        owner.until("state", lambda state: state["status"] == "paused")
        found = []
        while not found or found[-1][0] != "state" or found[-1][1]["status"] != "paused":
            found.append(viewer.next())
        assert "frame" not in dict(found)


def test_viewers_see_where_the_owner_points_and_nobody_else_does(client, entry):
    with connect(client, entry) as owners, connect(client, entry) as viewers, connect(client, entry) as others:
        owner, viewer, other = Page(owners, entry.key), Page(viewers, ""), Page(others, "guess")
        for page in (viewer, other):
            page.until("state", lambda state: "owns" in state)
        pointed = {"t": 3, "unit": 0.5, "pinned": True}
        for last in range(50):
            owner.send(crosshair=pointed | {"t": last})
        assert viewer.until("crosshair", lambda crosshair: crosshair["t"] == 49) == pointed | {"t": 49}
        other.send(crosshair=pointed)
        assert other.until("refused") == stream.VIEWER
        owner.send(crosshair=None)
        assert viewer.until("crosshair", lambda crosshair: crosshair is None) is None
        owner.send(crosshair=pointed)
        viewer.until("crosshair", lambda crosshair: crosshair == pointed)
    with connect(client, entry) as viewers:
        Page(viewers, "").until("frame")
        # Its page is gone, and with it the crosshair.
        assert entry.run.viewers.crosshair is None


@pytest.mark.parametrize(
    "words",
    [
        5,
        "x",
        [],
        {},
        {"t": 3},
        *(
            {"t": 3, "unit": None, "pinned": False} | wrong
            for wrong in (
                {"t": True},
                {"t": -1},
                {"t": 10**6},
                {"t": 1.5},
                {"unit": 2},
                {"unit": True},
                {"unit": "x"},
                {"pinned": 1},
            )
        ),
    ],
)
def test_a_crosshair_that_stands_nowhere_is_refused(words):
    with pytest.raises(Refused, match="nowhere"):
        checked_crosshair(words)
