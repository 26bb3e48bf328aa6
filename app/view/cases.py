"""The lab's cases to try, telling ones from courses and papers, each one click away.

Where a figure of a paper or a course is told and the networks here do something else, the sentences say both. That what
they say happens is held over three seeds or more by `test_cases.py` and `test_gradients.py` of `tests/app/view` and by
`tests/rnn_core/training/test_science.py`.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.view.lab import Lab
from app.view.presets import Preset, show_presets
from rnn_core.settings.lane_config import LaneConfig, lanes_of

CASES = (
    Preset(
        "Adding, T = 50",
        "adding",
        {},
        {},
        "Two numbers lie far apart, and the answer comes after the last timestep. Within 800 steps the LSTM and the "
        "GRU solve it, and the RNN does not solve it.",
        "Hochreiter & Schmidhuber 1997; Le, Jaitly & Hinton 2015.",
    ),
    Preset(
        "Temporal order, T = 50",
        "temporal_order",
        {},
        {},
        "X and Y come far from the end, and only their order counts. Within 800 steps the LSTM and the GRU solve it "
        "with most seeds, and the RNN does not solve it.",
        "Hochreiter & Schmidhuber 1997, experiment 6a.",
    ),
    Preset(
        "Forget bias 0, 1 and 3",
        "recall",
        {"lanes": tuple(LaneConfig("lstm", forget_bias=bias) for bias in (0.0, 1.0, 3.0))},
        {},
        "Three LSTMs that differ in the forget bias alone. With 1 or 3 they keep the first of 20 symbols within 200 "
        "steps, with 0 few seeds do.",
        "Jozefowicz, Zaremba & Sutskever 2015.",
    ),
    Preset(
        "Chrono, T = 100",
        "recall",
        {
            "sequence_length": 100,
            "lanes": (
                LaneConfig("lstm", forget_bias=1.0),
                LaneConfig("lstm", initialisation="chrono", chrono_steps=100),
                LaneConfig("gru", initialisation="chrono", chrono_steps=100),
            ),
        },
        {},
        "Gates that start with memories of 1 to 100 timesteps keep a symbol over 99 within 400 steps. An LSTM with "
        "forget bias 1 still guesses.",
        "Tallec & Ollivier 2018.",
    ),
    Preset(
        "Counting aⁿbⁿ",
        "counting",
        {"lanes": lanes_of("lstm", "gru")},
        {},
        "Trained to n = 12: after 1,000 steps the LSTM counts further than it was trained to, and further than the "
        "GRU. Theirs, trained to n = 100, accepts n = 1,000 in the published code; ours stops far earlier.",
        "Weiss, Goldberg & Yahav 2018.",
    ),
    Preset(
        "Parity of every prefix",
        "prefix_parity",
        {},
        {},
        "Within 2,400 steps the GRU and the LSTM with forget bias 1 solve it; the RNN, and the LSTM with 2, do not. "
        "The course prints, after 3,125 steps, RNN .513, LSTM .538, GRU 1.000: its LSTM has forget bias 2, because "
        "PyTorch adds two biases and both are set to 1. Ours with 2 solves it by then in two seeds of three.",
        "Charles University, Deep Learning (NPFL138).",
    ),
    Preset(
        "Rescued by clipping",
        "prefix_parity",
        {
            "lanes": lanes_of("lstm"),
            "initialisation": "scaled",
            "gain": 2.0,
            "optimizer": "momentum",
            "learning_rate": 10.0,
            "clip_norm": 0.0,
        },
        {},
        "A learning rate of 10 and gradients of any length: within 400 steps the LSTM does not solve it. Set “Longest "
        "gradient allowed” to 0.01 before you press Play, and it does. The course prints .529 without a limit and "
        "1.000 with 1, for 30 units and a layer of 75 behind them, which ours has not.",
        "Charles University, Deep Learning (NPFL138).",
    ),
    Preset(
        "Echo, cut too short",
        "echo",
        {"sequence_length": 3, "batch_size": 32},
        {},
        "The answer lies 3 timesteps back, and every window has 3 timesteps: no gradient ever reaches the bit that is "
        "asked for. Within 400 steps the LSTM does not solve it, as it does with windows of 20 timesteps; the RNN can, "
        "from what its untrained state happens to hold.",
        "New York University, Deep Learning, week 6.",
    ),
    Preset(
        "Recall without noise",
        "noise_free",
        {},
        {},
        "Between the first symbol and the answer nothing is random. Within 300 steps the RNN keeps it over 49 "
        "timesteps and the GRU does not; the paper's RNN never learns its harder form with p = 100.",
        "After Hochreiter & Schmidhuber 1997, experiment 2a.",
    ),
    Preset(
        "A latch of one unit",
        "latch",
        {},
        {"states_view": "path", "lane": "gru"},
        "One bit, then zeros, and a single unit to hold it: within 200 steps the RNN and the GRU do. On the map from h "
        "to the next h, the GRU then has two stable places while the zeros come; an RNN whose W_h is negative swings "
        "between two instead.",
        "Stanford CS224n 2017, assignment 3. Opens the page “Hidden states”.",
        page="hidden_states",
    ),
    Preset(
        "Vanish, hold, explode",
        "adding",
        {},
        {"gradients_view": "gain", "gradients_gain": 0.9, "gradients_measured": True},
        "W_h is g times an orthogonal matrix, before any training. In a linear RNN the gradient changes by exactly the "
        "factor g at every timestep; move g below and above 1.",
        "Pascanu, Mikolov & Bengio 2013. Opens the page “Gradients”.",
        page="gradients",
    ),
    Preset(
        "IRNN",
        "adding",
        {"lanes": (LaneConfig("rnn"), LaneConfig("rnn", initialisation="irnn"))},
        {"gradients_view": "lag", "gradients_where": "last"},
        "W_h starts as the identity, with ReLU for tanh: before any training the gradient at timestep 1 is more than "
        "half as long as at timestep 50. Le et al. solve T = 150 with 100 units; ours, with 16, does not solve T = 50 "
        "within 600 steps.",
        "Le, Jaitly & Hinton 2015. Opens the page “Gradients”.",
        page="gradients",
    ),
    Preset(
        "The illusion",
        "adding",
        {"sequence_length": 60, "lanes": lanes_of("rnn"), "initialisation": "uniform"},
        {"gradients_view": "lag", "gradients_where": "every"},
        "With an error at every timestep the RNN's gradient looks flat over 60 timesteps. Count the error at the last "
        "timestep alone: at timestep 1 it is more than a million times shorter.",
        "Opens the page “Gradients”.",
        page="gradients",
    ),
)


def of_page(page: str) -> tuple[Preset, ...]:
    """The cases that `page` shows, as they stand on that page itself."""
    return tuple(
        replace(preset, page="", source=preset.source.partition("Opens the page")[0].strip())
        for preset in CASES
        if preset.page == page
    )


def show(lab: Lab) -> None:
    """The cases, below the lanes."""
    with st.expander(f"Cases to try: {len(CASES)} from courses and papers, one click each"):
        show_presets(lab, CASES, title="")
