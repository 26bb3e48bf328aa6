"""Telling cases of the text generator, each one click away."""

from __future__ import annotations

from app.view import presets
from app.view.lab import Lab
from app.view.presets import Preset
from rnn_core.settings.lane_config import lanes_of

PRESETS = (
    Preset(
        "One GRU, one minute",
        "shakespeare",
        {"lanes": lanes_of("gru")},
        {"prompt": "ROMEO:\n", "temperature": 0.8},
        "A GRU alone gets all of the machine. Within 1,500 steps it beats the 4-gram, which knows three characters.",
    ),
    Preset(
        "Three cells, the same random numbers",
        "shakespeare",
        {},
        {"prompt": "KING ", "temperature": 0.8},
        "Within 500 steps all three are better than the 2-gram, so they remember. Step by step the GRU is ahead.",
    ),
    Preset(
        "Python code",
        "stdlib_code",
        {"lanes": lanes_of("gru")},
        {"prompt": "def ", "temperature": 0.6},
        "The text is the source of Python's own library. Within 500 steps more than half of the lines that the GRU "
        "indents stand at a multiple of four blanks.",
    ),
)


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    presets.show_presets(lab, PRESETS, page="text_generator")
