"""Gates held at a value, as weights: nothing of it is in the loop over timesteps.

A held gate is one whose columns of W_x and W_h (and peepholes) are 0 and whose bias is logit(value). So a network with
held gates is the same function of other weights, and which gates are held is data: another clamp compiles nothing. The
weights behind a held gate stay as they are, and count again when it is let go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from rnn_core.network.bptt import BackwardPass
from rnn_core.network.cell import Cell
from rnn_core.network.stack import NetworkWeights
from rnn_core.settings.clamp import Clamp

SATURATED = 1e4
"""A sum at which σ is exactly 1 in float32 and in float64, and exactly 0 at its opposite."""


class Held(NamedTuple):
    """What is held, by column of W_h: True in `keep` where nothing is, else the gate's sum in `bias`."""

    keep: Bool[Array | np.ndarray, " GH"]
    bias: Float[Array | np.ndarray, " GH"]


def free(cell: type[Cell], hidden_size: int) -> Held:
    """Nothing held."""
    columns = cell.num_gates * hidden_size
    return Held(np.ones(columns, np.bool_), np.zeros(columns, np.float32))


def held(cell: type[Cell], hidden_size: int, clamps: Iterable[Clamp]) -> Held:
    """The gates that `clamps` hold, a later one before an earlier one.

    Raises `ValueError` for a gate that the cell does not have, and `IndexError` for such a unit.
    """
    found = free(cell, hidden_size)
    keep, bias = (part.reshape(cell.num_gates, hidden_size) for part in found)
    for clamp in clamps:
        block = cell.gates.index(clamp.gate)
        units = np.array(clamp.units) - 1 if clamp.units else np.arange(hidden_size)
        keep[block, units] = False
        bias[block, units] = logit(clamp.value)
    return found


def logit(value: float) -> float:
    """The sum whose σ is `value`."""
    if value <= 0 or value >= 1:
        return SATURATED if value >= 1 else -SATURATED
    return float(np.log(value) - np.log1p(-value))


def hold(cell: type[Cell], weights: NetworkWeights, held: Held | None) -> NetworkWeights:
    """The weights of the network with held gates in every layer; bit-identical where nothing is held."""
    return weights if held is None else _columns(cell, weights, held.keep, held.bias)


def release(cell: type[Cell], gradients: NetworkWeights, held: Held | None) -> NetworkWeights:
    """The gradients at the weights given to `hold`, from those at the weights it gave: 0 at what is held."""
    return gradients if held is None else _columns(cell, gradients, held.keep, 0.0)


def release_delta(passed: BackwardPass, held: Held | None) -> BackwardPass:
    """`passed` with δ_t = 0 at held columns, whose weights learn nothing."""
    return passed if held is None else passed._replace(delta=jnp.where(held.keep, passed.delta, 0))


def keep_held(cell: type[Cell], new: NetworkWeights, old: NetworkWeights, held: Held | None) -> NetworkWeights:
    """The `new` weights, but the `old` ones behind held gates: no momentum and no decay moves what is not learning."""
    if held is None:
        return new

    def of_layer(after: Any, before: Any) -> Any:
        masks = {"W_x": held.keep, "W_h": held.keep, "b": held.keep}
        masks |= {name: _of_blocks(cell, held.keep, blocks) for name, blocks in cell.further_weights.items()}
        kept = {n: jnp.where(mask, getattr(after, n), getattr(before, n)) for n, mask in masks.items()}
        return after._replace(**kept)

    return _in_layers(of_layer, new, old)


def _of_blocks(cell: type[Cell], keep: Any, blocks: tuple[int, ...]) -> Any:
    """The part of `keep` that belongs to these blocks of columns."""
    return keep.reshape(cell.num_gates, -1)[np.array(blocks)].ravel()


def _columns(cell: type[Cell], network: NetworkWeights, keep: Any, bias: Any) -> NetworkWeights:
    """The columns that are kept; in the place of the others `bias` in b and 0 elsewhere."""

    def of_layer(layer: Any) -> Any:
        further = {
            name: jnp.where(_of_blocks(cell, keep, blocks), getattr(layer, name), 0)
            for name, blocks in cell.further_weights.items()
        }
        return layer._replace(
            W_x=jnp.where(keep, layer.W_x, 0),
            W_h=jnp.where(keep, layer.W_h, 0),
            b=jnp.where(keep, layer.b, bias),
            **further,
        )

    return _in_layers(of_layer, network)


def _in_layers(of_layer: Callable[..., Any], *networks: NetworkWeights) -> NetworkWeights:
    """The first of `networks` with `of_layer(layer, …)` in the place of every layer, those of an encoder too."""
    first = networks[0]._replace(layers=tuple(map(of_layer, *(each.layers for each in networks))))
    if first.encoder is None:
        return first
    encoders = [each.encoder.layers for each in networks if each.encoder is not None]
    return first._replace(encoder=first.encoder._replace(layers=tuple(map(of_layer, *encoders))))
