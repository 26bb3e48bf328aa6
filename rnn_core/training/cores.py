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
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec

from rnn_core.container import usable_cores

_T = TypeVar("_T")

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


def _everywhere(num_parts: int) -> NamedSharding | None:
    """The whole of something on each device of a lane of `num_parts`; None for a lane that has one device alone."""
    return NamedSharding(_mesh(num_parts), PartitionSpec()) if 1 < num_parts <= jax.device_count() else None


def taken_back(num_parts: int, numbers: _T) -> _T:
    """`numbers` that compiled code has `left_whole`, as a lane's are kept: on one device, and free to go to others.

    Left on all, each new use of them would be compiled once more, and what is not split computed on every device.
    """
    if _everywhere(num_parts) is None:
        return numbers
    # By way of NumPy, which copies nothing here: a piece of an array over devices is bound to its device.
    pieces = jax.tree.map(lambda array: np.asarray(array.addressable_data(0)), numbers)
    found: _T = jax.device_put(pieces)
    return found


def left_whole(num_parts: int, numbers: _T) -> _T:
    """In compiled code: `numbers` whole on each device, no matter how the compiler would split them between these."""
    where = _everywhere(num_parts)
    found: _T = numbers if where is None else lax.with_sharding_constraint(numbers, where)
    return found


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
