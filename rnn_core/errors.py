"""The root of every error that a user may read."""

from __future__ import annotations


class UserError(Exception):
    """A request that cannot be carried out; the text is one sentence for the user.

    It says what was given, what is allowed and what to do. Only errors of this kind are shown. Any other exception is
    an error of the program: its text may hold anything, so it is logged with its place and never shown.
    """
