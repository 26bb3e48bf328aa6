"""The page "Next character": telling words, each one click away, and the diagram's numbers as a table."""

from __future__ import annotations

import csv
import io
from functools import partial

import numpy as np
import streamlit as st

from app.view.lab import Lab
from app.view.presets import Preset, show_presets
from rnn_core.frames.frame import Frame, Lane, from_bytes

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
    st.download_button(
        "Numbers of the diagram (CSV)",
        partial(_newest_csv, lab),
        "unrolled-next-character.csv",
        "text/csv",
        key="csv_spelled",
        on_click="ignore",
        help="Every lane at every letter: states, scores and probabilities",
    )


def _newest_csv(lab: Lab) -> str:
    data = lab.entry.run.latest.frame
    assert data is not None, "a picture never goes"
    return csv_of(from_bytes(data))


def csv_of(frame: Frame) -> str:
    """A row for each lane and timestep, all digits: what is read and what is right, h, the scores, the probabilities.

    A network that is too large to send its weights with its frames has no scores.
    """
    letters = frame.task["output_labels"]
    units = max(lane.arrays["hidden"].shape[2] for lane in frame.lanes)
    names = [f"{what} of {letter}" for what in ("score", "p") for letter in letters]
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["lane", "step", "timestep", "reads", "right", *(f"h {k}" for k in range(1, units + 1)), *names])
    for lane in frame.lanes:
        h, p = lane.arrays["hidden"][-1], lane.arrays["outputs"]
        rows = zip(frame.inputs, frame.targets[:, 0], h, _scores(lane, h, len(letters)), p, strict=True)
        for t, (read, right, *numbers) in enumerate(rows, start=1):
            state, score, chance = (list(map(_written, each)) for each in numbers)
            state += [""] * (units - len(state))
            said = [frame.task["input_labels"][int(read.argmax())], letters[int(right)]]
            table.writerow([lane.name, frame.step, t, *said, *state, *score, *chance])
    return out.getvalue()


def _scores(lane: Lane, h: np.ndarray, letters: int) -> np.ndarray:
    if "W_o" not in lane.arrays:
        return np.full((len(h), letters), np.nan)
    return h @ lane.arrays["W_o"] + lane.arrays["b_o"]


def _written(number: float) -> str:
    return "" if np.isnan(number) else repr(float(number))
