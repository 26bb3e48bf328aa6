"""Frames of format 1, written before lanes had ids: a lane was its cell, and the legend stood in the page."""

from __future__ import annotations

from typing import Any

FRAME = "unrolled-frame/1"

_NAMES = {"rnn": ("Vanilla RNN", "RNN"), "lstm": ("LSTM", "LSTM"), "gru": ("GRU", "GRU")}
_TRACES = {
    "rnn": (),
    "lstm": (
        ("forget_gate", "f", "forget", "gate", "keeps"),
        ("input_gate", "i", "input", "gate", "lets in"),
        ("candidate", "g", "candidate", "signed", ""),
        ("cell", "c", "tanh", "tanh", ""),
        ("output_gate", "o", "output", "gate", "shows"),
    ),
    "gru": (
        ("reset_gate", "r", "reset", "gate", "uses the state"),
        ("update_gate", "z", "update", "gate", "keeps"),
        ("candidate", "n", "candidate", "signed", ""),
    ),
}
_ROW = ("trace", "letter", "name", "scale", "means")


def frame_words(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a frame of format 1 as format 2 has them."""
    relu = words.get("config", {}).get("init") == "irnn"
    return words | {"lanes": [_lane(lane, relu) for lane in words["lanes"]]}


def _lane(words: dict[str, Any], relu: bool) -> dict[str, Any]:
    cell = words["cell"]
    name, short = _NAMES[cell]
    rows = [dict(zip(_ROW, row, strict=True)) | {"removed": False} for row in _TRACES[cell]]
    squash = ("relu" if relu else "tanh") if cell == "rnn" else ""
    legend = {"name": name, "short": short, "differs": "", "shade": 0, "dash": "solid", "squash": squash}
    return words | {"id": cell, "traces": rows} | legend
