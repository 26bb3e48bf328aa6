"""Telling cases of the translator, each one click away.

`tests.benchmarks.language_translation_presets` holds what their sentences say.
"""

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
        "A GRU with attention learns to count in French. After 1,000 steps it writes 99 of 100 unseen numbers "
        "correctly (3 seeds).",
    ),
    Preset(
        "With and without attention",
        "phrases",
        {"lanes": ATTENTION},
        {},
        "Two GRUs that differ in attention alone. After 1,000 steps the one with attention has 85 to 89 of 100 unseen "
        "sentences right, the other fewer than half as many (3 seeds).",
    ),
    Preset(
        "Longer than ever seen",
        "phrases",
        {"split": "length", "lanes": ATTENTION},
        {},
        "Trained on up to 7 words, tested on 8 to 14. After 1,000 steps the GRU with attention has 27 to 33 of 100 "
        "right and none of 12 words or more, the other has 1 of 100 (3 seeds).",
    ),
    Preset(
        "The source backwards",
        "iso_dates",
        {"attention": "none", "lanes": (LaneConfig("gru"), LaneConfig("gru", source_order="reversed"))},
        {},
        "Of two GRUs without attention one reads the source backwards. After 1,000 steps it has more dates right, and "
        "the source's first word gets the largest gradient; read forward, a fifth of it (3 seeds).",
    ),
    Preset(
        "What stands for a word",
        "phrases",
        {"lanes": tuple(LaneConfig("gru", input=kind) for kind in ("one_hot", "learned", "glove", "random"))},
        {},
        "Four GRUs that differ in the vectors of the source words. After 1,000 steps one-hot has 96 of 100 sentences "
        "right, learned vectors 85 to 89, GloVe 77 to 85 and random ones 71 to 78 (3 seeds).",
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
        "While it learns, one GRU reads the right words, the other its own half of the time. After 1,000 steps both "
        "have 84 to 89 of 100 sentences right, but alone the other has more words right (3 seeds).",
    ),
    Preset(
        "Pig latin, three cells",
        "pig_latin",
        {"lanes": lanes_of("rnn", "lstm", "gru")},
        {},
        "After 1,000 steps the LSTM and the GRU have 95 of 100 unseen words right, the RNN 87 (3 seeds). Letters move "
        "to the end, and attention looks most at the one that is written, 96 times of 100.",
    ),
)


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    show_presets(lab, PRESETS, page="translator")
