"""A table that leaves a page as a file opens in a spreadsheet and in the usual libraries."""

import csv
import importlib

import numpy as np
import pytest

from app.figures.table import as_file


@pytest.mark.parametrize(("name", "marked"), [("timestep", False), ("∂L/∂h", True)])
def test_a_table_says_its_encoding_where_that_matters_and_is_read_everywhere(tmp_path, name, marked):
    path = tmp_path / "table.csv"
    path.write_bytes(as_file(f"{name},aⁿ\n1,0.5\n2,0.25\n") if marked else as_file(f"{name},a\n1,0.5\n2,0.25\n"))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == marked
    table = importlib.import_module("pandas").read_csv(path)
    assert next(iter(table)) == name
    assert table[name].tolist() == [1, 2]
    assert np.loadtxt(path, delimiter=",", skiprows=1, encoding="utf-8").tolist() == [[1, 0.5], [2, 0.25]]
    assert np.genfromtxt(path, delimiter=",", names=True, encoding="utf-8-sig").shape == (2,)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))[name] == "1"
