"""Every class of cell, by the cell's name and the variant's."""

from __future__ import annotations

from rnn_core.network.cell import Cell
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.vanilla_rnn import VanillaRNN

STANDARD = "standard"
VARIANTS: dict[str, dict[str, type[Cell]]] = {
    "rnn": {STANDARD: VanillaRNN},
    "lstm": {STANDARD: LSTM},
    "gru": {STANDARD: GRU},
}
"""Cell → name of the variant in links → class; every cell has the variant `standard`."""


def cell_class(cell: str, variant: str = STANDARD, initialisation: str = "orthogonal") -> type[Cell]:
    """The class of a cell's variant; a vanilla RNN started as `irnn` is a `ReLURNN`. Raises `KeyError`."""
    return ReLURNN if (cell, initialisation) == ("rnn", "irnn") else VARIANTS[cell][variant]
