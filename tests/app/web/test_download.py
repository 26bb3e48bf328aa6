"""A run as a file: back from the server's disk, taken away by its owner, opened again here or elsewhere."""

import re
import threading
import warnings

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.routing import Route

import rnn_core
from app.live import shared
from app.live.commands import PLAY, STEP, Refused, checked_command
from app.live.registry import RunRegistry
from app.operations.cookies import COOKIE, known_as
from app.operations.idle_times import IdleTimes
from app.operations.limits import Limits, TooLarge
from app.storage.store import Store
from app.web import download
from app.web.routes import file_address
from rnn_core.saved.run_file import SavedRunError, about_of, written
from tests.playing.restarted_server import create
from tests.playing.saved_files import NAMES, run_file
from tests.playing.small_live_run import SMALL_LIVE, assert_nearly_same, frame_of, paused
from tests.playing.watcher import Watcher, wait_for

with warnings.catch_warnings():
    # Starlette's client announces a change of its own dependency, which is nothing of ours.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

COOKIES = {COOKIE: "the visitor's cookie"}
OWNER = known_as(COOKIES[COOKIE])


def ended(registry, end):
    """A run that has come to rest as `end` says."""
    rate = 1000.0 if end == "diverged" else 0.005
    commands = [checked_command("speed", "max"), PLAY] if end == "finished" else [STEP]
    entry = create(registry, *commands, learning_rate=rate)
    wait_for(lambda: entry.run.status == end)
    return entry


def put_away(registry, entry):
    registry._clock.now += IdleTimes().forget
    registry.look_after()
    assert registry.in_memory(entry.id) is None
    return registry.store.runs(entry.owner)[0].path


@pytest.mark.parametrize("end", ["paused", "diverged", "finished"])
@pytest.mark.parametrize("restarts", [False, True])
def test_a_run_comes_back_from_disk_as_it_was_under_a_new_key(server, end, restarts):
    registry = server.start()
    before = ended(registry, end)
    before.run.latest.rename("<i>mine</i>")
    if restarts:
        registry = server.start()
    else:
        put_away(registry, before)
    after = registry.find(before.id)
    assert registry.find(before.id) is after is not before
    assert (after.id, after.owner, after.run.latest.name) == (before.id, "me", "<i>mine</i>")
    assert after.key != before.key
    wait_for(lambda: after.run.prepared)
    assert (after.run.status, after.run.step, after.run.config) == (end, before.run.step, before.run.config)


@pytest.mark.parametrize("end", ["diverged", "finished"])
def test_a_run_that_has_ended_does_not_come_back_with_the_advice_to_play(server, end):
    before = ended(server.start(), end)
    after = server.start().find(before.id)
    wait_for(lambda: after.run.prepared)
    with pytest.raises(Refused) as refused:
        after.run.command(PLAY)
    assert after.run.latest.message == str(refused.value)


def test_looking_at_a_saved_run_does_not_change_its_place_in_the_list(server):
    runs = [create(server.start(), STEP).id]
    registry = server.start()
    runs.append(create(registry, STEP).id)
    registry.look_after()
    entry = registry.find(runs[0])
    wait_for(lambda: entry.run.prepared)
    registry.look_after()
    assert [stored.id for stored in registry.store.runs("me")] == runs[::-1]


def test_all_who_ask_for_a_saved_run_at_once_get_the_same(server):
    before = create(server.start(), STEP)
    registry = server.start()
    load_run, loads, found, together = server.engine.load_run, [], [], threading.Barrier(4)

    def find():
        together.wait(20)
        found.append(registry.find(before.id))

    def counted(data):
        loads.append(data)
        return load_run(data)

    server.engine.load_run = counted
    threads = [threading.Thread(target=find) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert all(entry is found[0] for entry in found)
    assert len(loads) == 1


DAMAGE = {
    "cut": lambda data: data[:-1],
    "header cut": lambda data: data[:100],
    "empty": lambda data: b"",
    "longer": lambda data: data + b"x",
    "one bit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "foreign": lambda data: b"GIF89a" * 50,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_with_a_sentence_and_never_half_loaded(server, damage):
    registry = server.start()
    entry = create(registry, STEP)
    path = put_away(registry, entry)
    path.write_bytes(damaged := damage(path.read_bytes()))
    for open_it in (lambda: registry.find(entry.id), lambda: registry.adopt(damaged, "me")):
        with pytest.raises(SavedRunError, match=r"^This .*\.$"):
            open_it()
    registry.look_after()
    assert registry.entries() == ()
    assert path.read_bytes() == damaged
    registry.delete(entry.id, "me")
    assert not path.exists()


def test_a_file_that_has_gone_is_no_run(server):
    registry = server.start()
    entry = create(registry, STEP)
    put_away(registry, entry).unlink()
    assert registry.find(entry.id) is None
    registry.delete(entry.id, "me")
    assert registry.store.runs("me") == ()


def test_a_file_too_large_for_this_server_is_refused_unopened(server):
    registry = server.start(upload_mb=1, hidden_size=32)
    file = registry.file_of(create(registry, STEP, hidden_size=32))
    registry = server.start(upload_mb=1, hidden_size=31)
    server.engine.load_run = lambda data: pytest.fail("it was opened")
    with pytest.raises(Refused, match=r"1\.1 MB is too large for this server\. Use at most 1 MB"):
        registry.adopt(run_file(megabytes=1.05), "me")
    with pytest.raises(TooLarge, match=r"32 is too large a hidden size for this server"):
        registry.adopt(file, "me")
    assert registry.entries() == ()


def test_an_opened_file_is_another_run_of_whoever_opened_it(server):
    registry = server.start()
    entry = create(registry, STEP)
    entry.run.latest.rename("🦔")
    file = registry.file_of(entry)
    opened = [registry.adopt(file, owner) for owner in ("you", "you", "me")]
    assert len({word for each in (entry, *opened) for word in (each.id, each.key)}) == 8
    assert {(each.run.latest.name, each.run.step) for each in opened} == {("🦔", 1)}
    registry.look_after()
    assert {stored.id for stored in registry.store.runs("you")} == {each.id for each in opened[:2]}


@pytest.fixture
def client(server, monkeypatch):
    server.start()
    monkeypatch.setattr(shared, "registry", lambda: server.registry)
    with TestClient(Starlette(routes=[Route(f"/{file_address('{run}')}", download.run_file)])) as client:
        yield client


def asked(client, run, cookies=COOKIES):
    client.cookies = cookies
    return client.get(file_address(run))


@pytest.mark.parametrize("place", ["memory", "disk"])
def test_only_the_owners_browser_can_take_a_run_away(client, server, place):
    registry = server.registry
    entry = create(registry, STEP, owner=OWNER)
    if place == "disk":
        put_away(registry, entry)
    for cookies in (
        {},
        {COOKIE: ""},
        {COOKIE: "another"},
        {COOKIE: OWNER},
        {COOKIE: entry.key},
        {"other": COOKIES[COOKIE]},
    ):
        answer = asked(client, entry.id, cookies)
        assert (answer.status_code, answer.text) == (404, download.NOT_YOURS)
    answer = asked(client, entry.id)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert registry.adopt(answer.content, "you").run.step == 1


def test_nobodys_run_is_not_everybodys(client, server):
    entry = create(server.registry, STEP, owner="")
    for cookies in ({}, {COOKIE: ""}, COOKIES):
        assert asked(client, entry.id, cookies).status_code == 404


def test_a_run_of_a_browser_without_cookies_is_for_who_has_its_key(client, server):
    theirs, owned = create(server.registry, STEP, owner=""), create(server.registry, STEP, owner=OWNER)
    answer = client.get(file_address(theirs.id, theirs.key))
    assert about_of(answer.content).step == 1
    for address in (file_address(theirs.id, owned.key), file_address(owned.id, owned.key)):
        assert client.get(address).status_code == 404


def test_what_cannot_be_taken_away_says_why(client, server):
    assert asked(client, "nothing").status_code == 404
    entry = create(server.registry, owner=OWNER)
    answer = asked(client, entry.id)
    assert (answer.status_code, answer.text) == (409, download.NOTHING_YET)
    assert answer.headers["content-type"].startswith("text/plain")
    entry.run.command(STEP)
    entry.run.catch_up(5)
    put_away(server.registry, entry).write_bytes(b"<script>")
    answer = asked(client, entry.id)
    assert (answer.status_code, answer.text[-1]) == (409, ".")
    assert "<script>" not in answer.text


def test_a_files_name_keeps_the_letters_under_accents():
    about = about_of(run_file("Příklad: été", step=7))
    assert download.file_name(about) == "unrolled-priklad-ete-step-7.safetensors"


@pytest.mark.parametrize("name", [*NAMES, "", "K\u0130\u017f ΑΒ", "a" * 60, '"; filename="x.exe'])
def test_a_files_name_is_plain_whatever_the_runs_is_and_no_key_is_in_it(client, server, name):
    entry = create(server.registry, STEP, owner=OWNER)
    entry.run.latest.rename(name)
    answer = asked(client, entry.id)
    disposition = answer.headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="unrolled-[a-z0-9-]+-step-1\.safetensors"', disposition)
    assert about_of(answer.content).name == name
    for secret in (entry.key, OWNER, COOKIES[COOKIE]):
        assert secret.encode() not in answer.content
        assert secret not in str(answer.headers)


def real(folder):
    return RunRegistry(rnn_core, store=Store(folder, Limits()))


def played(entry, beyond):
    wait_for(lambda: entry.run.prepared, 60)
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    wait_for(lambda: frame_of(entry).step > beyond, 60)
    return paused(entry)


@pytest.mark.slow
def test_a_real_run_goes_on_after_a_restart_and_as_a_file_as_if_nothing_had_been(tmp_path):
    registry = real(tmp_path)
    before = registry.create(SMALL_LIVE, owner="me")
    shown = played(before, 20)
    registry.close()
    registry = real(tmp_path)
    after = registry.find(before.id)
    wait_for(lambda: after.run.prepared, 60)
    assert_nearly_same(frame_of(after), shown)
    played(after, shown.step + 20)
    opened = registry.adopt(registry.file_of(after), "you")
    shown = played(opened, after.run.step + 20)
    assert_nearly_same(shown, rnn_core.observe(rnn_core.advance(rnn_core.start(SMALL_LIVE), shown.step)))
    registry.close()


@pytest.mark.slow
def test_a_file_made_by_hand_with_an_infinite_step_is_refused():
    registry = RunRegistry(rnn_core)
    run = rnn_core.advance(rnn_core.start(SMALL_LIVE), 2)
    shown = rnn_core.to_bytes(rnn_core.observe(run))
    data = rnn_core.save_run(run, (rnn_core.moment_of(run),), name="", saved=1.0, frame=shown)
    with pytest.raises(SavedRunError, match=r"\.$"):
        registry.adopt(written(load(data) | {"steps": np.array([np.inf], np.float32)}, about_of(data)), "me")
    assert registry.entries() == ()
