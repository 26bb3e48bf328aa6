"""The numbers of a figure as a table."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Mapping

import numpy as np


def csv(values: np.ndarray, rows: str, columns: str) -> str:
    """`values` `[M, N]` as CSV: one row each for `rows` 1 to M, one column each for `columns` 1 to N, all digits."""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([rows, *(f"{columns} {k}" for k in range(1, values.shape[1] + 1))])
    for number, row in enumerate(values, start=1):
        table.writerow([number, *(repr(float(value)) for value in row)])
    return text.getvalue()


def columns_csv(name: str, index: np.ndarray, columns: Mapping[str, np.ndarray]) -> str:
    """`columns` of numbers beside `index`, which is called `name`, as CSV with all digits; a NaN is left empty."""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([name, *columns])
    for number, *row in zip(index.tolist(), *columns.values(), strict=True):
        table.writerow([f"{number:g}", *("" if np.isnan(value) else repr(float(value)) for value in row)])
    return text.getvalue()
