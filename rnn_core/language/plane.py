"""A flat map of word vectors: their two principal components, and how to turn one map like another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True, eq=False)
class Plane:
    """The map: `points`, and the share of the vectors' variance that its two directions show."""

    points: Float[np.ndarray, "N 2"]
    share: float


def plane(vectors: Float[np.ndarray, "N D"]) -> Plane:
    """Principal component analysis: the two directions along which `vectors` differ most, the first one first.

    Each direction has the sign with which the word furthest along it lies to the right, or above.
    """
    centred = vectors.astype(np.float64) - vectors.mean(axis=0, dtype=np.float64) if len(vectors) else vectors
    points = np.zeros((len(vectors), 2))
    if len(vectors) < 2:
        return Plane(points, 1.0)
    left, lengths, _ = np.linalg.svd(centred, full_matrices=False)
    found = (left * lengths)[:, :2]
    furthest = found[np.abs(found).argmax(axis=0), range(found.shape[1])]
    points[:, : found.shape[1]] = found * np.where(furthest < 0, -1, 1)
    total = float((lengths**2).sum())
    return Plane(points, float((lengths[:2] ** 2).sum()) / total if total > 0 else 1.0)


def turned_like(points: Float[np.ndarray, "N 2"], other: Float[np.ndarray, "N 2"]) -> Float[np.ndarray, "N 2"]:
    """`points`, turned and mirrored so that each lies as near as possible to where it lies in `other`.

    The directions of a map have no meaning of their own. Source: orthogonal Procrustes problem, Schönemann 1966.
    """
    left, _, right = np.linalg.svd(points.T @ other)
    return points @ (left @ right)
