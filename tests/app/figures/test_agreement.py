"""The charts of agreement: intervals against exact tails, and numbers as they come, also where there are none."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pytest

from app.figures.agreement import FLOOR, accuracy_by, gradient_at_subject, interval
from tests.playing.moment import moment

LANES = moment(cells=("rnn", "lstm")).lanes
RULES = {"ngram": "5-gram", "last_noun": "the last noun's number"}


@pytest.mark.parametrize(("right", "count"), [(0, 10), (7, 10), (180, 200), (200, 200), (1, 3)])
def test_the_interval_holds_the_shares_that_do_not_reject_what_was_seen(right: int, count: int) -> None:
    """Wilson's ends solve |p̂ − p| = z·√(p(1 − p)/n)."""
    low, high = (float(end[0]) for end in interval(np.array([right]), np.array([count])))
    assert 0 <= low <= right / count <= high + 1e-12 <= 1 + 1e-12
    for end in (low, high):
        if 0 < end < 1 - 1e-9:
            assert abs(right / count - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / count))
    assert np.isnan(interval(np.array([0]), np.array([0]))[0]).all()


def arrays() -> dict[str, np.ndarray]:
    count = np.array([3225, 12, 0], np.float32)
    right = {name: np.array([[3000, 12, 0], [1600, 3, 0]], np.float32) for name in ("rnn", "lstm")}
    rules = {name: np.array([[1700, 6, 0]], np.float32) for name in RULES}
    return {
        "attractors": np.arange(3, dtype=np.float32),
        "by_attractors": count,
        **{f"{name}.right_by_attractors": each for name, each in (right | rules).items()},
    }


def test_accuracy_has_a_line_a_lane_and_its_numbers_as_a_table() -> None:
    chart = accuracy_by(arrays(), "attractors", LANES, RULES, 40, "light")
    named = {trace.name: trace for trace in chart.figure.data if trace.name}
    assert list(named) == ["Vanilla RNN", "LSTM", *RULES.values()]
    np.testing.assert_allclose(named["Vanilla RNN"].y, [3000 / 3225, 1, np.nan])
    assert "3000" in chart.csv
    rows = list(csv.DictReader(io.StringIO(chart.csv)))
    assert rows[1]["LSTM, right, seed 2 of 2"] == "3.0"
    assert rows[2]["Vanilla RNN, 95 % from"] == ""
    assert "12 with 1" in chart.caption


def test_the_furthest_distance_in_training_is_named_where_there_is_room_beside_its_line() -> None:
    distances = np.arange(1, 41, dtype=np.float32)
    names = (*(lane.id for lane in LANES), *RULES)
    right = {f"{name}.right_by_distance": np.full((1, 40), 100, np.float32) for name in names}
    given = {"distances": distances, "by_distance": np.full(40, 200, np.float32), **right}
    for trained, side in ((3, "left"), (20, "right")):
        (note,) = accuracy_by(given, "distance", LANES, RULES, trained, "light").figure.layout.annotations
        assert (note.text, note.xanchor) == (f"trained to {trained}", side)


def test_a_gradient_below_the_axis_is_drawn_at_its_end_and_told() -> None:
    spread = np.array([[1, 1e-20, np.nan], [2, 1e-15, np.nan], [3, 1e-3, np.nan]], np.float32)
    found = {"distances": np.array([1, 2, 3], np.float32), "rnn.hidden": spread, "lstm.hidden": spread}
    chart = gradient_at_subject(found | {"lstm.cell": spread}, LANES, 32, "dark")
    named = {trace.name: trace for trace in chart.figure.data if trace.name}
    assert list(named) == ["LSTM, ∂L/∂c", "Vanilla RNN", "LSTM"]
    np.testing.assert_allclose(named["Vanilla RNN"].y, [2, FLOOR])
    triangles = [trace for trace in chart.figure.data if trace.marker.symbol == "triangle-down"]
    assert [list(trace.x) for trace in triangles] == [[2]] * 3
    assert "32 sentences" in chart.caption
