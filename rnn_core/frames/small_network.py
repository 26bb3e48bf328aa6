"""The weights of a small network in a frame, so that a page can show products with its own numbers in them."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.weights import WeightRow, WeightsLegend
from rnn_core.network import clamps
from rnn_core.network.cell import Cell
from rnn_core.training.run import LaneRun, Run, settings_of

MOST_PARAMETERS = 400
"""Networks with more parameters are sent without them: a page of products could not be read, and frames stay small."""

READOUT = {"W_o": "W_y", "b_o": "b_y"}
"""The readout's weights with their letters on screen: beside an LSTM's, W_o would be those of an output gate."""


def small_weights(run: Run, each: LaneRun, variant: str) -> tuple[WeightsLegend | None, Arrays]:
    """The legend and the arrays of a lane's first seed; nothing of a network with more than `MOST_PARAMETERS`.

    Nor of one with vectors in front, with an encoder or with attention, whose products are more than a page shows.

    A layer's array is called `W_x.1` for the weights `W_x` of the bottom layer, the readout's `W_o` and `b_o`. Where a
    gate is held, they are the weights with which it is (`rnn_core.network.clamps`).
    """
    if each.num_parameters > MOST_PARAMETERS:
        return None, {}
    cell, held = each.spec.cell, settings_of(run, each).held
    # All at once: each array alone would wait for the one before it.
    network = jax.tree.map(lambda of_seeds: of_seeds[0], jax.device_get(each.state.weights))
    if any(part is not None for part in (network.embedding, network.encoder, network.attention)):
        return None, {}
    if held is not None and not np.all(held.keep):
        network = clamps.hold(cell, network, held)
    letters = _block_letters(cell)
    arrays, rows = Arrays(), list[WeightRow]()

    def add(array: str, letter: str, layer: int, blocks: tuple[str, ...], values: Any) -> None:
        arrays[array] = np.asarray(values)
        rows.append(WeightRow(array, letter, layer, blocks))

    for layer, weights in enumerate(network.layers):
        for letter in weights._fields:
            blocks = cell.further_weights.get(letter, tuple(range(cell.num_gates)))
            add(f"{letter}.{layer + 1}", letter, layer, tuple(letters[k] for k in blocks), getattr(weights, letter))
    for array, letter in READOUT.items():
        add(array, letter, len(network.layers) - 1, (), getattr(network, array))
    return WeightsLegend(variant, tuple(rows)), arrays


def _block_letters(cell: type[Cell]) -> tuple[str, ...]:
    """The letter of each block of columns: the gate's, the candidate's, or h in a cell without either."""
    known = {row.trace: row.letter for row in cell.legend}
    return tuple(known.get(gate or "candidate", "h") for gate in cell.gates)
