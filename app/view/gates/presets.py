"""Telling cases of the page "Gates", each one click away."""

from __future__ import annotations

from app.view.presets import Preset
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import LaneConfig, lanes_of

PRESETS = (
    Preset(
        "Forget bias 0, 1 and 3",
        "recall",
        {"sequence_length": 20, "lanes": tuple(LaneConfig("lstm", forget_bias=bias) for bias in (0.0, 1.0, 3.0))},
        {"gates_view": "memory"},
        "Three LSTMs that differ in the forget bias alone, before training. The middle unit keeps its state for about "
        "1.4, 3 and 20 timesteps (Jozefowicz et al. 2015).",
    ),
    Preset(
        "Chrono: memories of every length",
        "recall",
        {"sequence_length": 100, "lanes": lanes_of("lstm", "gru"), "initialisation": "chrono", "chrono_steps": 100},
        {"gates_view": "memory"},
        "Before training the units keep their state for up to about 100 timesteps, the longest more than three times "
        "as long as the shortest (Tallec & Ollivier 2018).",
    ),
    Preset(
        "A unit that counts",
        "counting",
        {"lanes": lanes_of("lstm", "gru")},
        {"gates_view": "memory"},
        "Press Play. After 200 steps a unit of the LSTM keeps its cell state for more than 20 timesteps, long enough "
        "to count. No unit of the GRU does (Weiss, Goldberg & Yahav 2018).",
    ),
    Preset(
        "Forget gate held at 0",
        "temporal_order",
        {"lanes": (LaneConfig("lstm"), LaneConfig("lstm", clamps=(Clamp("forget_gate", 0.0),)))},
        {"gates_view": "surgery", "gates_lane": "lstm2"},
        "Press Play. Within 200 steps the free LSTM is right nearly always; where f is held at 0 it stays near "
        "guessing. Let the gate go while it trains.",
    ),
)
