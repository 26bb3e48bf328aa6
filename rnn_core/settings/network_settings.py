"""The settings of a network: what the run says for all lanes and a lane may say for itself."""

from __future__ import annotations

from rnn_core.settings.setting import Setting

NETWORK_SETTINGS = (
    Setting(
        "hidden_size",
        "H",
        "Hidden size H",
        "Number of units in the hidden state.",
        "int",
        low=1,
        high=256,
        noun="a hidden size",
    ),
    Setting(
        "initialisation",
        "init",
        "Initialisation",
        "How the recurrent weights start. This decides how fast the gradient shrinks before the network has learned.",
        "word",
        ("orthogonal", "uniform", "glorot", "scaled", "irnn", "chrono"),
        noun="an initialisation",
    ),
    Setting(
        "gain",
        "gain",
        "Gain g",
        "The recurrent weights start as g times an orthogonal matrix. A small g makes the gradient vanish.",
        "float",
        low=0.0,
        high=5.0,
        noun="a gain",
    ),
    Setting(
        "chrono_steps",
        "tmax",
        "Chrono T_max",
        "The gates start so that memories last from 1 to about this many timesteps.",
        "int",
        low=3,
        high=10_000,
        noun="a T_max",
    ),
    Setting(
        "forget_bias",
        "forget",
        "LSTM forget bias",
        "Starting value of the forget gate's bias. At 0 a timestep keeps 50 % of the cell state, at 1 it keeps 73 %.",
        "float",
        low=-20.0,
        high=20.0,
        noun="a forget bias",
    ),
    Setting(
        "update_bias",
        "update",
        "GRU update bias",
        "Starting value of the update gate's bias. A higher value keeps more of the old state.",
        "float",
        low=-20.0,
        high=20.0,
        noun="an update bias",
    ),
)
"""What the run says for all lanes and a lane may say for itself."""
