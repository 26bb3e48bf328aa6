"""The parameters of the page "Hidden states"."""

from __future__ import annotations

from app.view.page_parameter import PageParameter, parameters_for
from rnn_core.settings.setting import Setting

STATE_VIEWS = ("units", "curves", "path", "fires", "passage")
ORDERS = ("number", "similarity", "time")
# Those that came after the first three, whose links have no such beginning.
_of_states = parameters_for("hidden_states", "states", "st")

STATE_PARAMETERS: tuple[PageParameter, ...] = (
    PageParameter(
        "hidden_states", Setting("lane", "lane", "Lane", "The id of the lane whose states are shown.", "text"), ""
    ),
    PageParameter(
        "hidden_states",
        Setting("trace", "trace", "Shown", "The state or gate that is shown, by its name in the trace.", "text"),
        "hidden",
    ),
    PageParameter(
        "hidden_states",
        Setting("sequence", "sequence", "Your own sequence", "A sequence typed by the user, as it was typed.", "text"),
        "",
    ),
    _of_states("beside", "Beside it", "A second sequence, as it was typed.", "text", ""),
    _of_states("view", "Shown", "What the page shows.", "word", "units", choices=STATE_VIEWS),
    _of_states("order", "Units in the order of", "How the rows are sorted.", "word", "number", choices=ORDERS),
    _of_states("all", "All lanes", "One picture for each lane, under one another.", "bool", False),
    _of_states("units", "Units", "Numbers of up to four units, with commas between.", "text", "1, 2"),
    _of_states(
        "inputs",
        "Inputs of the map",
        "Up to three inputs, typed as a sequence. Empty: those of the example.",
        "text",
        "",
    ),
    _of_states("unit", "Unit", "The unit of the top layer that is looked at.", "int", 1, low=1, high=256),
    _of_states("threshold", "Threshold", "The unit fires where h is at least this.", "float", 0.5, low=-1.0, high=1.0),
    _of_states("below", "At most", "It fires where h is at most the threshold.", "bool", False),
    _of_states(
        "place", "Character number", "Where the passage begins in the test text.", "int", 0, low=0, high=10_000_000
    ),
)
