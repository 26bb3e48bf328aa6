"""Results of long computations: kept over a restart, and never a reason to fail."""

import os

from app.storage import results
from app.storage.results import Results


def test_what_was_put_is_there_after_a_restart(tmp_path):
    Results(tmp_path).put("a grid", b"{}")
    again = Results(tmp_path)
    assert again.get("a grid") == b"{}"
    assert again.get("another") is None
    again.put("a grid", b"[1]")
    assert again.get("a grid") == b"[1]"


def test_only_so_many_are_kept_and_the_oldest_goes(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "MOST", 2)
    kept, known = Results(tmp_path), set()
    for seconds, name in enumerate("ab"):
        kept.put(name, b"1")
        (newest,) = set((tmp_path / "results").iterdir()) - known
        known.add(newest)
        os.utime(newest, (seconds, seconds))
    kept.put("c", b"1")
    assert [kept.get(name) for name in "abc"] == [None, b"1", b"1"]


def test_without_a_folder_or_room_nothing_is_kept_and_nothing_fails(tmp_path, caplog):
    Results(None).put("a", b"1")
    assert Results(None).get("a") is None
    (tmp_path / "results").write_text("a file where the folder should be")
    Results(tmp_path).put("a", b"1")
    assert Results(tmp_path).get("a") is None
    assert "result_not_kept" in [record.msg for record in caplog.records]
