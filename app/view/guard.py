"""The sentence that a page shows where its script fails, never the exception."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.operations.program_error import logged_as
from app.view.plain import plain
from rnn_core.errors import UserError


@contextmanager
def guarded() -> Iterator[None]:
    """Around a page: what it raises ends it with a sentence, and an error of the program is logged with its place."""
    try:
        with logged_as("page_failed", "This page could not be drawn", "reload it, or open the lab without a link"):
            yield
    except UserError as error:
        st.error(plain(str(error)))
