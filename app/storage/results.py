"""Results of long computations on disk, so that a restart of the server does not cost them.

`$UNROLLED_DATA/results/{name}.json`, `name` being a digest of what was computed: files of a few hundred bytes, written
whole or not at all. Where nothing can be kept, nothing is lost but the time to compute it again.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from app.operations import log
from app.storage.atomic import write_whole

MOST = 500
"""Files that are kept; the ones that were written longest ago go."""


class Results:
    """The results below `folder`; with `folder` None nothing is kept. Every method may be called from any thread."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = None if folder is None else folder / "results"

    def get(self, of: str) -> bytes | None:
        """What is kept of the computation that the words `of` describe; None without anything."""
        if self._folder is None:
            return None
        try:
            return self._path(self._folder, of).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            log.problem("result_unreadable", error)
            return None

    def put(self, of: str, data: bytes) -> None:
        """Keep `data` as what came of the computation that the words `of` describe, in the place of what was there."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path(self._folder, of), data)
            self._make_room(self._folder)
        except OSError as error:
            log.problem("result_not_kept", error)

    @staticmethod
    def _path(folder: Path, of: str) -> Path:
        return folder / f"{hashlib.sha256(of.encode()).hexdigest()[:32]}.json"

    @staticmethod
    def _make_room(folder: Path) -> None:
        files = list(folder.glob("*.json"))
        for path in sorted(files, key=lambda file: file.stat().st_mtime)[: max(len(files) - MOST, 0)]:
            with contextlib.suppress(OSError):
                path.unlink()
