"""Telling cases of the page "Compare", each one click away; held by `tests/rnn_core/training/test_science.py`."""

from __future__ import annotations

from app.view.presets import Preset
from rnn_core.settings.lane_config import LaneConfig

_RACE = {"compare_part": "race", "compare_axis": "step", "compare_seeds": 3}
PRESETS = (
    Preset(
        "As many weights",
        "adding",
        {
            "lanes": (
                LaneConfig("rnn", hidden_size=39),
                LaneConfig("lstm", hidden_size=19),
                LaneConfig("gru", hidden_size=22),
            ),
            "hidden_size": 19,
            "num_seeds": 3,
        },
        {**_RACE, "compare_equal": "weights"},
        "39, 19 and 22 units: each cell has about 1,690 weights. Press Play. Within 800 steps the LSTM and the GRU add "
        "two numbers over 50 timesteps; the RNN, with the most units, does not.",
        "Sizes as in Chung et al. 2014.",
    ),
    Preset(
        "Where a gate does not help",
        "noise_free",
        {"num_seeds": 3},
        {**_RACE, "compare_equal": "size"},
        "Nothing unexpected comes after the first symbol. Press Play. Within 300 steps the RNN keeps it over 49 "
        "timesteps and the GRU does not: no cell wins every race.",
        "After Hochreiter & Schmidhuber 1997, experiment 2a.",
    ),
    Preset(
        "Only the last 10 inputs",
        "recall",
        {
            "sequence_length": 20,
            "lanes": (LaneConfig("rnn", "window", window=10), LaneConfig("lstm")),
            "num_seeds": 3,
        },
        {**_RACE, "compare_equal": "size"},
        "The answer is the first of 20 symbols. Press Play. A network that sees the last 10 inputs cannot know it and "
        "guesses; within 200 steps an LSTM knows it with most seeds.",
        "The window after Waibel et al. 1989.",
    ),
    Preset(
        "What a GRU saves",
        "adding",
        {},
        {"compare_part": "cost"},
        "With as many units as the LSTM, the GRU hands on half as many numbers from one timestep to the next and "
        "stores 5 numbers a unit for training where the LSTM stores 6.",
        "Cho et al. 2014.",
    ),
)
