"""Networks whose every weight, bias and starting state is drawn at random: a zero would hide a missing term."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core.network.cell import Cell, State
from rnn_core.network.gru import GRU
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.stack import NetworkWeights
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.network.variants import VARIANTS
from rnn_core.tasks.task import Batch

CELLS: tuple[type[Cell], ...] = (VanillaRNN, ReLURNN, LSTM, GRU)
EVERY_CELL: tuple[type[Cell], ...] = (ReLURNN, *(each for variants in VARIANTS.values() for each in variants.values()))
T, B, D, H, V = 4, 2, 2, 3, 2

each_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.__name__)
every_cell = pytest.mark.parametrize("cell", EVERY_CELL, ids=lambda cell: cell.__name__)
one_cell_quickly = pytest.mark.parametrize(
    "cell",
    [LSTM, *(pytest.param(cell, marks=pytest.mark.slow) for cell in CELLS if cell is not LSTM)],
    ids=lambda cell: cell.__name__,
)
"""`each_cell`, of which `make test` has the one with the most gates."""
common_cells_quickly = pytest.mark.parametrize(
    "cell",
    [cell if cell in CELLS else pytest.param(cell, marks=pytest.mark.slow) for cell in EVERY_CELL],
    ids=lambda cell: cell.__name__,
)
"""`every_cell`, of which `make test` has the common ones."""
each_depth = pytest.mark.parametrize("num_layers", [1, 2])


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def draw(rng: np.random.Generator, *shape: int, scale: float = 1.0, mean: float = 0.0):
    return jax.device_put(mean + scale * rng.standard_normal(shape))


def draw_batch(rng: np.random.Generator) -> Batch:
    """Inputs and targets for every timestep, no padding."""
    return Batch(draw(rng, T, B, D), draw(rng, T, B, V), jax.device_put(np.ones((T, B))))


def draw_layer(cell: type[Cell], rng: np.random.Generator, input_size: int = D, hidden_size: int = H) -> Any:
    """Of the cell's own type of weights."""
    gates = cell.num_gates * hidden_size
    return cell.weights_type(
        W_x=draw(rng, input_size, gates, scale=input_size**-0.5),
        W_h=draw(rng, hidden_size, gates, scale=hidden_size**-0.5),
        # A ReLU network that starts below 0 has no gradient to speak of.
        b=draw(rng, gates, scale=0.5, mean=0.5 if cell is ReLURNN else 0),
        **{name: draw(rng, hidden_size * len(blocks), scale=0.5) for name, blocks in cell.further_weights.items()},
    )


def draw_network(cell: type[Cell], rng: np.random.Generator, num_layers: int = 1) -> NetworkWeights:
    sizes = [D] + [H] * (num_layers - 1)
    return NetworkWeights(tuple(draw_layer(cell, rng, size) for size in sizes), draw(rng, H, V), draw(rng, V))


def draw_state(cell: type[Cell], rng: np.random.Generator, batch_size: int = B, hidden_size: int = H) -> State:
    cell_size = hidden_size if cell.has_cell_state else 0
    return State(draw(rng, batch_size, hidden_size, scale=0.5), draw(rng, batch_size, cell_size))


def draw_states(cell: type[Cell], rng: np.random.Generator, num_layers: int = 1) -> tuple[State, ...]:
    return tuple(draw_state(cell, rng) for _ in range(num_layers))
