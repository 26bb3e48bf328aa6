"""The border between what a user may read and what went wrong inside: every function that a page calls stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.operations import log
from rnn_core.errors import UserError


class ProgramError(UserError):
    """Something that should not have happened; logged with its place before this is raised."""


def sentence(what: str, advice: str) -> str:
    """The sentence for a user about an error of the program: `what` did not work, and the `advice` that may help."""
    return f"{what} because of an error of the program, which is in the server's log; {advice}."


@contextmanager
def logged_as(event: str, what: str, advice: str) -> Iterator[None]:
    """Around what a user asked for: a `UserError` passes, any other exception is logged and becomes a `ProgramError`.

    Use it in a `with`, or as a decorator.
    """
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        log.problem(event, error)
        raise ProgramError(sentence(what, advice)) from error
