"""The page "Next character": telling words, each one click away, and the diagram's numbers as a table."""

from __future__ import annotations

from functools import partial

from app.figures.spelled_numbers import spelled_numbers
from app.view.file_button import table_button
from app.view.lab import Lab
from app.view.presets import Preset, show_presets
from rnn_core.frames.frame import from_bytes

TASK = "hello"


PRESETS = (
    Preset(
        "hello",
        TASK,
        {},
        {},
        "The two l's ask for different answers. Watch their states move apart: within 250 steps all three cells are "
        "sure of all four letters.",
    ),
    Preset(
        "A memory of one number",
        TASK,
        {"hidden_size": 1, "learning_rate": 0.03},
        {},
        "The whole state is one number, h. Within 500 steps it tells the two l's apart: the loss falls below the best "
        "without memory.",
    ),
    Preset(
        "Counting: aaaaab",
        TASK,
        {"word": "aaaaab"},
        {},
        "Only the number of a's so far says when the b comes. Within 400 steps all three cells count to five.",
    ),
    Preset(
        "mississippi",
        TASK,
        {"word": "mississippi"},
        {},
        "The letters i, s and p each have two followers. Within 800 steps four units are enough to tell all places "
        "apart.",
    ),
    Preset(
        "banana: no memory",
        TASK,
        {"word": "banana"},
        {},
        "Each letter always has the same follower, so the present letter is enough. Compare: there is no line “best "
        "without memory” in the loss chart.",
    ),
)


def presets(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    show_presets(lab, PRESETS, page="next_character")


def offer_csv(lab: Lab) -> None:
    """The button for the numbers of the diagram, those of the moment at which it is pressed."""
    if lab.entry.run.latest.frame is None:
        return
    table_button(
        "Numbers of the diagram (CSV)",
        partial(_newest_csv, lab),
        "unrolled-next-character.csv",
        "csv_spelled",
        help="Every lane at every letter: states, scores and probabilities",
    )


def _newest_csv(lab: Lab) -> str:
    data = lab.entry.run.latest.frame
    assert data is not None, "a picture never goes"
    return spelled_numbers(from_bytes(data))
