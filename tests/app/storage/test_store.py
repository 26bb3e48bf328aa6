"""Saved runs on disk: what is found again, what goes to make room, and what is nobody else's business."""

import errno
import os

import numpy as np
import pytest

from app.operations.limits import Limits
from app.operations.paths import data_folder
from app.storage.store import NotSaved, Store
from rnn_core.saved.run_file import About, SavedRunError, about_of, checked, written
from tests.playing.fake_engine import Clock
from tests.playing.saved_files import NAMES, run_file, save


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def opened(tmp_path, clock):
    """Opens the store again, as a server does that starts; the one before is closed first."""
    stores = []

    def open_store(storage_mb=10):
        if stores:
            stores[-1].close()
        stores.append(Store(tmp_path, Limits(storage_mb=storage_mb), clock))
        return stores[-1]

    yield open_store
    stores[-1].close()


def ids(store, owner="me"):
    return [stored.id for stored in store.runs(owner)]


def files(folder):
    return sorted(path.name for path in (folder / "runs").rglob("*") if path.is_file())


def test_the_data_folder_is_the_users_own_or_the_chosen_one(monkeypatch, tmp_path):
    monkeypatch.delenv("UNROLLED_DATA", raising=False)
    assert data_folder().name == "unrolled"
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("UNROLLED_DATA", "~/runs")
    assert "~" not in str(data_folder())


def test_a_saved_run_is_found_again_after_a_restart_bit_for_bit(opened):
    data = run_file("mine", 7.0, step=123)
    opened().save("me", "a", data)
    store = opened()
    assert store.load("a") == ("me", data)
    (stored,) = store.runs("me")
    assert (stored.id, stored.owner, stored.size) == ("a", "me", len(data))
    assert (stored.about.name, stored.about.step, stored.about.saved) == ("mine", 123, 7.0)
    assert store.size() == (1, len(data))


def test_the_frame_of_a_saved_run_is_read_without_the_rest(opened):
    store = opened()
    about = about_of(run_file("mine"))
    tensors = {"before": np.ones(5, np.float32), "frame": np.arange(7, dtype=np.uint8), "later": np.ones(3, np.float32)}
    store.save("me", "a", written(tensors, about))
    assert store.frame("a") == bytes(range(7))
    assert store.frame("b") is None
    store.save("me", "c", written({"steps": np.zeros(1)}, about))
    assert store.frame("c") is None


def test_runs_are_listed_newest_first_and_only_to_their_owner(opened):
    store = opened()
    for run in "abc":
        save(store, run)
    save(store, "x", "somebody else")
    save(store, "a")
    for listing in (store, opened()):
        assert ids(listing) == ["a", "c", "b"]
        assert ids(listing, "somebody else") == ["x"]
        assert ids(listing, "nobody") == ids(listing, "") == []
        assert listing.is_of("me", "a")
        assert not listing.is_of("me", "x")


def test_what_is_not_there_is_none_whatever_its_id(opened):
    store = opened()
    save(store, "a")
    for run in ("", "b", "../me/a", "a.safetensors", "\x00", "a" * 10_000):
        assert store.load(run) is None
        store.delete(run)
        store.rename("me", run, "name")
    assert ids(store) == ["a"]


def test_renaming_changes_the_name_alone(opened):
    store = opened()
    store.save("me", "a", run_file("before", 7.0, step=123, megabytes=0.01))
    before = store.load("a")[1]
    store.rename("me", "a", "after")
    about = about_of(before)
    for each in (store, opened()):
        (stored,) = each.runs("me")
        assert stored.about == About("after", *list(vars(about).values())[1:])
        assert each.load("a")[1][-10_000:] == before[-10_000:]


def test_a_damaged_file_is_not_renamed_but_told(opened):
    store = opened()
    save(store, "a", megabytes=0.01)
    path = store.runs("me")[0].path
    path.write_bytes(damaged := path.read_bytes()[:-1] + b"x")
    with pytest.raises(SavedRunError, match=r"damaged.*\.$"):
        store.rename("me", "a", "name")
    assert path.read_bytes() == damaged


def test_a_deleted_run_is_gone_from_disk_too(opened, tmp_path):
    store = opened()
    save(store, "a")
    save(store, "b")
    store.delete("a")
    assert files(tmp_path) == ["b.safetensors"]
    assert ids(store) == ids(opened()) == ["b"]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_comes_back_as_it_was_given(opened, tmp_path, name):
    store = opened()
    save(store, "a", name=name)
    assert opened().runs("me")[0].about.name == name
    assert files(tmp_path) == ["a.safetensors"]


def test_half_written_files_are_swept_at_the_start(opened, tmp_path):
    save(opened(), "a")
    for name in ("b.part", "removed.part"):
        (tmp_path / "runs" / "me" / name).write_bytes(run_file())
    assert ids(opened()) == ["a"]
    assert files(tmp_path) == ["a.safetensors"]


def with_header(header):
    return len(header).to_bytes(8, "little") + header


FOREIGN = {
    "empty": b"",
    "text": b"SECRET",
    "a_gigabyte": b"\xff\xff\xff\x3f\0\0\0\0SECRET",
    "beyond": b"\xff" * 8,
    "no_json": with_header(b"SECRET"),
    "deep": with_header(b"[" * 100_000),
    "other": with_header(b'{"__metadata__": {"format": "SECRET"}}'),
    "cut": run_file("SECRET")[:200],
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_passed_over_left_alone_and_logged_without_its_words(opened, tmp_path, caplog, kind):
    save(opened(), "a")
    foreign = tmp_path / "runs" / "me" / "foreign.safetensors"
    foreign.write_bytes(FOREIGN[kind])
    store = opened()
    assert ids(store) == ["a"]
    assert store.load("foreign") is None
    assert foreign.read_bytes() == FOREIGN[kind]
    (record,) = [record for record in caplog.records if record.msg == "saved_run_unreadable"]
    assert record.facts == {"run": "foreign"}
    assert "SECRET" not in record.getMessage()


@pytest.mark.parametrize(
    "saved", [int("9" * 400), float("inf"), float("nan"), 1e300], ids=["huge", "inf", "nan", "late"]
)
def test_a_header_with_an_impossible_date_is_refused(saved):
    with pytest.raises(SavedRunError, match=r"\.$"):
        about_of(run_file(saved=saved))


def test_a_name_of_zeros_is_not_taken_for_the_digest():
    assert {checked(run_file("0" * 64)).name for _ in range(30)} == {"0" * 64}


def test_folders_where_files_belong_do_not_keep_the_server_from_starting(opened, tmp_path):
    save(opened(), "a")
    for name in ("b.safetensors", "c.part", "removed.json"):
        (tmp_path / "runs" / "me" / name).mkdir()
    store = opened()
    assert ids(store) == ["a"]
    assert store.removed("me") == ()


def test_only_the_servers_user_may_look_into_the_folders(opened, tmp_path):
    save(opened(), "a")
    for folder in (tmp_path / "runs", tmp_path / "runs" / "me"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_oldest_unnamed_runs_make_room_whoever_they_belong_to(opened, tmp_path):
    store = opened(storage_mb=10)
    for run, owner, name in (("a", "me", "kept"), ("b", "you", ""), ("c", "me", ""), ("d", "me", "")):
        save(store, run, owner, name=name, megabytes=2, step=ord(run))
    save(store, "e", megabytes=3)
    assert (ids(store), ids(store, "you")) == (["e", "d", "c", "a"], [])
    save(store, "f", megabytes=4)
    assert ids(store) == ids(opened()) == ["f", "e", "a"]
    assert files(tmp_path) == ["a.safetensors", "e.safetensors", "f.safetensors", "removed.json", "removed.json"]


def test_whose_run_went_is_told_until_it_was_read(opened):
    store = opened(storage_mb=1)
    save(store, "a", "you", megabytes=0.6, step=7)
    saved = store.runs("you")[0].about.saved
    save(store, "b", "me", megabytes=0.6)
    assert store.removed("me") == ()
    for each in (store, store := opened(storage_mb=1)):
        assert each.removed("you") == ({"title": "Adding problem", "step": 7, "saved": saved},)
    store.forget_removed("me")
    assert len(store.removed("you")) == 1
    store.forget_removed("you")
    assert store.removed("you") == opened().removed("you") == ()


@pytest.mark.parametrize("left", ["7", "[7]", '[{"title": "Adding"}]', "[" * 10_000, "\0"])
def test_a_damaged_note_of_what_went_costs_nothing(opened, tmp_path, left):
    store = opened(storage_mb=1)
    save(store, "a", megabytes=0.6, step=7)
    (tmp_path / "runs" / "me" / "removed.json").write_text(left)
    assert store.removed("me") == ()
    save(store, "b", megabytes=0.6)
    assert [note["step"] for note in store.removed("me")] == [7]


def test_no_more_is_told_than_can_be_read(opened):
    store = opened(storage_mb=1)
    for step in range(30):
        save(store, f"run{step}", megabytes=0.6, step=step)
    assert [note["step"] for note in store.removed("me")] == list(range(9, 29))


def test_runs_in_memory_go_last_and_a_run_never_for_itself(opened):
    store = opened(storage_mb=10)
    for run in "abc":
        save(store, run, megabytes=3)
    save(store, "d", megabytes=3, live={"a", "b"})
    assert ids(store) == ["d", "b", "a"]
    save(store, "a", megabytes=3.5, live={"a", "b", "d"})
    assert ids(store) == ["a", "d", "b"]
    save(store, "e", megabytes=3, live={"a", "b", "d"})
    assert ids(store) == ["e", "a", "d"]


def test_where_names_fill_the_storage_nothing_goes_and_nothing_is_saved(opened):
    store = opened(storage_mb=10)
    save(store, "a", name="kept", megabytes=6)
    save(store, "b", megabytes=2)
    with pytest.raises(NotSaved, match=r"^Not saved: the 10 MB .* full of runs with names\. Delete .*\.$"):
        save(store, "c", megabytes=5)
    assert ids(store) == ["b", "a"]
    assert store.removed("me") == ()
    save(store, "c", megabytes=3)
    assert ids(store) == ["c", "a"]


def test_what_is_saved_after_the_clock_was_set_back_still_counts_as_later(opened, clock):
    clock.now = 2e9
    store = opened(storage_mb=10)
    save(store, "a", megabytes=3)
    clock.now = 1e9
    save(store, "b", megabytes=3)
    store = opened(storage_mb=10)
    clock.now = 0.5e9
    save(store, "c", megabytes=3)
    assert ids(store) == ["c", "b", "a"]
    saved = [stored.about.saved for stored in store.runs("me")]
    assert saved == pytest.approx([2e9] * 3, abs=1)
    assert len(set(saved)) == 3
    save(store, "d", megabytes=3)
    assert ids(store) == ["d", "c", "b"]
    clock.now = 3e9
    assert store.stamp() == 3e9


@pytest.mark.parametrize("problem", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_runs_are_kept_on_a_network_disk_that_knows_no_locks(tmp_path, monkeypatch, problem):
    def flock(*_):
        raise OSError(problem, os.strerror(problem))

    monkeypatch.setattr("fcntl.flock", flock)
    store = Store(tmp_path, Limits())
    save(store, "a")
    assert (store.problem, len(store.runs("me"))) == ("", 1)
    store.close()
