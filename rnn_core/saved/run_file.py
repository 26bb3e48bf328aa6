"""The file of a run at rest: its header, which says what is in it, and the digest that guards every bit of it.

What the tensors are is written down in `rnn_core.saved.saved_run`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from safetensors.numpy import load, save

from rnn_core.errors import UserError
from rnn_core.frames.bytes import LARGEST_HEADER
from rnn_core.saved import format_1

FORMAT = "unrolled-run/2"
READABLE = (FORMAT, format_1.RUN)
_NO_DIGEST = "0" * 64
_LATEST = 1e11

Tensors = dict[str, np.ndarray]
_T = TypeVar("_T")


class SavedRunError(UserError):
    """Bytes that are not a run that can be opened."""


@dataclass(frozen=True)
class SavedLane:
    """A lane in a list of runs: its id, its cell, its name, and a few losses of its first seed on the way."""

    id: str
    cell: str
    name: str
    picture: tuple[float | None, ...]


@dataclass(frozen=True)
class About:
    """What a list shows of a saved run, and what a reader must know first.

    `config` has every setting by its name in a link, so that a later version's defaults change nothing. `saved` is
    Unix time in seconds; `parent` is (name, step) of the
    run that this one was branched from, or None. Of a run that took the place of another one it is that one's name and
    0, and `difference` says what was different. `before` is the id of either. `machine` is the kind of machine that
    trained it last (`rnn_core.settings.machine`), empty where that is not known.
    """

    name: str
    title: str
    lanes: tuple[SavedLane, ...]
    step: int
    saved: float
    config: dict[str, str]
    parent: tuple[str, int] | None = None
    machine: str = ""
    difference: str = ""
    before: str = ""


def renamed(data: bytes, name: str) -> bytes:
    """The saved run in `data` under another name; raises `SavedRunError`."""
    about = checked(data)
    return written(tensors_of(data), dataclasses.replace(about, name=name))


def checked(data: bytes) -> About:
    """What a file says about its run, once its digest has proved every bit of it; raises `SavedRunError`."""
    about = about_of(data)
    digest = str(_metadata(data)["digest"])
    if len(digest) != len(_NO_DIGEST) or _digest(data.replace(_placed(digest), _placed(_NO_DIGEST), 1)) != digest:
        raise SavedRunError("This file is damaged (its checksum does not fit its content). Use another copy of it.")
    return about


def tensors_of(data: bytes) -> Tensors:
    """The tensors of a checked file, named and shaped as the present format has them."""
    tensors = load(data)
    return format_1.tensors(tensors, about_of(data).config) if _metadata(data)["format"] == format_1.RUN else tensors


def about_of(data: bytes) -> About:
    """What the beginning of a file, its header, says about the run in it; raises `SavedRunError`."""
    try:
        metadata = _metadata(data)
        written = metadata["format"]
        words = json.loads(metadata["about"]) if written in READABLE and "digest" in metadata else {}
    except (KeyError, TypeError, ValueError, RecursionError):
        raise SavedRunError(
            "This is not a run that Unrolled saved. Choose a file from “Download run”, whole and unchanged."
        ) from None
    if written not in READABLE:
        raise SavedRunError(
            f"This file is of the format {str(written)[:40]!r}, and this version of Unrolled reads {FORMAT!r}; "
            "open it with the version that saved it, or a newer one."
        )
    try:
        words = format_1.about_words(words) if written == format_1.RUN else words
        parent, saved = words["parent"], float(words["saved"])
        if not 0 <= saved < _LATEST:
            raise unfit("the time it was saved at is none")
        return About(
            name=_of(str, words["name"]),
            title=_of(str, words["title"]),
            lanes=tuple(map(_lane, words["lanes"])),
            step=_of(int, words["step"]),
            saved=saved,
            config={_of(str, link): _of(str, value) for link, value in words["config"].items()},
            parent=None if parent is None else (_of(str, parent[0]), _of(int, parent[1])),
            machine=_of(str, words.get("machine", "")),
            difference=_of(str, words.get("difference", "")),
            before=_of(str, words.get("before", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        raise unfit() from error


def place_of_frame(data: bytes) -> tuple[int, int]:
    """Where in a file its frame begins and ends, read from the file's header; raises `SavedRunError`."""
    try:
        size = int.from_bytes(data[:8], "little")
        begin, end = json.loads(data[8 : 8 + size])["frame"]["data_offsets"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise unfit() from error
    return 8 + size + int(begin), 8 + size + int(end)


def unfit(what: str = "something in it is missing or is not what it should be") -> SavedRunError:
    """The sentence about a file whose content does not fit together: `what` says in our own words where it does not."""
    return SavedRunError(f"This file does not hold a whole run ({what}). Use another copy of it.")


def _lane(words: dict[str, Any]) -> SavedLane:
    losses = tuple(None if loss is None else float(loss) for loss in words["picture"])
    return SavedLane(_of(str, words["id"]), _of(str, words["cell"]), _of(str, words["name"]), losses)


def written(tensors: Tensors, about: About) -> bytes:
    """The bytes of a file."""
    metadata = {"format": FORMAT, "about": json.dumps(dataclasses.asdict(about)), "digest": _NO_DIGEST}
    data = save(tensors, metadata=metadata)
    return data.replace(_placed(_NO_DIGEST), _placed(_digest(data)), 1)


def _of(kind: type[_T], value: object) -> _T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} instead of {kind.__name__}")
    return value


def _metadata(data: bytes) -> dict[str, Any]:
    size = int.from_bytes(data[:8], "little")
    if size > min(len(data) - 8, LARGEST_HEADER):
        raise ValueError("the header is not whole, or too large")
    return dict(json.loads(data[8 : 8 + size])["__metadata__"])


def _placed(digest: str) -> bytes:
    # Within `about`, whose place in the header is not fixed, these quotes would be escaped.
    return f'"digest":"{digest}"'.encode(errors="replace")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
