"""Every core for a wide lane: its batch split in two halves, one a device.

XLA runs the small matrix products of one timestep on one core. A wide lane is trained up to twice as fast with a device
a core and half of the batch on each.

Numbers do not depend on the machine's cores: how a lane is split follows from its own settings, halves are summed in
one order, and `use_all_cores` gives even a machine of one core two devices. With a single one XLA compiles another
program, whose rounding may differ.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.sharding import AxisType, Mesh, PartitionSpec

from rnn_core.container import usable_cores

AXIS = "batch"
FEWEST_DEVICES = 2
HALVES = 2
SMALLEST_PRODUCT = 192
"""Columns of W_h (gates × units) below which a timestep is too short to be worth splitting."""


def use_all_cores() -> None:
    """Make every core a device; call it before JAX computes anything (later it raises JAX's own `RuntimeError`)."""
    jax.config.update("jax_num_cpu_devices", max(FEWEST_DEVICES, usable_cores()))


def parts(product_size: int, batch_size: int) -> int:
    """Into how many parts a lane's batch is split: two for a wide lane with an even batch, else 1.

    `product_size` is the width of the recurrent matrix product of a timestep: gates times units.
    """
    return HALVES if product_size >= SMALLEST_PRODUCT and batch_size % HALVES == 0 else 1


@cache
def _mesh(num_parts: int) -> Mesh:
    return jax.make_mesh((num_parts,), (AXIS,), (AxisType.Auto,), devices=jax.devices()[:num_parts])


def split(num_parts: int, work: Callable[..., Any], batch_axes_in: Any, batch_axes_out: Any) -> Callable[..., Any]:
    """`work` on every part of the batch: side by side where there are devices enough, else one after the other.

    `batch_axes_in` and `batch_axes_out` are pytree prefixes of its arguments and results: the axis that holds the
    batch, or −1 where there is none. All parts are given the same there; what they return is summed.
    """
    if num_parts == 1:
        return work
    if jax.device_count() < num_parts:
        return _in_sequence(num_parts, work, batch_axes_in, batch_axes_out)

    def spec(axis: int) -> PartitionSpec:
        return PartitionSpec() if axis < 0 else PartitionSpec(*[None] * axis, AXIS)

    def summed(*arguments: Any) -> Any:
        def total(axis: int, found: Any) -> Any:
            return found if axis >= 0 else lax.psum(found, AXIS)

        return jax.tree.map(total, batch_axes_out, work(*arguments))

    return jax.shard_map(
        summed,
        mesh=_mesh(num_parts),
        in_specs=jax.tree.map(spec, batch_axes_in),
        out_specs=jax.tree.map(spec, batch_axes_out),
        check_vma=False,
    )


def _in_sequence(
    num_parts: int, work: Callable[..., Any], batch_axes_in: Any, batch_axes_out: Any
) -> Callable[..., Any]:
    def own(number: int, axis: int, given: Any) -> Any:
        def slice_of(whole: jax.Array) -> jax.Array:
            size = whole.shape[axis] // num_parts
            return lax.slice_in_dim(whole, number * size, (number + 1) * size, axis=axis)

        return given if axis < 0 else jax.tree.map(slice_of, given)

    def joined(axis: int, *found: Any) -> Any:
        join = sum if axis < 0 else partial(jnp.concatenate, axis=axis)
        return jax.tree.map(lambda *leaves: join(leaves), *found)

    def on_all(*arguments: Any) -> Any:
        given = [jax.tree.map(partial(own, number), batch_axes_in, arguments) for number in range(num_parts)]
        return jax.tree.map(joined, batch_axes_out, *[work(*each) for each in given])

    return on_all
