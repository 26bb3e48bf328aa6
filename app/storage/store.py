"""Saved runs on disk: one file each, in a folder for each visitor, under one limit for all.

`$UNROLLED_DATA`, else `unrolled` in the user's data folder, holds `runs/{visitor}/{run}.safetensors` (the format is
`rnn_core.saved.saved_run`) `lock`, and `process`, the number of the
server that holds it. Visitors are known by a hash (`app.operations.cookies`): neither a cookie nor
a key is ever on disk. Files are written whole or not at all (`app.storage.atomic`).
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app.operations import log
from app.operations.limits import MB, Limits
from app.storage.atomic import write_whole
from rnn_core.errors import UserError
from rnn_core.frames.bytes import LARGEST_HEADER
from rnn_core.saved.run_file import About, SavedRunError, about_of, place_of_frame, renamed

_MOST_REMOVED = 20
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP}
"""Errors of a network disk that knows no locks, or whose server of locks is not there."""


class NotSaved(UserError):
    """A run that could not be saved."""


@dataclass(frozen=True)
class Stored:
    """A saved run as its file's header describes it; `size` is in bytes."""

    id: str
    path: Path
    size: int
    about: About

    @property
    def owner(self) -> str:
        """The visitor that it belongs to."""
        return self.path.parent.name


class Store:
    """The saved runs below `folder`, within the `most` of storage. Every method may be called from any thread.

    `problem` is a sentence that says why nothing is saved here at all; empty when all is well. `clock` tells Unix time;
    if it is set back, what is saved later still counts as later.
    """

    def __init__(self, folder: Path, most: Limits, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._folder, self._most, self._clock = folder / "runs", most, clock
        self._lock = threading.RLock()
        self._stored: dict[str, Stored] = {}
        self._latest = 0.0
        self._held: FileLock | None = None
        self.problem = self._open(folder)
        if not self.problem:
            self._scan()

    def stamp(self) -> float:
        """The time to write into a file: now, and later than in every file before it."""
        with self._lock:
            self._latest = max(self._clock(), self._latest + 1e-3)
            return self._latest

    def save(self, owner: str, run: str, data: bytes, *, live: Collection[str] = ()) -> None:
        """Keep `data` as the file of `run`; raises `NotSaved`.

        Where room is wanting, the oldest runs without a name go, those in `live` (which are in memory) last.
        """
        if self.problem:
            raise NotSaved(self.problem)
        about = about_of(data)
        with self._lock:
            self._make_room(len(data), run, live)
            path = self._folder / owner / f"{run}.safetensors"
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(path, data)
            except OSError as error:
                raise NotSaved(f"Not saved: {_reason(error)}.") from error
            self._stored[run] = Stored(run, path, len(data), about)

    def load(self, run: str) -> tuple[str, bytes] | None:
        """Owner and file of `run`; None when there is none."""
        stored = self._stored.get(run)
        if stored is None:
            return None
        try:
            return stored.owner, stored.path.read_bytes()
        except OSError as error:
            log.problem("saved_run_unreadable", error, run=run)
            return None

    def frame(self, run: str) -> bytes | None:
        """The bytes of the frame of where `run` stands, the rest of its file unread; None when there is none."""
        stored = self._stored.get(run)
        if stored is None:
            return None
        try:
            begin, end = place_of_frame(_header(stored.path))
            with stored.path.open("rb") as file:
                file.seek(begin)
                return file.read(end - begin)
        except (OSError, SavedRunError) as error:
            log.problem("saved_run_unreadable", error, run=run)
            return None

    def is_of(self, owner: str, run: str) -> bool:
        """Whether `owner` has saved `run`."""
        stored = self._stored.get(run)
        return stored is not None and stored.owner == owner

    def runs(self, owner: str) -> tuple[Stored, ...]:
        """The saved runs of the visitor `owner`, newest first."""
        with self._lock:
            own = [stored for stored in self._stored.values() if stored.owner == owner]
        return tuple(sorted(own, key=lambda stored: -stored.about.saved))

    def rename(self, owner: str, run: str, name: str) -> None:
        """Give a saved run another name; raises `NotSaved`, and `SavedRunError` when its file is damaged."""
        with self._lock:
            found = self.load(run)
            if found is not None and found[0] == owner:
                self.save(owner, run, renamed(found[1], name))

    def delete(self, run: str) -> None:
        """Forget `run`; raises `NotSaved` when its file cannot be removed."""
        with self._lock:
            stored = self._stored.pop(run, None)
            if stored is None:
                return
            try:
                stored.path.unlink(missing_ok=True)
            except OSError as error:
                self._stored[run] = stored
                raise NotSaved(f"Not deleted: {_reason(error)}.") from error

    def removed(self, owner: str) -> tuple[dict[str, Any], ...]:
        """`title`, `step` and `saved` of the runs of `owner` that went to make room, until `forget_removed`."""
        try:
            found = json.loads((self._folder / owner / "removed.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return ()
        return tuple(filter(_is_note, found)) if isinstance(found, list) else ()

    def forget_removed(self, owner: str) -> None:
        """The owner has read it."""
        with contextlib.suppress(OSError):
            (self._folder / owner / "removed.json").unlink(missing_ok=True)

    def size(self) -> tuple[int, int]:
        """How many runs are saved, and their bytes."""
        with self._lock:
            return len(self._stored), sum(stored.size for stored in self._stored.values())

    def close(self) -> None:
        """Let another server have the folder."""
        if self._held is not None:
            self._held.release()

    def _open(self, folder: Path) -> str:
        """Take the folder for this server alone; a sentence if that fails."""
        # Who holds the lock stands beside it: not every system lets others read a locked file.
        named = folder / "process"
        held = FileLock(folder / "lock", thread_local=False, fallback_to_soft=False)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held.acquire(blocking=False)
        except Timeout:
            other = _content(named)
            return (
                f"Runs are not saved: another Unrolled server (process {other}) uses the data folder {folder}. Stop "
                "that one, or give this one a folder of its own with UNROLLED_DATA, and start it again."
            )
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                return (
                    f"Runs are not saved: {_reason(error)} in the data folder {folder}. Make it writable, or choose "
                    "another with UNROLLED_DATA, and start the server again."
                )
            # Two servers on such a disk would not notice each other.
            log.problem("data_folder_not_locked", error)
        # On a full disk the other server's sentence goes without a number, and this one works.
        with contextlib.suppress(OSError):
            named.write_text(str(os.getpid()), encoding="utf-8")
        self._held = held
        return ""

    def _scan(self) -> None:
        for part in self._folder.glob("*/*.part"):
            with contextlib.suppress(OSError):
                part.unlink()
        for path in self._folder.glob("*/*.safetensors"):
            try:
                self._stored[path.stem] = Stored(path.stem, path, path.stat().st_size, about_of(_header(path)))
            except (OSError, SavedRunError) as error:
                log.problem("saved_run_unreadable", error, run=path.stem)
        self._latest = max((stored.about.saved for stored in self._stored.values()), default=0.0)

    def _make_room(self, size: int, run: str, live: Collection[str]) -> None:
        most_bytes = self._most.storage_mb * MB
        others = [stored for stored in self._stored.values() if stored.id != run]
        total = size + sum(stored.size for stored in others)
        order = sorted((o for o in others if not o.about.name), key=lambda o: (o.id in live, o.about.saved))
        if total - sum(stored.size for stored in order) > most_bytes:
            raise NotSaved(self._most.storage_full)
        for stored in order:
            if total <= most_bytes:
                return
            self.delete(stored.id)
            self._note_removed(stored)
            total -= stored.size
            log.event("run_evicted", run=stored.id, bytes=stored.size)

    def _note_removed(self, stored: Stored) -> None:
        folder = stored.path.parent
        notes = [{"title": stored.about.title, "step": stored.about.step, "saved": stored.about.saved}]
        before = self.removed(stored.owner)
        with contextlib.suppress(OSError):
            write_whole(folder / "removed.json", json.dumps([*before, *notes][-_MOST_REMOVED:]).encode())


def _is_note(words: object) -> bool:
    """Whether `words`, from a file that anything may have written, tell of a run that went."""
    kinds = {"title": str, "step": int, "saved": int | float}
    return isinstance(words, dict) and all(isinstance(words.get(name), kind) for name, kind in kinds.items())


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        return size.to_bytes(8, "little") + file.read(min(size, LARGEST_HEADER))


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")[:20].strip()
    except (OSError, UnicodeDecodeError):
        return "unknown"


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
