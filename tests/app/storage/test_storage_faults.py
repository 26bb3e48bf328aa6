"""A disk that is full or read-only, or another server's: training goes on, and the page says what is not saved."""

import contextlib
import errno
import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.live.commands import PLAY, STEP
from app.live.registry import RunRegistry
from app.operations import log
from app.operations.idle_times import IdleTimes
from app.operations.limits import Limits
from app.storage.store import NotSaved, Store
from rnn_core.saved.run_file import SavedRunError, checked
from tests.playing.fake_engine import Clock, FakeEngine
from tests.playing.restarted_server import create
from tests.playing.saved_files import save
from tests.playing.watcher import Watcher, wait_for

ROOT = Path(__file__).parents[3]


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path, Limits(), Clock())
    yield store
    store.close()


@pytest.fixture
def registry(tmp_path):
    registry = started(tmp_path)
    yield registry
    registry.close()


def started(folder, **limits):
    clock, most = Clock(), Limits(**limits)
    return RunRegistry(FakeEngine(clock), store=Store(folder, most, clock), most=most, clock=clock)


def playing(registry):
    entry = create(registry, STEP)
    registry.look_after()
    entry.run.viewers.add(Watcher())
    entry.run.command(PLAY)
    return entry


def trains_on(registry, entry):
    """Whether it does, until it is time to save it; what its page says then of saving."""
    before = entry.run.step
    registry._clock.now += IdleTimes().save
    wait_for(lambda: entry.run.step > before and entry.run.status == "training")
    registry.look_after()
    return entry.run.latest.words()["unsaved"]


def whole_files(folder):
    """The steps of the saved runs, once every file has proved to be one."""
    paths = [path for path in (folder / "runs").rglob("*") if path.is_file()]
    assert all(path.suffix == ".safetensors" for path in paths)
    return [checked(path.read_bytes()).step for path in paths]


def no_space(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fail(monkeypatch, tmp_path, at):
    if at == "write":
        (tmp_path / "runs" / "me" / "a.part").symlink_to("/dev/full")
    else:
        monkeypatch.setattr(os, at, no_space)


@pytest.mark.parametrize("at", ["write", "fsync", "replace"])
def test_a_file_that_cannot_be_written_leaves_the_last_one_whole(store, tmp_path, monkeypatch, at):
    save(store, "a", step=1)
    before = store.load("a")
    with monkeypatch.context() as broken:
        fail(broken, tmp_path, at)
        with pytest.raises(NotSaved, match=r"^Not saved: no space left on device\.$"):
            save(store, "a", step=2, name="named")
    assert store.load("a") == before
    assert store.runs("me")[0].about.step == 1
    assert whole_files(tmp_path) == [1]
    save(store, "a", step=3)
    assert whole_files(tmp_path) == [3]


def test_a_first_file_that_cannot_be_written_leaves_nothing(store, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(NotSaved):
        save(store, "a")
    assert whole_files(tmp_path) == []
    assert store.size() == (0, 0)
    assert store.load("a") is None


def test_a_file_that_cannot_be_deleted_stays_in_the_list(store, monkeypatch):
    save(store, "a")
    monkeypatch.setattr(Path, "unlink", no_space)
    with pytest.raises(NotSaved, match=r"^Not deleted: .*\.$"):
        store.delete("a")
    assert [stored.id for stored in store.runs("me")] == ["a"]


def test_where_no_data_folder_can_be_runs_train_and_say_that_they_are_not_saved(tmp_path):
    (tmp_path / "file").touch()
    registry = started(tmp_path / "file" / "data")
    assert "not a directory" in registry.problem
    assert "UNROLLED_DATA" in registry.problem
    entry = playing(registry)
    assert entry.run.latest.words()["unsaved"] == registry.problem
    for _ in range(3):
        assert trains_on(registry, entry) == registry.problem
    registry.store.rename("me", entry.id, "name")
    registry.delete(entry.id, "me")
    assert registry.store.runs("me") == registry.store.removed("me") == ()
    registry.close()


def fill(folder):
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1000))
    return filler


def a_disk_fills_up_and_empties(folder):
    registry = started(folder)
    entry = playing(registry)
    assert trains_on(registry, entry) == ""
    (before,) = whole_files(folder)
    filler = fill(folder)
    for _ in range(3):
        assert trains_on(registry, entry) == "Not saved: no space left on device."
        assert whole_files(folder) == [before]
    assert registry.find(entry.id) is entry
    filler.unlink()
    assert trains_on(registry, entry) == ""
    assert whole_files(folder)[0] > before
    registry.close()
    assert whole_files(folder) == [entry.run.step]


def mount(folder, *options):
    subprocess.run(["mount", *options, folder], check=True)


def a_disk_becomes_read_only_and_writable_again(folder):
    # A disk of their own for the runs: none becomes read-only while a file on it is open, as `lock` is.
    runs = folder / "runs"
    runs.mkdir()
    mount(runs, "-t", "tmpfs", "tmpfs")
    registry = started(folder)
    entry = playing(registry)
    (before,) = whole_files(folder)
    mount(runs, "-o", "remount,ro")
    for _ in range(3):
        assert trains_on(registry, entry) == "Not saved: read-only file system."
    with pytest.raises(NotSaved, match="Not deleted: read-only"):
        registry.store.delete(entry.id)
    assert whole_files(folder) == [before]
    mount(runs, "-o", "remount,rw")
    assert trains_on(registry, entry) == ""
    registry.close()
    assert whole_files(folder) == [entry.run.step]
    mount(folder, "-o", "remount,ro")
    registry = started(folder)
    assert registry.problem.startswith("Runs are not saved: read-only file system in the data folder")
    assert trains_on(registry, playing(registry)) == registry.problem
    registry.close()


def a_server_starts_on_a_full_disk(folder):
    started(folder).close()
    (folder / "lock").unlink()
    filler = fill(folder)
    registry = started(folder)
    entry = playing(registry)
    assert trains_on(registry, entry) == "Not saved: no space left on device."
    filler.unlink()
    assert trains_on(registry, entry) == ""
    registry.close()


SCENARIOS = [a_disk_fills_up_and_empties, a_disk_becomes_read_only_and_writable_again, a_server_starts_on_a_full_disk]
# Each on a disk of its own, of a megabyte, all in one process: it takes longer to start than they do.
PROGRAM = """
import json, pathlib, sys, traceback
import tests.app.storage.test_storage_faults as faults

failed = {}
for scenario in faults.SCENARIOS:
    folder = pathlib.Path(sys.argv[1], scenario.__name__)
    folder.mkdir()
    faults.mount(folder, "-t", "tmpfs", "-o", "size=1m", "tmpfs")
    try:
        scenario(folder)
    except Exception:
        failed[scenario.__name__] = traceback.format_exc()
print(json.dumps(failed))
"""


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """What the scenarios have failed of, by their names, where a machine lets one mount disks in a namespace."""
    folder, alone = tmp_path_factory.mktemp("disks"), ["unshare", "-rm"]
    attempt = [*alone, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    if not shutil.which("unshare") or subprocess.run(attempt, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk in a namespace of its own")
    command = [*alone, sys.executable, "-c", PROGRAM, folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("scenario", [scenario.__name__ for scenario in SCENARIOS])
def test_training_goes_on_when(failed, scenario):
    assert scenario not in failed, failed[scenario]


def test_a_second_server_on_the_folder_says_whose_it_is_and_leaves_it_alone(store, tmp_path):
    save(store, "a")
    part = tmp_path / "runs" / "me" / "b.part"
    part.touch()
    second = started(tmp_path)
    assert f"(process {os.getpid()})" in second.problem
    assert str(tmp_path) in second.problem
    assert second.store.runs("me") == ()
    assert second.find("a") is None
    with pytest.raises(NotSaved) as refused:
        save(second.store, "c")
    assert str(refused.value) == second.problem
    assert trains_on(second, playing(second)) == second.problem
    second.close()
    assert part.exists()
    store.close()
    third = Store(tmp_path, Limits())
    assert third.problem == ""
    assert [stored.id for stored in third.runs("me")] == ["a"]
    third.close()


def test_a_server_that_was_killed_does_not_keep_the_folder(tmp_path):
    program = f"""if True:
        import sys, pathlib
        from app.operations.limits import Limits
        from app.storage.store import Store
        from tests.playing.saved_files import save
        store = Store(pathlib.Path({str(tmp_path)!r}), Limits())
        save(store, "a", step=7)
        print(flush=True)
        sys.stdin.read()"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdin=pipe, stdout=pipe) as first:
        assert first.stdout is not None
        assert first.stdout.readline()
        assert f"(process {first.pid})" in Store(tmp_path, Limits()).problem
        first.kill()
    store = Store(tmp_path, Limits())
    assert store.problem == ""
    assert [stored.about.step for stored in store.runs("me")] == [7]
    store.close()


def test_no_key_no_cookie_and_no_word_of_a_user_is_logged(registry, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    entry = create(registry, STEP)
    registry.rename(entry.id, "me", "SECRET")
    registry.adopt(registry.file_of(entry), "SECRET")
    with pytest.raises(SavedRunError, match=r"\.$"):
        registry.adopt(b"SECRET", "me")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", no_space)
        entry.run.latest.rename("another SECRET")
        assert not registry.save(entry)
    registry._clock.now += IdleTimes().forget
    registry.look_after()
    registry.rename(entry.id, "me", "SECRET")
    registry.store.runs("me")[0].path.unlink()
    assert registry.find(entry.id) is None
    lines = [log._Lines().format(record) for record in caplog.records]
    events = {json.loads(line)["event"] for line in lines}
    assert events >= {"run_opened", "run_not_saved", "run_put_away", "saved_run_unreadable"}
    assert not [line for line in lines if "SECRET" in line or entry.key in line]
