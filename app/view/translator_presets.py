"""Telling cases of the translator, each one click away; tests and benchmarks hold what their sentences say."""

from __future__ import annotations

from app.view.lab import Lab
from app.view.presets import Preset, show_presets
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.task_names import TRANSLATIONS

TASKS = TRANSLATIONS
"""The tasks of the page."""


ATTENTION = (LaneConfig("gru", attention="none"), LaneConfig("gru", attention="dot"))
PRESETS = (
    Preset(
        "Numbers in seconds",
        "numbers",
        {"lanes": (LaneConfig("gru", attention="dot"),)},
        {},
        "A GRU with attention learns to count in French. After 1,000 steps it writes 19 of 20 unseen numbers "
        "correctly.",
    ),
    Preset(
        "With and without attention",
        "phrases",
        {"lanes": ATTENTION},
        {},
        "Two GRUs that differ in attention alone. After 1,000 steps the one with attention has more sentences exactly "
        "right.",
    ),
    Preset(
        "Longer than ever seen",
        "phrases",
        {"split": "length", "lanes": ATTENTION},
        {},
        "Trained on up to 7 words, tested on 8 to 14. The chart by length shows who can go on.",
    ),
    Preset(
        "The source backwards",
        "iso_dates",
        {"attention": "none", "lanes": (LaneConfig("gru"), LaneConfig("gru", source_order="reversed"))},
        {},
        "Two GRUs without attention, and one reads the source backwards. The gradient of the first word tells them "
        "apart.",
    ),
    Preset(
        "What stands for a word",
        "phrases",
        {"lanes": tuple(LaneConfig("gru", input=kind) for kind in ("one_hot", "learned", "glove", "random"))},
        {},
        "Four GRUs that differ in the vectors of the source words. Random vectors that stay are the control.",
    ),
    Preset(
        "Told every word, or half of them",
        "phrases",
        {
            "lanes": (
                LaneConfig("gru", attention="dot"),
                LaneConfig("gru", attention="dot", teacher_forcing=0.5),
            )
        },
        {},
        "Two GRUs that differ in teacher forcing alone: while it learns, one reads the right words, the other its own "
        "half of the time. The table has both when they are told and when they write alone.",
    ),
    Preset(
        "Pig latin, three cells",
        "pig_latin",
        {"lanes": lanes_of("rnn", "lstm", "gru")},
        {},
        "Letters move to the end of the word. Attention shows where each letter comes from.",
    ),
)


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    show_presets(lab, PRESETS, page="translator")
