"""The slope of a function by two evaluations an entry, and a comparison that prints both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from tests.playing.reference import reference

STEP = 1e-5


def central_differences(function: Callable[[Any], jax.Array], point: Any) -> Any:
    """(f(p + ε) − f(p − ε)) / 2ε for every entry of `point`; float64, or the rounding drowns it.

    The gradient of a scalar has the structure of `point`; that of a vector has the vector's axis in front everywhere.
    """
    leaves, structure = jax.tree.flatten(point)
    flat = np.concatenate([np.ravel(leaf) for leaf in leaves])
    assert all(leaf.dtype == np.float64 for leaf in leaves)
    ends = np.cumsum([leaf.size for leaf in leaves])

    def rebuild(rows: Any) -> Any:
        """`point` from its entries, the axes before the last one kept; in NumPy, or traced by JAX."""
        parts = [
            rows[..., end - leaf.size : end].reshape(*rows.shape[:-1], *leaf.shape)
            for end, leaf in zip(ends, leaves, strict=True)
        ]
        return jax.tree.unflatten(structure, parts)

    nudges = STEP * np.eye(flat.size)
    points = flat + np.concatenate([nudges, -nudges])
    values = np.asarray(reference(jax.vmap(lambda at: function(rebuild(at)), out_axes=-1))(points))
    above, below = np.split(values, 2, axis=-1)
    return rebuild((above - below) / (2 * STEP))


def assert_equal_gradients(analytic: Any, numeric: Any, relative: float = 1e-6, absolute: float = 1e-9) -> None:
    """Every entry within `relative` of the other, or within `absolute` of it where both are nearly 0."""
    for (path, found), expected in zip(
        jax.tree_util.tree_leaves_with_path(analytic), jax.tree.leaves(numeric), strict=True
    ):
        a, n = np.asarray(found), np.asarray(expected)
        assert a.shape == n.shape, f"{jax.tree_util.keystr(path)}: {a.shape} against {n.shape}"
        excess = np.abs(a - n) - relative * np.abs(n) - absolute
        if a.size and not np.max(excess) <= 0:
            worst = np.unravel_index(np.argmax(excess), a.shape)
            raise AssertionError(
                f"{jax.tree_util.keystr(path)}{list(map(int, worst))}: analytic {a[worst]:.12g}, "
                f"numeric {n[worst]:.12g}, of {np.sum(excess > 0)} entries that differ\n"
                f"analytic\n{a}\nnumeric\n{n}"
            )
