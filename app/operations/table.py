"""A table of numbers that a server's operator may set, each by its environment variable."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from rnn_core.errors import UserError

_T = TypeVar("_T")


class LimitError(UserError):
    """A value that cannot be read from its variable; the user who reads it is the server's operator."""


def row(variable: str, default: int, low: int, high: int, what: str) -> Any:
    """A row: what an operator gets who says nothing, what may be said, and what it is; the field of a dataclass."""
    metadata = {"variable": variable, "default": default, "low": low, "high": high, "what": what}
    return dataclasses.field(default=default, metadata=metadata)


def read(table: type[_T], environ: Mapping[str, str]) -> _T:
    """The table with what `environ` sets, and the defaults of the others; raises `LimitError` with a sentence."""
    fields: tuple[dataclasses.Field[int], ...] = dataclasses.fields(cast(Any, table))
    return table(**{field.name: _read(field, environ.get(field.metadata["variable"], "")) for field in fields})


def _read(field: dataclasses.Field[int], written: str) -> int:
    variable, low, high, default, what = (field.metadata[key] for key in ("variable", "low", "high", "default", "what"))
    # Set to nothing is what container tools make of a variable that is not set.
    if not written.strip():
        return default
    try:
        value = int(written)
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise LimitError(
            f"{variable} ({what}) was {written[:40]!r}; allowed is a whole number from {low} to {high}, so change it, "
            f"or leave it out for {default}."
        )
    return value
