"""The sentence that a page shows where its script fails, never the exception."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.operations.program_error import logged_as, sentence
from app.view.plain import plain
from rnn_core.errors import UserError

WHAT, ADVICE = "This page could not be drawn", "reload it, or open the lab without a link"


@contextmanager
def guarded() -> Iterator[None]:
    """Around a page: what it raises ends it with a sentence, and an error of the program is logged with its place."""
    try:
        with logged_as("page_failed", WHAT, ADVICE):
            yield
    except UserError as error:
        st.error(plain(str(error)))


def show_failure(error: Exception) -> bool:
    """The same of what fails outside of a page's script: in a callback, or in a part that is drawn anew by itself.

    Streamlit has logged it, and shows nothing of its own where this is True.
    """
    st.error(plain(str(error) if isinstance(error, UserError) else sentence(WHAT, ADVICE)))
    return True
