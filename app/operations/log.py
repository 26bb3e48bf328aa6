"""The server's log: one JSON object a line on stderr, without a word that a user has given.

Lines of our own are `event` and `problem`. Lines of the libraries have the event "message" and keep their words without
what is filled into them. An exception is told by its type and place, never by its text, which may quote a user.
"""

from __future__ import annotations

import json
import logging
import math
import sys
import threading
import traceback
import warnings
from collections import deque
from datetime import UTC, datetime
from itertools import islice
from pathlib import PurePath
from types import FrameType, TracebackType
from typing import Any

MOST_FRAMES = 20
LONGEST_MESSAGE = 300

Fact = int | float | str | bool | None

_log = logging.getLogger("unrolled")


def configure() -> None:
    """From now on everything that this process logs, warns of or dies of is such a line; call it once, at the start."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())

    def write(_logger: logging.Logger, record: logging.LogRecord) -> None:
        handler.handle(record)

    # Streamlit gives every one of its loggers a handler and a format, also to those it makes later and again whenever
    # it reads its options; uvicorn does when it starts. Here all of them meet.
    logging.Logger.callHandlers = write  # type: ignore[assignment, method-assign]
    # What cannot be written is lost: logging's report of that would quote what was to be filled in.
    logging.raiseExceptions = False
    _log.setLevel(logging.INFO)
    sys.excepthook = lambda _kind, error, _trace: problem("uncaught", error)
    sys.unraisablehook = lambda unraisable: problem("uncaught", unraisable.exc_value)
    threading.excepthook = _thread_failed
    warnings.showwarning = _warned  # type: ignore[assignment]


def event(name: str, /, **facts: Fact) -> None:
    """Something happened; cheap, and from any thread. A fact must not be a key, a cookie or a user's words."""
    _log.info(name, extra={"facts": facts})


def problem(name: str, error: BaseException | None = None, /, **facts: Fact) -> None:
    """Something went wrong: an error if an exception is given, whose type and place are logged, else a warning."""
    level = logging.WARNING if error is None else logging.ERROR
    _log.log(level, name, exc_info=error, extra={"facts": facts})


class _Lines(logging.Formatter):
    """Makes the line of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object, without the line's end."""
        # What is logged in an `except` may hold the exception's text even if the exception is not handed over.
        handled = sys.exc_info()[1]
        given = record.exc_info[1] if record.exc_info else None
        facts: dict[str, Any] | None = getattr(record, "facts", None)
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"time": time.replace("+00:00", "Z"), "level": record.levelname.lower()}
        if facts is None:
            words = _words(record, given or handled)
            line |= {"event": "message", "logger": record.name, "message": words}
        else:
            line |= {"event": record.msg} | {name: _readable(fact) for name, fact in facts.items()}
        error = given or (handled if record.levelno >= logging.ERROR else None)
        if error is not None:
            line |= {"error": type(error).__name__, "at": _places(error.__traceback__)}
        return json.dumps(line, default=lambda value: type(value).__name__)


def _words(record: logging.LogRecord, error: BaseException | None) -> str:
    """The fixed words of a library's record."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    words = record.msg.replace(quoted, "…") if error is not None and (quoted := str(error)) else record.msg
    # The lines that follow are a traceback, or asyncio's description of a task with its exception in it.
    words = words.strip().partition("\n")[0]
    if record.name == "asyncio":
        # It names a callback with its arguments.
        words = words.partition("(")[0]
    return words[:LONGEST_MESSAGE]


def _readable(fact: Fact) -> Fact:
    # JSON has no NaN.
    return str(fact) if isinstance(fact, float) and not math.isfinite(fact) else fact


def _places(trace: TracebackType | None) -> list[str]:
    """The places that an exception came through, the innermost last: "folder/file.py:line function"."""
    walked = deque(traceback.walk_tb(trace), maxlen=MOST_FRAMES)
    return list(map(_place, walked))


def _place(walked: tuple[FrameType, int]) -> str:
    frame, line = walked
    return f"{_file(frame.f_code.co_filename)}:{line} {frame.f_code.co_qualname}"


def all_stacks() -> str:
    """The stack of every thread of the process: its name, and its places as those of an exception."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    stacks = []
    for ident, frame in sys._current_frames().items():
        places = map(_place, islice(traceback.walk_stack(frame), MOST_FRAMES))
        stacks.append(f"{names.get(ident, 'unknown')}: {' < '.join(places)}")
    return " | ".join(stacks)


def _file(path: str) -> str:
    return "/".join(PurePath(path).parts[-2:])


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    # Python, too, lets a thread end by it without a word.
    if not isinstance(args.exc_value, SystemExit):
        problem("uncaught", args.exc_value, thread=args.thread.name if args.thread else None)


def _warned(_message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
    problem("warning", category=category.__name__, place=f"{_file(filename)}:{lineno}")
