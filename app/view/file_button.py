"""Buttons that download a file, which is made when the button is pressed; a table so that a spreadsheet reads it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from app.figures.table import as_file

_BYTES = "application/octet-stream"


def file_button(
    label: str, made: bytes | Callable[[], bytes], file: str, key: str, mime: str = _BYTES, **look: Any
) -> None:
    """The button called `key` for what `made` is, or makes; where it cannot, a `UserError` is said below the button."""
    st.download_button(label, made, file_name=file, mime=mime, key=key, on_click="ignore", **look)


def table_button(label: str, csv: str | Callable[[], str], file: str, key: str, **look: Any) -> None:
    """As `file_button`, for numbers as CSV."""
    made = partial(_made, csv) if callable(csv) else as_file(csv)
    file_button(label, made, file, key, "text/csv", **look)


def _made(csv: Callable[[], str]) -> bytes:
    return as_file(csv())
