"""The table of the diagram's numbers."""

import csv
import io

import numpy as np

from app.figures.spelled_numbers import spelled_numbers
from tests.playing.spelled_moment import spelled_moment


def test_the_numbers_of_the_diagram_stand_in_a_table():
    frame = spelled_moment("été")
    rows = list(csv.DictReader(io.StringIO(spelled_numbers(frame))))
    assert len(rows) == 2 * 3
    lane, row = frame.lanes[2], rows[5]
    assert (row["lane"], row["step"], row["timestep"], row["reads"], row["right"]) == (lane.name, "40", "2", "t", "é")
    assert float(row["h 4"]) == lane.arrays["hidden"][0, 1, 3]
    scores, p = (np.array([float(row[f"{what} of {letter}"]) for letter in "ét"]) for what in ("score", "p"))
    np.testing.assert_allclose(np.exp(scores) / np.exp(scores).sum(), p, rtol=1e-5)
