"""Errors of uvicorn's log where a client has sent what is no HTTP or no text: one line, and a warning.

Anybody can send such things, and the errors of the program would drown among them.
"""

from __future__ import annotations

import logging
import re

NO_TEXT = "Invalid UTF-8"
"""How uvicorn's record begins where a WebSocket's text is not in UTF-8."""
CLOSED = re.compile("state(=| is )(ERROR|MUST_CLOSE|CLOSED)")
"""The words of h11's error where an answer is sent to a request that turned out to be broken meanwhile."""


def warn_alone() -> None:
    """From now on they are warnings; said twice it makes no difference."""
    logging.getLogger("uvicorn.error").addFilter(_as_a_warning)


def _as_a_warning(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and (str(record.msg).startswith(NO_TEXT) or CLOSED.search(str(error))):
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
    return True
