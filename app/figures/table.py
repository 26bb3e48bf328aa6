"""The numbers of a figure as a table."""

from __future__ import annotations

import csv as writer
import io

import numpy as np


def csv(values: np.ndarray, rows: str, columns: str) -> str:
    """`values` `[M, N]` as CSV: one row each for `rows` 1 to M, one column each for `columns` 1 to N, all digits."""
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow([rows, *(f"{columns} {k}" for k in range(1, values.shape[1] + 1))])
    for number, row in enumerate(values, start=1):
        table.writerow([number, *(repr(float(value)) for value in row)])
    return text.getvalue()
