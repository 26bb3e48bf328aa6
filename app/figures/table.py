"""The numbers of a figure as a table."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Mapping, Sequence

import numpy as np


def csv(values: np.ndarray, rows: str, columns: str) -> str:
    """`values` `[M, N]` as CSV: one row each for `rows` 1 to M, one column each for `columns` 1 to N, all digits."""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([rows, *(f"{columns} {k}" for k in range(1, values.shape[1] + 1))])
    for number, row in enumerate(values.tolist(), start=1):
        table.writerow([number, *map(repr, row)])
    return text.getvalue()


def columns_csv(name: str, columns: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """Columns of numbers, each with the whole numbers called `name` that they belong to, side by side as CSV.

    All digits stand; where a column has no number, or a NaN, the table is empty.
    """
    index = np.unique(np.concatenate([places for places, _ in columns.values()]))
    cells = [["" for _ in columns] for _ in index]
    for column, (places, values) in enumerate(columns.values()):
        for row, value in zip(np.searchsorted(index, places), values, strict=True):
            cells[row][column] = "" if np.isnan(value) else repr(float(value))
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([name, *columns])
    table.writerows([int(place), *row] for place, row in zip(index, cells, strict=True))
    return text.getvalue()


def rows_csv(columns: Mapping[str, Sequence[object]]) -> str:
    """Columns of one length side by side as CSV, as they are written."""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def as_file(csv: str) -> bytes:
    """The bytes of a file with this table.

    Where there is a letter beyond ASCII it begins with the mark of UTF-8: Excel on Windows takes “∂” for three letters
    without. Where there is none it has no mark, which some readers take for a part of the first name.
    """
    return csv.encode("ascii" if csv.isascii() else "utf-8-sig")
