"""The parameters of the page "Gates"."""

from __future__ import annotations

from app.view.page_parameter import FOLLOW, PageParameter, parameters_for

GATE_VIEWS = ("each", "cell", "saturation", "training", "memory", "product", "surgery", "hand")
_of_gates = parameters_for("gates", "gates", "gate")

GATE_PARAMETERS: tuple[PageParameter, ...] = (
    _of_gates("view", "Shown", "What the page shows.", "word", "each", choices=GATE_VIEWS),
    _of_gates("follow", *FOLLOW),
    _of_gates("lane", "Lane", "The lane that is looked at closely.", "text", ""),
    _of_gates("timestep", "Timestep", "The timestep at which the cell is drawn.", "int", 10, low=1, high=512),
    _of_gates("unit", "Unit", "The unit of the top layer that is drawn.", "int", 1, low=1, high=512),
    _of_gates("cut", "Change", "What is changed in the new lane.", "word", "hold", choices=("hold", "remove", "bias")),
    _of_gates("held", "Gate", "The gate that is held.", "text", ""),
    _of_gates("value", "Hold it at", "0 shuts the gate, 1 opens it.", "float", 0.0, low=0.0, high=1.0),
    _of_gates("units", "Units", "Whose gate is held: numbers with commas between. Empty: all units.", "text", ""),
    _of_gates("variant", "Variant", "The part that is removed or changed.", "text", ""),
    _of_gates(
        "bias",
        "Bias at the start",
        "Of the gate that keeps. At 0 it begins at 0.5, at 1 at 0.73, at 3 at 0.95.",
        "float",
        3.0,
        low=-5.0,
        high=5.0,
    ),
    _of_gates("i", "Input gate i", "1 lets all of the input in, 0 nothing.", "float", 1.0, low=0.0, high=1.0),
    _of_gates("f", "Forget gate f", "1 keeps all of c, 0 nothing.", "float", 0.9, low=0.0, high=1.0),
    _of_gates("o", "Output gate o", "1 shows tanh c, 0 shows nothing.", "float", 1.0, low=0.0, high=1.0),
    _of_gates("first", "First input at timestep", "When the first number comes.", "int", 3, low=1, high=40),
    _of_gates("first_size", "First input", "The size of the first number.", "float", 1.0, low=-2.0, high=2.0),
    _of_gates("second", "Second input at timestep", "When the second number comes.", "int", 15, low=1, high=40),
    _of_gates("second_size", "Second input", "The size of the second number.", "float", -0.5, low=-2.0, high=2.0),
)
