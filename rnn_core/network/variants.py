"""Every class of cell, by the cell's name and the variant's.

Of the ablations of Greff et al. (2017) one is left out on purpose, full gate recurrence: it feeds the last values of
all gates back into all gates through nine more recurrent matrices, so that the gates join the state, and the Jacobians
and gradients of h and c would no longer be all that crosses a timestep.
"""

from __future__ import annotations

from rnn_core.network.cell import Cell
from rnn_core.network.coupled_lstm import CoupledLSTM
from rnn_core.network.fixed_window import FixedWindow
from rnn_core.network.gru import GRU
from rnn_core.network.gru_reset_before import GRUResetBefore
from rnn_core.network.gru_without_reset import GRUWithoutReset
from rnn_core.network.lstm import LSTM
from rnn_core.network.lstm_without_forget_gate import LSTMWithoutForgetGate
from rnn_core.network.lstm_without_input_activation import LSTMWithoutInputActivation
from rnn_core.network.lstm_without_input_gate import LSTMWithoutInputGate
from rnn_core.network.lstm_without_output_activation import LSTMWithoutOutputActivation
from rnn_core.network.lstm_without_output_gate import LSTMWithoutOutputGate
from rnn_core.network.peephole_lstm import PeepholeLSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.vanilla_rnn import VanillaRNN

STANDARD = "standard"
VARIANTS: dict[str, dict[str, type[Cell]]] = {
    "rnn": {STANDARD: VanillaRNN, "window": FixedWindow},
    "lstm": {
        STANDARD: LSTM,
        "nfg": LSTMWithoutForgetGate,
        "nig": LSTMWithoutInputGate,
        "nog": LSTMWithoutOutputGate,
        "niaf": LSTMWithoutInputActivation,
        "noaf": LSTMWithoutOutputActivation,
        "cifg": CoupledLSTM,
        "peepholes": PeepholeLSTM,
    },
    "gru": {STANDARD: GRU, "noreset": GRUWithoutReset, "resetbefore": GRUResetBefore},
}
"""Cell → name of the variant in links → class; every cell has the variant `standard`."""


def cell_class(cell: str, variant: str = STANDARD, initialisation: str = "orthogonal") -> type[Cell]:
    """The class of a cell's variant; a vanilla RNN started as `irnn` is a `ReLURNN`. Raises `KeyError`."""
    return ReLURNN if (cell, variant, initialisation) == ("rnn", STANDARD, "irnn") else VARIANTS[cell][variant]
