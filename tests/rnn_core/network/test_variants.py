"""What a variant takes away or adds, how it starts, and what a view is told of it."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from rnn_core.network.cell import Cell
from rnn_core.network.coupled_lstm import CoupledLSTM
from rnn_core.network.gru import GRU
from rnn_core.network.gru_without_reset import GRUWithoutReset
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.lstm import LSTM
from rnn_core.network.lstm_without_forget_gate import LSTMWithoutForgetGate
from rnn_core.network.peephole_lstm import PeepholeLSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.unroll import scan_forward
from rnn_core.network.variants import VARIANTS, cell_class
from rnn_core.settings.lane_config import CELLS
from tests.playing.random_network import EVERY_CELL, B, D, H, T, draw, draw_layer, draw_state, every_cell, generator

NUMBER_OF_BLOCKS = {
    "nfg": 3, "nig": 3, "nog": 3, "niaf": 4, "noaf": 4, "cifg": 3, "peepholes": 4, "noreset": 2, "resetbefore": 3,
}  # fmt: skip


scan = jax.jit(scan_forward, static_argnums=0)


def test_every_cell_has_a_standard_variant() -> None:
    assert tuple(VARIANTS) == CELLS
    for name, variants in VARIANTS.items():
        assert next(iter(variants)) == "standard"
        assert all(cell.name == name for cell in variants.values())
        assert cell_class(name) is variants["standard"]
    assert cell_class("rnn", initialisation="irnn") is ReLURNN
    with pytest.raises(KeyError):
        cell_class("gru", "nfg")


def test_titles_are_unique() -> None:
    titles = [cell.title for cell in EVERY_CELL]
    assert len(set(titles)) == len(titles)


def test_the_cells_whose_h_has_no_bounds() -> None:
    assert {cell.title for cell in EVERY_CELL if not cell.bounded} == {
        "Vanilla RNN with ReLU",
        "Fixed window of inputs",
        "LSTM without output activation",
    }


@pytest.mark.parametrize(("variant", "blocks"), NUMBER_OF_BLOCKS.items())
def test_an_ablation_has_no_weights_for_what_it_takes_away(variant: str, blocks: int) -> None:
    (cell,) = (variants[variant] for variants in VARIANTS.values() if variant in variants)
    weights = cell(D, H, rngs=nnx.Rngs(0)).weights
    assert weights.W_x.shape == (D, blocks * H)
    assert weights.W_h.shape == (H, blocks * H)
    further = {"peepholes": 3 * H}.get(variant, 0)
    assert sum(part.size for part in weights[3:]) == further


@every_cell
def test_the_legend_names_what_the_trace_holds(cell: type[Cell]) -> None:
    rng = generator(60)
    weights, state = draw_layer(cell, rng), draw_state(cell, rng)
    _, trace = scan(cell, weights, state, draw(rng, T, B, D, scale=3))
    traces = trace._asdict()
    assert {row.trace for row in cell.legend} == set(traces) - {"hidden", "recurrent_candidate"}
    assert {gate for gate in cell.gates if gate} <= {row.trace for row in cell.legend if row.scale == "gate"}
    assert bool(cell.squash) == (not cell.legend)
    assert np.abs(np.asarray(trace.hidden)).max() <= (1 if cell.bounded else np.inf)
    lowest = {"gate": 0, "signed": -1, "tanh": -np.inf}
    for row in cell.legend:
        values = np.asarray(traces[row.trace])
        assert values.min() >= lowest[row.scale]
        assert np.abs(values).max() <= (np.inf if row.scale == "tanh" else 1)
        assert row.removed == bool(np.all(values == 1)), row
        assert bool(row.means) == (row.scale == "gate")


def test_peepholes_start_as_the_plain_cell_of_the_same_seed() -> None:
    plain, peeping = (cell(D, H, rngs=nnx.Rngs(1)).weights for cell in (LSTM, PeepholeLSTM))
    for ours, theirs in zip(peeping, plain, strict=False):
        np.testing.assert_array_equal(ours, theirs)
    assert not np.any(np.asarray(peeping.p))
    xs, zero = jnp.asarray(generator(61).standard_normal((T, B, D)), jnp.float32), LSTM.initial_state(B, H)
    ours, theirs = scan(PeepholeLSTM, peeping, zero, xs), scan(LSTM, plain, zero, xs)
    for one, other in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        np.testing.assert_array_equal(one, other)


def test_gate_biases_start_where_the_gate_stands() -> None:
    coupled = np.asarray(CoupledLSTM(D, H, rngs=nnx.Rngs(0), initialisation=Initialisation(forget_bias=2.0)).weights.b)
    np.testing.assert_array_equal(coupled.reshape(3, H), np.repeat([[2.0], [0], [0]], H, axis=1))
    update = Initialisation(update_bias=-1.0)
    without = np.asarray(GRUWithoutReset(D, H, rngs=nnx.Rngs(0), initialisation=update).weights.b)
    np.testing.assert_array_equal(without.reshape(2, H), np.repeat([[-1.0], [0]], H, axis=1))
    chrono = Initialisation("chrono", chrono_steps=30)
    b = np.asarray(LSTMWithoutForgetGate(D, H, rngs=nnx.Rngs(0), initialisation=chrono).weights.b).reshape(3, H)
    assert np.all((b[0] <= 0) & (b[0] >= -np.log(29) - 1e-6))
    assert not np.any(b[1:])


@pytest.mark.usefixtures("x64")
@pytest.mark.parametrize(
    ("variant", "standard", "open_gate"),
    [
        ("nfg", LSTM, "forget_gate"),
        ("nig", LSTM, "input_gate"),
        ("nog", LSTM, "output_gate"),
        ("noreset", GRU, "reset_gate"),
    ],
)
def test_a_removed_gate_is_one_that_is_always_open(variant: str, standard: type[Cell], open_gate: str) -> None:
    """The standard cell with that gate's weights 0 and its bias far above 0 gives the same states."""
    cell = VARIANTS[standard.name][variant]
    rng = generator(62)
    weights, state, xs = draw_layer(cell, rng), draw_state(cell, rng), draw(rng, T, B, D)
    place = standard.gates.index(open_gate)

    def widened(part: jax.Array, filling: float) -> np.ndarray:
        blocks = np.split(np.asarray(part), cell.num_gates, axis=-1)
        return np.concatenate([*blocks[:place], np.full_like(blocks[0], filling), *blocks[place:]], axis=-1)

    further = {name: np.zeros(H) for name in standard.further_weights}
    wide = standard.weights_type(
        W_x=widened(weights.W_x, 0), W_h=widened(weights.W_h, 0), b=widened(weights.b, 1e4), **further
    )
    _, ours = scan(cell, weights, state, xs)
    _, theirs = scan(standard, wide, state, xs)
    for name, mine, expected in zip(ours._fields, ours, theirs, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-12, atol=1e-14, err_msg=name)
