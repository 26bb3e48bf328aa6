"""The plane of a path: the state itself where it has two numbers, its principal components where it has more."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core.inside.state_plane import has_plane, state_plane

PADDING = np.full((2, 1), np.nan, np.float32)


def test_one_unit_is_drawn_over_the_timestep_before_or_over_its_cell_state() -> None:
    h = np.array([[0.1], [0.4], [-0.2]], np.float32)
    alone = state_plane(np.concatenate([h, PADDING]))
    np.testing.assert_array_equal(alone.points, np.array([[0.1, 0.4], [0.4, -0.2]], np.float32))
    assert alone.inside.tolist() == [True, True, True, False, False]
    both = state_plane(np.concatenate([h, PADDING]), np.concatenate([5 * h, PADDING]))
    np.testing.assert_array_equal(both.points, np.column_stack([5 * h, h]))
    assert both.axes == ("c", "h")


def test_two_units_are_the_plane() -> None:
    h = np.array([[0.1, 0.5], [0.4, -0.5]], np.float32)
    np.testing.assert_array_equal(state_plane(h).points, h)
    assert state_plane(h).share == 1.0


def test_more_units_are_shown_along_the_directions_in_which_they_differ() -> None:
    t = np.arange(8.0)
    h = np.column_stack([np.cos(t), 0.2 * np.sin(3 * t), np.zeros(8)]).astype(np.float32)
    found = state_plane(h)
    assert found.share == pytest.approx(1.0)
    distances = np.linalg.norm(h[1:] - h[:-1], axis=1)
    np.testing.assert_allclose(np.linalg.norm(np.diff(found.points, axis=0), axis=1), distances, atol=1e-5)
    still = state_plane(np.full((5, 3), 0.3, np.float32))
    assert not still.points.any()
    assert (found.moves, still.moves) == (True, False)
    assert [has_plane(np.array([[value], [np.nan]], np.float32)) for value in (1e38, np.inf)] == [True, False]
