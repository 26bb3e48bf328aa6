"""The map against the eigenvectors of the covariance, and turning one map like another against a known rotation."""

import numpy as np
import pytest

from rnn_core.language.plane import plane, turned_like

RANDOM = np.random.default_rng(0)
VECTORS = RANDOM.normal(size=(30, 6)) * [3, 2, 1, 0.5, 0.2, 0.1] + 5


def test_its_directions_are_the_eigenvectors_of_the_covariance_with_the_largest_values():
    found = plane(VECTORS)
    values, directions = np.linalg.eigh(np.cov(VECTORS.T))
    expected = (VECTORS - VECTORS.mean(axis=0)) @ directions[:, [-1, -2]]
    for axis in range(2):
        sign = np.sign(expected[:, axis] @ found.points[:, axis])
        np.testing.assert_allclose(found.points[:, axis], sign * expected[:, axis], atol=1e-9)
        assert found.points[np.abs(found.points[:, axis]).argmax(), axis] > 0
    assert found.share == pytest.approx(values[-2:].sum() / values.sum())


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_word_or_two_or_none_have_a_map_too(count):
    found = plane(VECTORS[:count])
    assert found.points.shape == (count, 2)
    assert np.isfinite(found.points).all()
    assert found.share == pytest.approx(1)


def test_equal_vectors_lie_on_one_point():
    np.testing.assert_allclose(plane(np.ones((4, 3))).points, 0, atol=1e-12)


def test_a_map_is_turned_and_mirrored_back_to_where_it_was():
    points = RANDOM.normal(size=(20, 2))
    angle = 2.1
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for turn in (rotation, rotation * [1, -1]):
        np.testing.assert_allclose(turned_like(points @ turn, points), points, atol=1e-12)
    # It is turned, never stretched.
    turned = turned_like(points, RANDOM.normal(size=(20, 2)))
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), np.linalg.norm(points, axis=1))
