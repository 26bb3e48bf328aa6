"""The numbers of the diagram of a network that spells a word, as CSV."""

from __future__ import annotations

import csv
import io

import numpy as np

from rnn_core.frames.frame import Frame, Lane


def spelled_numbers(frame: Frame) -> str:
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
