"""Every core for one lane: the batch split over XLA's CPU devices.

XLA runs the small matrix products of one timestep on one core. A lane that has the machine to itself is trained up to
twice as fast with one host device a core and a part of the batch on each; several lanes fill the cores without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

import jax
from jax.sharding import AxisType, Mesh, PartitionSpec

AXIS = "batch"
SMALLEST_PRODUCT = 192
"""Columns of W_h (gates × units) below which a timestep is too short to be worth splitting."""


def use_all_cores() -> None:
    """Make every core a device; call it before JAX computes anything (later it raises JAX's own `RuntimeError`)."""
    jax.config.update("jax_num_cpu_devices", os.cpu_count() or 1)


def parts(num_lanes: int, product_size: int, batch_size: int) -> int:
    """Into how many parts a lane's batch is split: one a device for a wide lane on its own, else 1.

    `product_size` is the width of the recurrent matrix product of a timestep: gates times units.
    """
    devices = jax.device_count()
    alone = num_lanes == 1 and product_size >= SMALLEST_PRODUCT
    return devices if alone and batch_size % devices == 0 else 1


@cache
def _mesh(num_parts: int) -> Mesh:
    return jax.make_mesh((num_parts,), (AXIS,), (AxisType.Auto,), devices=jax.devices()[:num_parts])


def split(num_parts: int, work: Callable[..., Any], batch_axes_in: Any, batch_axes_out: Any) -> Callable[..., Any]:
    """`work` on every part of the batch at once.

    `batch_axes_in` and `batch_axes_out` are pytree prefixes of its arguments and results: the axis that holds the
    batch, or −1 where there is none (all parts are given, and must return, the same).
    """

    def spec(axis: int) -> PartitionSpec:
        return PartitionSpec() if axis < 0 else PartitionSpec(*[None] * axis, AXIS)

    return jax.shard_map(
        work,
        mesh=_mesh(num_parts),
        in_specs=jax.tree.map(spec, batch_axes_in),
        out_specs=jax.tree.map(spec, batch_axes_out),
        check_vma=False,
    )
