"""Telling cases of the page "Gradients", each one click away."""

from __future__ import annotations

from app.view.cases import of_page
from app.view.presets import Preset
from rnn_core.settings.lane_config import LaneConfig, lanes_of

PRESETS = (
    *of_page("gradients"),
    Preset(
        "Forget bias 0, 1 and 3",
        "adding",
        {"lanes": tuple(LaneConfig("lstm", forget_bias=bias) for bias in (0.0, 1.0, 3.0))},
        {"gradients_view": "lag", "gradients_where": "last"},
        "Three LSTMs that differ in the forget bias alone, before training. The larger the bias, the more of the "
        "gradient reaches timestep 1.",
    ),
    Preset(
        "Vanilla RNN with g = 0.5",
        "adding",
        {"lanes": lanes_of("rnn"), "initialisation": "scaled", "gain": 0.5},
        {"gradients_view": "jacobians"},
        "W_h starts as 0.5·Q, so no singular value can exceed 0.5 to the power of the lag. All of them stay below that "
        "bound.",
    ),
)
